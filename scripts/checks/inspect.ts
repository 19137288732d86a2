import { type Diagnostic, FILE_START } from '../content/diagnostic.js';
import { type ContentKind, isYaml, kindByContent } from '../content/layout.js';
import { readContent, readWatchlist } from '../content/repository.js';
import { isObject } from '../content/schema-messages.js';
import { YamlFile } from '../content/yaml-file.js';
import { type CheckContext, type Finding, toDiagnostic } from './check.js';
import { kql } from './detection/kql.js';
import { type Directive, findDirectives } from './directives.js';
import { type Outline, outlineOf } from './outline.js';
import { Query } from './query.js';
import { notContent } from './readers.js';
import { DETECTION_CHECKS, WATCHLIST_CHECKS } from './registry.js';

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
}

/** Reads a file and runs the checks of its kind. Never throws on bad content. */
export function inspect(subject: Subject, context: CheckContext): Inspection {
  const { file, items } = subject;
  const yaml = YamlFile.parse(file, isYaml(file) ? subject.text : '');
  const kind = kindOf(subject, yaml);
  return {
    outline: outlineOf(file, kind, yaml, items),
    diagnostics: checkFile(kind, yaml, items, context),
    directives: findDirectives(yaml.source),
  };
}

/** The kind of a file; undefined when it is nothing that we deploy. */
function kindOf({ kind }: Subject, yaml: YamlFile): ContentKind | undefined {
  return kind ?? kindByContent(yaml.data);
}

function checkFile(
  kind: ContentKind | undefined,
  yaml: YamlFile,
  items: string | undefined,
  context: CheckContext,
): Diagnostic[] {
  if (yaml.diagnostics.length > 0) return yaml.diagnostics;
  if (kind === 'watchlist') return checkWatchlist(yaml, items, context);
  if (kind !== undefined) return checkDetection(kind, yaml, context);
  const message = 'This is neither a hunting query nor a rule nor a watchlist: it was skipped';
  return [toDiagnostic(notContent, yaml.source.file, { message, range: FILE_START })];
}

function checkWatchlist(yaml: YamlFile, items: string | undefined, context: CheckContext): Diagnostic[] {
  const loaded = readWatchlist(yaml, items);
  if (!('value' in loaded)) return loaded.diagnostics;
  return run(WATCHLIST_CHECKS, yaml.source.file, (check) => check.run(loaded.value, context));
}

function checkDetection(kind: Exclude<ContentKind, 'watchlist'>, yaml: YamlFile, context: CheckContext): Diagnostic[] {
  const { file } = yaml.source;
  const text = isObject(yaml.data) ? yaml.data.query : undefined;
  const query = new Query(yaml, typeof text === 'string' ? text : '', context.analyser, {
    isTemplate: kind === 'template',
  });
  const loaded = readContent(kind, yaml);
  if ('value' in loaded) {
    const detection = { ...loaded.value, kind, query };
    return run(DETECTION_CHECKS, file, (check) => check.run(detection, context));
  }
  // A mistake in another field hides nothing in the query.
  const inQuery = query.text === '' ? [] : run([kql], file, (check) => check.inQuery(query, context));
  return [...loaded.diagnostics, ...inQuery];
}

function run<C extends Parameters<typeof toDiagnostic>[0]>(
  checks: readonly C[],
  file: string,
  find: (check: C) => Iterable<Finding>,
): Diagnostic[] {
  return checks.flatMap((check) => [...find(check)].map((finding) => toDiagnostic(check, file, finding)));
}
