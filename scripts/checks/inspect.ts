import type { Diagnostic } from '../content/diagnostic.js';
import type { ContentKind } from '../content/layout.js';
import { readContent, readWatchlist } from '../content/repository.js';
import { isObject } from '../content/schema-messages.js';
import { YamlFile } from '../content/yaml-file.js';
import { type CheckContext, type Finding, toDiagnostic } from './check.js';
import { kql } from './detection/kql.js';
import { type Directive, findDirectives } from './directives.js';
import { type Outline, outlineOf } from './outline.js';
import { Query } from './query.js';
import { DETECTION_CHECKS, WATCHLIST_CHECKS } from './registry.js';

/** A file to look at, with its text (and of a watchlist, the text of its items where there are some). */
export interface Subject {
  file: string;
  kind: ContentKind;
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
export function inspect({ file, kind, text, items }: Subject, context: CheckContext): Inspection {
  const yaml = YamlFile.parse(file, text);
  const outline = outlineOf(file, kind, yaml, items);
  const diagnostics = kind === 'watchlist' ? checkWatchlist(yaml, items, context) : checkDetection(kind, yaml, context);
  return { outline, diagnostics, directives: findDirectives(yaml.source) };
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
