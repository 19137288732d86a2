import { type Diagnostic, EFFECTS, type Effect, type Range, type Severity } from '../base/diagnostic.js';
import type { ContentKind } from '../content/layout.js';
import type { AnalyticRule, Configuration, HuntingQuery, HuntTemplate } from '../content/model.js';
import type { ContentFile, Watchlist } from '../content/repository.js';
import type { YamlFile } from '../content/yaml/yaml-file.js';
import type { Catalog } from '../kql/analysis/catalog.js';
import type { Outline } from './runner/outline.js';
import type { Query } from './runner/query.js';
import type { QueryAnalyses } from './runner/query-facts.js';

/** What people read about a check, on the terminal and in its page of the documentation. */
export interface CheckInfo {
  /** Stable, kebab-case, or KS and a number: suppressions, baselines and the configuration name it. */
  code: string;
  /** What the service makes of what it finds, most often; the severity follows from it. */
  effect: Effect;
  /** Where it is graver than what follows from the effect. */
  severity?: Severity;
  /** One line: what it finds. */
  summary: string;
  /** Why it matters: what would happen in the workspace. */
  why: string;
  /** What to do instead; shown with each finding unless the finding brings its own. */
  help: string;
}

/** One thing that a check found. */
export interface Finding {
  message: string;
  range: Range;
  /** The file, where it is not the one that is checked. */
  file?: string;
  /** What to do, where the check's own help is too general. */
  help?: string;
  /** Where it is not that of the check. */
  effect?: Effect;
}

/** A finding about the KQL of a query, with one of many codes. */
export interface QueryFinding {
  code: string;
  effect: Effect;
  message: string;
  range: Range;
  help: string;
}

/**
 * What a check of a query may ask for. There is no clock and no configuration here: what is found depends on the file,
 * the schemas and the watchlists alone, and that is what the cache goes by.
 */
export interface DetectionContext {
  /** Tables, functions and watchlists that queries may name. */
  catalog: Catalog;
  queries: QueryAnalyses;
}

/** What a check of a watchlist may ask for. */
export interface WatchlistContext {
  configuration: Configuration;
  /** The clock of the run; only its day counts. */
  asOf: Date;
}

/** The kinds whose queries look for something. */
export type DetectionKind = Extract<ContentKind, 'hunting-query' | 'analytic-rule' | 'template'>;

/** A hunting query, an analytic rule or a template of hunts that fits its schema. */
export interface Detection extends ContentFile<HuntingQuery | AnalyticRule | HuntTemplate> {
  kind: DetectionKind;
  query: Query;
}

/** The rule, where a detection is one; a hunting query with fields of a rule is none. */
export function asRule({ kind, value }: Detection): AnalyticRule | undefined {
  return kind === 'analytic-rule' && 'kind' in value ? value : undefined;
}

/** The value with the fields that only deployed content has; undefined for a template. */
export function asDeployed({ value }: Detection): HuntingQuery | AnalyticRule | undefined {
  return 'indicators' in value ? undefined : value;
}

/** A check of one hunting query, analytic rule or template. */
export interface DetectionCheck extends CheckInfo {
  scope: 'detection';
  run(detection: Detection, context: DetectionContext): Iterable<Finding>;
}

/** A check of one watchlist: its definition and its items. */
export interface WatchlistCheck extends CheckInfo {
  scope: 'watchlist';
  run(watchlist: Watchlist, context: WatchlistContext): Iterable<Finding>;
}

/** A check of what several files say together. */
export interface RepositoryCheck extends CheckInfo {
  scope: 'repository';
  run(outlines: readonly Outline[]): Iterable<Finding & { file: string }>;
}

/** A check of what changed in a hunting query or rule since a commit. */
export interface BaseCheck extends CheckInfo {
  scope: 'base';
  /** @param before empty for content that the base does not have */
  run(now: YamlFile, before: YamlFile): Iterable<Finding>;
}

/** Something that is found while files are read, before any check runs. */
export interface ReaderCheck extends CheckInfo {
  scope: 'reader';
}

/** Something that is found in the KQL of a query. */
export interface QueryCode extends CheckInfo {
  scope: 'query';
}

export type Check = QueryCode | DetectionCheck | WatchlistCheck | RepositoryCheck | BaseCheck | ReaderCheck;

/** The severity of what a check finds, most often. */
export function severityOf({ effect, severity }: CheckInfo): Severity {
  return severity ?? EFFECTS[effect].severity;
}

/** A finding of the analyser in a file. */
export function withSeverity({ effect, ...finding }: QueryFinding, file: string): Diagnostic {
  return { ...finding, file, effect, severity: EFFECTS[effect].severity };
}

export function toDiagnostic(check: CheckInfo, file: string, finding: Finding): Diagnostic {
  return {
    code: check.code,
    severity: finding.effect === undefined ? severityOf(check) : EFFECTS[finding.effect].severity,
    effect: finding.effect ?? check.effect,
    message: finding.message,
    file: finding.file ?? file,
    range: finding.range,
    help: finding.help ?? check.help,
  };
}

/** Kinds as people call them. */
export const KIND_NAMES: Record<ContentKind, string> = {
  'hunting-query': 'hunting query',
  'analytic-rule': 'analytic rule',
  watchlist: 'watchlist',
  function: 'function',
  template: 'template',
  'template-tests': 'tests of a template',
};
