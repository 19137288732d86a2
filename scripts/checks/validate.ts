import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfiguration } from '../content/configuration.js';
import { compareDiagnostics, type Diagnostic } from '../content/diagnostic.js';
import { CONFIGURATION_FILE, itemsFileOf, listContent, listForeign } from '../content/layout.js';
import { readItems } from '../content/repository.js';
import { YamlFile } from '../content/yaml-file.js';
import { createAnalyser } from '../kql/analyser.js';
import { openCatalog, SHIPPED_SCHEMAS } from '../kql/catalog.js';
import { readBase } from './base/base.js';
import { applyBaseline, writeBaseline } from './baseline.js';
import { type CheckContext, toDiagnostic } from './check.js';
import { type Inspection, inspect, type Subject } from './inspect.js';
import { type Outline, outlineOf } from './outline.js';
import { BASE_CHECKS, REPOSITORY_CHECKS } from './registry.js';
import { applyConfiguration, applyDirectives } from './suppress.js';

export interface Validation {
  /** By file, then by place. */
  diagnostics: Diagnostic[];
  /** How many files were looked at. */
  fileCount: number;
}

export interface ValidateOptions {
  /** Absolute path of the repository. */
  root: string;
  asOf: Date;
  /** Files and folders relative to the root that the findings are restricted to; all when there are none. */
  paths: readonly string[];
  /** A branch or commit that changes are compared with. */
  base?: string | undefined;
  /** Writes what is found into the baseline instead of reporting it. */
  writesBaseline?: boolean;
}

/**
 * Runs every check over a repository. Throws a `SentinelError` on a bad configuration, a broken baseline and an unknown
 * base only; bad content becomes diagnostics.
 */
export async function validateRepository(options: ValidateOptions): Promise<Validation> {
  const { root, asOf, paths, base, writesBaseline = false } = options;
  const subjects = readSubjects(root, paths);
  const context = createContext(root, asOf, subjects);
  const inspections = subjects.map((subject) => inspect(subject, context));
  const outlines = inspections.map(({ outline }) => outline);
  const diagnostics = inspections.flatMap((inspection) => inspection.diagnostics);
  for (const check of REPOSITORY_CHECKS) {
    for (const finding of check.run(outlines, context)) diagnostics.push(toDiagnostic(check, finding.file, finding));
  }
  if (base !== undefined) diagnostics.push(...(await compareWithBase(root, base, subjects, outlines)));
  const suppressed = suppress(diagnostics, inspections, context, root);
  if (writesBaseline) writeBaseline(root, suppressed);
  const left = writesBaseline ? [] : applyBaseline(root, suppressed);
  const isWanted = (file: string) => paths.length === 0 || paths.some((path) => isWithin(file, path));
  const files = subjects.flatMap(({ file, items }) => (items === undefined ? [file] : [file, itemsFileOf(file)]));
  return {
    diagnostics: left.filter(({ file }) => isWanted(file)).sort(compareDiagnostics),
    fileCount: files.filter(isWanted).length,
  };
}

function readSubjects(root: string, paths: readonly string[]): Subject[] {
  const foreign = listForeign(root, paths).map((file) => ({ file, kind: undefined }));
  return [...listContent(root), ...foreign].map(({ file, kind }) => {
    const mayHaveItems = kind === undefined || kind === 'watchlist';
    const items = mayHaveItems ? readItems(root, itemsFileOf(file)) : undefined;
    return { file, kind, items, text: readFileSync(join(root, file), 'utf8') };
  });
}

function createContext(root: string, asOf: Date, subjects: readonly Subject[]): CheckContext {
  const watchlists = new Map<string, readonly string[]>();
  for (const { file, kind, text, items } of subjects) {
    if (kind !== 'watchlist') continue;
    const { id, header } = outlineOf(file, kind, YamlFile.parse(file, text), items);
    if (id) watchlists.set(id.value, header);
  }
  const catalog = openCatalog([SHIPPED_SCHEMAS, join(root, 'schemas')], watchlists);
  return { configuration: loadConfiguration(root), asOf, catalog, analyser: createAnalyser(catalog) };
}

async function compareWithBase(
  root: string,
  base: string,
  subjects: readonly Subject[],
  outlines: readonly Outline[],
): Promise<Diagnostic[]> {
  const texts = await readBase(root, base);
  return subjects.flatMap(({ file, text }, index) => {
    const old = texts.get(file);
    const kind = outlines[index]?.kind;
    if (old === undefined || (kind !== 'hunting-query' && kind !== 'analytic-rule')) return [];
    const [now, before] = [YamlFile.parse(file, text), YamlFile.parse(file, old)];
    return BASE_CHECKS.flatMap((check) =>
      [...check.run(now, before)].map((finding) => toDiagnostic(check, file, finding)),
    );
  });
}

/** Takes away what comments and the configuration suppress. */
function suppress(
  diagnostics: readonly Diagnostic[],
  inspections: readonly Inspection[],
  { configuration, asOf }: CheckContext,
  root: string,
): Diagnostic[] {
  const files = inspections.map(({ outline, directives }) => ({ file: outline.file, directives }));
  const left = applyDirectives(diagnostics, files);
  let yaml: YamlFile | undefined;
  return applyConfiguration(left, configuration.suppressions, asOf, (index) => {
    yaml ??= YamlFile.parse(CONFIGURATION_FILE, readFileSync(join(root, CONFIGURATION_FILE), 'utf8'));
    return yaml.rangeOfValue(['suppressions', index]);
  });
}

function isWithin(file: string, path: string): boolean {
  return path === '' || file === path || file.startsWith(`${path}/`);
}
