import { type Diagnostic, FILE_START } from '../../base/diagnostic.js';
import { isObject } from '../../base/objects.js';
import { type ContentKind, foreignKind, isYaml, kindByContent } from '../../content/layout.js';
import { readContent } from '../../content/repository.js';
import { YamlFile } from '../../content/yaml/yaml-file.js';
import { type DetectionContext, type DetectionKind, type Finding, toDiagnostic, withSeverity } from '../check.js';
import { queryFindings } from '../detection/kql.js';
import { cutOfFunction, notDeployed } from '../detection/not-deployed.js';
import { DETECTION_CHECKS } from '../detection/registry.js';
import { savedUnread } from '../effects.js';
import { describeRespelling, letterCase, misplaced, notContent } from '../files/readers.js';
import { type Directive, findDirectives } from '../suppressions/directives.js';
import { createContext, type Setup } from './context.js';
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

/** All that one file alone tells. Plain data: it can be cached, and sent between processes. */
export interface Inspection {
  outline: Outline;
  diagnostics: Diagnostic[];
  directives: Directive[];
}

/** Reads hunting queries, rules and templates and runs their checks. Never throws on bad content. */
export function inspectAll(subjects: readonly Subject[], setup: Setup): Inspection[] {
  return subjects.map(createInspector(setup));
}

/** As `inspectAll` for one file after the other: what the analyser has learned of tables stays. */
export function createInspector(setup: Setup): (subject: Subject) => Inspection {
  const context = createContext(setup);
  return (subject) => inspect(subject, (kind, yaml) => checkFile(kind, yaml, context));
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
  const kind = subject.kind ?? foreignKind(file, yaml.data);
  return {
    outline: outlineOf(file, kind, yaml, items),
    diagnostics: check(kind, yaml),
    directives: findDirectives(yaml.source),
  };
}

function checkFile(kind: ContentKind | undefined, yaml: YamlFile, context: DetectionContext): Diagnostic[] {
  if (yaml.diagnostics.length > 0) return yaml.diagnostics;
  if (kind === 'analytic-rule' && kindByContent(yaml.data) === 'hunting-query') {
    const message = 'This is a hunting query, and belongs to hunts/';
    return [toDiagnostic(misplaced, yaml.source.file, { message, range: FILE_START })];
  }
  if (kind === 'function') {
    const loaded = readContent(kind, yaml);
    if (!('value' in loaded)) return loaded.diagnostics;
    return run([notDeployed], yaml.source.file, () => cutOfFunction(loaded.value));
  }
  if (kind === 'template-tests') {
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
  const query = new Query(yaml, typeof text === 'string' ? text : '', context.queries, {
    isTemplate: kind === 'template',
  });
  const loaded = readContent(kind, yaml);
  const spellings = loaded.respelt.map((one) => toDiagnostic(letterCase, file, describeRespelling(one, yaml)));
  // A mistake in another field hides nothing in the query.
  const inQuery = query.text === '' ? [] : [...queryFindings(query, context)].map((found) => withSeverity(found, file));
  if (!('value' in loaded)) return [...loaded.diagnostics, ...spellings, ...inQuery];
  const detection = { ...loaded.value, kind, query };
  const found = [...run(DETECTION_CHECKS, file, (check) => check.run(detection, context)), ...inQuery];
  return [...spellings, ...(kind === 'analytic-rule' ? found : found.map(savedUnread))];
}

export function run<C extends Parameters<typeof toDiagnostic>[0]>(
  checks: readonly C[],
  file: string,
  find: (check: C) => Iterable<Finding>,
): Diagnostic[] {
  return checks.flatMap((check) => [...find(check)].map((finding) => toDiagnostic(check, file, finding)));
}
