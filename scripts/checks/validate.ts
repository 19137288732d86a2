import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareDiagnostics, type Diagnostic } from '../base/diagnostic.js';
import { isObject } from '../base/objects.js';
import { CONFIGURATION_FILE, itemsFileOf, listContent, listForeign, TEAM_LIST_FILES } from '../content/layout.js';
import type { Configuration } from '../content/model.js';
import { toDiagnostic } from './check.js';
import { tellEffect } from './effects.js';
import { REPOSITORY_CHECKS } from './repository/registry.js';
import { Cache, keyOf, keyOfFolders } from './runner/cache.js';
import type { Inspection } from './runner/inspect.js';
import { inspectDetections, inspectWatchlists, type Listed, readSubject } from './runner/inspections.js';
import { onceAName } from './runner/once.js';
import type { Outline } from './runner/outline.js';
import { keyOfProgram } from './runner/program.js';
import { snapshotFile } from './runner/snapshot/client.js';
import { applyBaseline, shrinkBaseline, writeBaseline } from './suppressions/baseline.js';
import { applySeverities, unknownChecks } from './suppressions/severity.js';
import { applyConfiguration, applyDirectives } from './suppressions/suppress.js';

// This file and what it imports stay light: with a warm cache, loading libraries would be most of the time.

export interface Validation {
  /** By file, then by place. */
  diagnostics: Diagnostic[];
  /** What the baseline accepts, in the same order. */
  accepted: Diagnostic[];
  /** How many findings the baseline holds now, where it was written. */
  writtenToBaseline?: number;
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
  /** Takes what was corrected out of the baseline. */
  shrinksBaseline?: boolean;
  /** File that keeps what was found in files that have not changed since; none without it. */
  cacheFile?: string | undefined;
  /** Folder that keeps the analyser's snapshot, of this program and of others; none without it. */
  snapshotFolder?: string | undefined;
}

/**
 * Runs every check over a repository. Throws a `SentinelError` on a bad configuration, a broken baseline and an unknown
 * base only; bad content becomes diagnostics.
 */
export async function validateRepository(options: ValidateOptions): Promise<Validation> {
  const { root, asOf, paths, base, writesBaseline = false } = options;
  const isWanted = (file: string) => isAmong(file, paths);
  const cache = options.cacheFile === undefined ? Cache.none() : Cache.open(options.cacheFile);
  const shipped = keyOfProgram();
  const program = keyOf(shipped, keyOfFolders([join(root, 'schemas')]));
  const { snapshotFolder } = options;
  const snapshot = snapshotFolder === undefined ? undefined : snapshotFile(shipped, snapshotFolder);
  const configuration = await readConfiguration(root, program, cache);
  const files = listAll(root, paths);
  const teamLists = TEAM_LIST_FILES.filter((file) => existsSync(join(root, file)));
  const listFindings = await inspectTeamLists(root, teamLists, program, cache);
  const inspections = await inspectAll(files, { root, asOf, configuration, program, cache, snapshot, isWanted });
  cache.save();
  const outlines = inspections.map(({ outline }) => outline);
  const diagnostics = [...listFindings, ...inspections.flatMap((inspection) => inspection.diagnostics)];
  for (const check of REPOSITORY_CHECKS) {
    for (const finding of check.run(outlines)) diagnostics.push(toDiagnostic(check, finding.file, finding));
  }
  if (base !== undefined) diagnostics.push(...(await compareWithBase(root, base, files, outlines)));
  const suppressed = await suppress(diagnostics, inspections, { root, asOf, configuration });
  const writtenToBaseline = writesBaseline ? writeBaseline(root, suppressed, isWanted) : undefined;
  const baselined = applyBaseline(root, suppressed);
  if (options.shrinksBaseline === true) shrinkBaseline(root, baselined, isWanted);
  const inOrder = (some: readonly Diagnostic[]) => some.filter(({ file }) => isWanted(file)).sort(compareDiagnostics);
  return {
    diagnostics: onceAName(inOrder(baselined.left)).map(tellEffect),
    accepted: inOrder(baselined.accepted).map(tellEffect),
    ...(writtenToBaseline === undefined ? {} : { writtenToBaseline }),
    fileCount: [...teamLists, ...files.flatMap((listed) => namesOf(root, listed))].filter(isWanted).length,
  };
}

/** The file, and of a watchlist the one that holds its items, where there is one. */
function namesOf(root: string, { file, kind }: Listed): string[] {
  const items = itemsFileOf(file);
  return kind === 'watchlist' && existsSync(join(root, items)) ? [file, items] : [file];
}

async function readConfiguration(root: string, program: string, cache: Cache): Promise<Configuration> {
  let text: string | undefined;
  try {
    text = readFileSync(join(root, CONFIGURATION_FILE), 'utf8');
  } catch {
    text = undefined;
  }
  const key = keyOf(program, CONFIGURATION_FILE, text);
  const known = cache.get(key, isConfiguration);
  if (known) return known;
  const { loadConfiguration } = await import('../content/configuration.js');
  const configuration = loadConfiguration(root);
  cache.set(key, configuration);
  return configuration;
}

function isConfiguration(value: unknown): value is Configuration {
  return isObject(value) && isObject(value.lifetimes) && Array.isArray(value.suppressions);
}

async function inspectTeamLists(
  root: string,
  files: readonly string[],
  program: string,
  cache: Cache,
): Promise<Diagnostic[]> {
  if (files.length === 0) return [];
  const texts = files.map((file) => readFileSync(join(root, file), 'utf8'));
  const key = keyOf(program, 'team-lists', JSON.stringify([files, texts]));
  const known = cache.get(key, isDiagnostics);
  if (known) return known;
  const lists = await import('./files/team-lists.js');
  const found = lists.inspectTeamLists(root);
  cache.set(key, found);
  return found;
}

function isDiagnostics(value: unknown): value is Diagnostic[] {
  return Array.isArray(value) && value.every((found) => isObject(found) && isObject(found.range));
}

/** The files of our layout, and those outside of it below `paths`, or everywhere when nothing lies where our layout has it. */
function listAll(root: string, paths: readonly string[]): Listed[] {
  const content = listContent(root);
  const places = paths.length === 0 && content.length === 0 ? [''] : paths;
  return [...content, ...listForeign(root, places).map((file) => ({ file, kind: undefined }))];
}

interface Run {
  root: string;
  asOf: Date;
  configuration: Configuration;
  /** Key of the code and the schemas. */
  program: string;
  cache: Cache;
  /** File of the analyser's snapshot, which need not exist. */
  snapshot: string | undefined;
  isWanted(file: string): boolean;
}

/** Watchlists first: their columns decide what queries may name. Of files that are not wanted only the outline counts. */
async function inspectAll(files: readonly Listed[], run: Run): Promise<Inspection[]> {
  const { root, program, cache, snapshot, isWanted } = run;
  const isWatchlist = ({ kind }: Listed) => kind === 'watchlist';
  const lists = await inspectWatchlists(files.filter(isWatchlist), root, run, program, cache);
  const watchlists = new Map<string, readonly string[] | null>();
  for (const { outline } of lists) if (outline.id) watchlists.set(outline.id.value, outline.header ?? null);
  const environment = keyOf(program, JSON.stringify([...watchlists]));
  const queries = files.filter((file) => !isWatchlist(file));
  const others = await inspectDetections(queries, { root, watchlists }, environment, cache, isWanted, snapshot);
  const byFile = new Map([...lists, ...others].map((inspection) => [inspection.outline.file, inspection]));
  // Of two files of one id the later one is told: what is asked for comes last.
  const ordered = [...files].sort((a, b) => Number(isWanted(a.file)) - Number(isWanted(b.file)));
  return ordered.flatMap(({ file }) => byFile.get(file) ?? []);
}

async function compareWithBase(
  root: string,
  base: string,
  files: readonly Listed[],
  outlines: readonly Outline[],
): Promise<Diagnostic[]> {
  const { readBase } = await import('./changes/base.js');
  const { BASE_CHECKS } = await import('./registry.js');
  const { YamlFile } = await import('../content/yaml/yaml-file.js');
  const { texts, added } = await readBase(root, base);
  const kinds = new Map(outlines.map(({ file, kind }) => [file, kind]));
  return files.flatMap((listed) => {
    const { file } = listed;
    const old = added.has(file) ? '' : texts.get(file);
    const kind = kinds.get(file);
    if (old === undefined || (kind !== 'hunting-query' && kind !== 'analytic-rule')) return [];
    const [now, before] = [YamlFile.parse(file, readSubject(root, listed).text), YamlFile.parse(file, old)];
    return BASE_CHECKS.flatMap((check) =>
      [...check.run(now, before)].map((finding) => toDiagnostic(check, file, finding)),
    );
  });
}

/** Takes away what comments and the configuration suppress or switch off; the rest counts as the configuration says. */
async function suppress(
  diagnostics: readonly Diagnostic[],
  inspections: readonly Inspection[],
  { root, asOf, configuration }: Pick<Run, 'root' | 'asOf' | 'configuration'>,
): Promise<Diagnostic[]> {
  const files = inspections.map(({ outline, directives }) => ({ file: outline.file, directives }));
  const left = await applyDirectives(diagnostics, files);
  const { suppressions, checks } = configuration;
  const inConfiguration = async () => {
    const { YamlFile } = await import('../content/yaml/yaml-file.js');
    return YamlFile.parse(CONFIGURATION_FILE, readFileSync(join(root, CONFIGURATION_FILE), 'utf8'));
  };
  const found = new Set(left.map(({ code }) => code));
  const doubtful = Object.keys(checks).filter((code) => !found.has(code));
  const unknown = await unknownChecks(doubtful, async (code) => (await inConfiguration()).rangeOfKey(['checks', code]));
  const unsuppressed = await applyConfiguration([...left, ...unknown], suppressions, asOf, async (index) =>
    (await inConfiguration()).rangeOfValue(['suppressions', index]),
  );
  return applySeverities(unsuppressed, checks);
}

/** Whether a file lies at or below one of some paths; without paths, every file does. */
export function isAmong(file: string, paths: readonly string[]): boolean {
  return paths.length === 0 || paths.some((path) => isWithin(file, path));
}

function isWithin(file: string, path: string): boolean {
  return path === '' || file === path || file.startsWith(`${path}/`);
}
