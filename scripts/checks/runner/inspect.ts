import { type Diagnostic, FILE_START } from '../../base/diagnostic.js';
import { isObject } from '../../base/objects.js';
import { type ContentKind, isYaml, kindByContent } from '../../content/layout.js';
import { readContent } from '../../content/repository.js';
import { YamlFile } from '../../content/yaml-file.js';
import { type DetectionContext, type DetectionKind, type Finding, toDiagnostic } from '../check.js';
import { queryFindings } from '../detection/kql.js';
import { DETECTION_CHECKS } from '../detection/registry.js';
import { misplaced, notContent } from '../files/readers.js';
import { type Directive, findDirectives } from '../suppressions/directives.js';
import { createContext, createKnownContext, type Setup } from './context.js';
import { type Flawless, UnknownQuery } from './examiner.js';
import { type Outline, outlineOf } from './outline.js';
import { Query } from './query.js';

/** A file to look at, with its text (and of a watchlist, the text of its items where there are some). */
export interface Subject {
  file: string;
  /** Undefined: the content tells. */
  kind: ContentKind | undefined;
  text: string;
  items?: string | undefined;
}

/** All that one file alone tells. Plain data: it can be cached and can cross threads. */
export interface Inspection {
  outline: Outline;
  diagnostics: Diagnostic[];
  directives: Directive[];
  /** What was learned from the file's query, where nothing was wrong with it and none like it was known. */
  learned?: Flawless;
}

/** Reads hunting queries, rules and templates and runs their checks. Never throws on bad content. */
export function inspectAll(subjects: readonly Subject[], setup: Setup): Inspection[] {
  const context = createContext(setup);
  return subjects.map((subject) => {
    const inspection = inspect(subject, (kind, yaml) => checkFile(kind, yaml, context));
    const learned = context.examiner.takeLearned();
    return learned ? { ...inspection, learned } : inspection;
  });
}

/** As `inspectAll`, but without the analyser, which takes long to load: files whose query is not among `known` are left out. */
export function inspectKnown(subjects: readonly Subject[], setup: Setup, known: readonly Flawless[]): Inspection[] {
  const context = createKnownContext(setup, known);
  return subjects.flatMap((subject) => {
    try {
      return [inspect(subject, (kind, yaml) => checkFile(kind, yaml, context))];
    } catch (error) {
      if (error instanceof UnknownQuery) return [];
      throw error;
    }
  });
}

/** What a file says that concerns other files, and nothing about the file itself. */
export function outline(subject: Subject): Inspection {
  return inspect(subject, () => []);
}

/** Reads a file, and has it checked. */
export function inspect(
  subject: Subject,
  check: (kind: ContentKind | undefined, yaml: YamlFile) => Diagnostic[],
): Inspection {
  const { file, items } = subject;
  const yaml = YamlFile.parse(file, isYaml(file) ? subject.text : '');
  const kind = subject.kind ?? foreignKind(yaml.data);
  if (subject.kind === undefined) leaveOutEmpty(yaml.data);
  return {
    outline: outlineOf(file, kind, yaml, items),
    diagnostics: check(kind, yaml),
    directives: findDirectives(yaml.source),
  };
}

/** What the content of others is to us: their watchlists are not ours to deploy. */
function foreignKind(data: unknown): ContentKind | undefined {
  const kind = kindByContent(data);
  return kind === 'watchlist' ? undefined : kind;
}

/** Fields of which the official validation takes nothing at all for absent, which templates of others make use of. */
const MAY_BE_EMPTY = [
  'tactics',
  'relevantTechniques',
  'customDetails',
  'entityMappings',
  'eventGroupingSettings',
  'tags',
  'metadata',
];

/** Content of others, that is: ours has a field or has it not, and editors complete one that is begun. */
function leaveOutEmpty(data: unknown): void {
  if (!isObject(data)) return;
  for (const field of MAY_BE_EMPTY) if (data[field] === null) Reflect.deleteProperty(data, field);
}

/** Where a file belongs that plainly lies in the wrong folder. */
function rightFolder(kind: ContentKind | undefined, data: unknown): string | undefined {
  const actual = kindByContent(data);
  if (kind === 'hunting-query' && actual === 'analytic-rule') return 'analytic-rules';
  return kind === 'analytic-rule' && actual === 'hunting-query' ? 'hunts' : undefined;
}

function checkFile(kind: ContentKind | undefined, yaml: YamlFile, context: DetectionContext): Diagnostic[] {
  if (yaml.diagnostics.length > 0) return yaml.diagnostics;
  const folder = rightFolder(kind, yaml.data);
  if (folder !== undefined) {
    const message = `This is ${folder === 'hunts' ? 'a hunting query' : 'an analytic rule'}, and belongs to ${folder}/`;
    return [toDiagnostic(misplaced, yaml.source.file, { message, range: FILE_START })];
  }
  if (kind === 'function' || kind === 'template-tests') {
    const loaded = readContent(kind, yaml);
    return 'value' in loaded ? [] : loaded.diagnostics;
  }
  if (kind !== undefined && kind !== 'watchlist') return checkDetection(kind, yaml, context);
  const message = 'This is neither a hunting query nor a rule: it was skipped';
  return [toDiagnostic(notContent, yaml.source.file, { message, range: FILE_START })];
}

function checkDetection(kind: DetectionKind, yaml: YamlFile, context: DetectionContext): Diagnostic[] {
  const { file } = yaml.source;
  const text = isObject(yaml.data) ? yaml.data.query : undefined;
  const query = new Query(yaml, typeof text === 'string' ? text : '', context.examiner, {
    isTemplate: kind === 'template',
  });
  const loaded = readContent(kind, yaml);
  // A mistake in another field hides nothing in the query.
  const inQuery = query.text === '' ? [] : [...queryFindings(query, context)].map((found) => ({ ...found, file }));
  if (!('value' in loaded)) return [...loaded.diagnostics, ...inQuery];
  const detection = { ...loaded.value, kind, query };
  return [...run(DETECTION_CHECKS, file, (check) => check.run(detection, context)), ...inQuery];
}

export function run<C extends Parameters<typeof toDiagnostic>[0]>(
  checks: readonly C[],
  file: string,
  find: (check: C) => Iterable<Finding>,
): Diagnostic[] {
  return checks.flatMap((check) => [...find(check)].map((finding) => toDiagnostic(check, file, finding)));
}
