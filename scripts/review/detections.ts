import { compareText } from '../base/diagnostic.js';
import type { AnalyticRule, HuntingQuery, IndicatorKind } from '../content/model.js';
import { OWN_PART, ownPartOf } from '../content/query-parts.js';
import type { ContentFile, Repository } from '../content/repository.js';
import { INDICATOR_KINDS, watchlistAlias } from '../indicators/rows/row.js';

/** A hunt or a rule that a change adds, alters or removes; known by its id, wherever its file lies. */
export interface DetectionChange {
  kind: 'hunt' | 'rule';
  action: 'add' | 'change' | 'remove';
  id: string;
  name: string;
  file: string;
  /** Where the file lay before, if elsewhere. */
  movedFrom: string | undefined;
  /** Top-level fields that differ, such as `query` or `version`. */
  fields: readonly string[];
  /** Nothing differs but what `ingest` writes: its part of the query, the tests and the version that go with it. */
  byIngest: boolean;
}

type Detection = ContentFile<HuntingQuery | AnalyticRule>;

/** What changed among hunts and rules, in the order of files. */
export function changedDetections(before: Repository, after: Repository): DetectionChange[] {
  const kinds = [
    ['hunt', before.huntingQueries, after.huntingQueries],
    ['rule', before.analyticRules, after.analyticRules],
  ] as const;
  return kinds
    .flatMap(([kind, old, now]) => compare(kind, byId(old), byId(now)))
    .sort((a, b) => compareText(a.file, b.file));
}

function byId(files: readonly Detection[]): Map<string, Detection> {
  return new Map(files.map((file) => [file.value.id.toLowerCase(), file]));
}

function compare(kind: DetectionChange['kind'], old: Map<string, Detection>, now: Map<string, Detection>) {
  const changes: DetectionChange[] = [];
  for (const [id, { file, value }] of now) {
    const other = old.get(id);
    const fields = other ? differing(other.value, value) : [];
    const movedFrom = other && other.file !== file ? other.file : undefined;
    if (other && fields.length === 0 && movedFrom === undefined) continue;
    changes.push({
      ...{ kind, action: other ? 'change' : 'add', id: value.id, name: value.name, file, movedFrom, fields },
      byIngest: other !== undefined && isByIngest(other.value, value, fields),
    });
  }
  for (const [id, { file, value }] of old) {
    if (now.has(id)) continue;
    changes.push({
      ...{ kind, action: 'remove', id: value.id, name: value.name, file, movedFrom: undefined, fields: [] },
      byIngest: false,
    });
  }
  return changes;
}

/** Whether the analyst's part stayed: a reviewer has read it before. */
function isByIngest(
  one: HuntingQuery | AnalyticRule,
  other: HuntingQuery | AnalyticRule,
  fields: readonly string[],
): boolean {
  const isOurs = fields.every((field) => field === 'query' || field === 'version');
  return isOurs && one.query.includes(OWN_PART) && ownPartOf(one.query) === ownPartOf(other.query);
}

function differing(one: HuntingQuery | AnalyticRule, other: HuntingQuery | AnalyticRule): string[] {
  const before = new Map(Object.entries(one));
  const after = new Map(Object.entries(other));
  const names = [...new Set([...before.keys(), ...after.keys()])];
  return names.filter((name) => JSON.stringify(before.get(name)) !== JSON.stringify(after.get(name))).sort(compareText);
}

/** What hunts and rules reach: techniques, tables and kinds of indicators. */
export interface Reach {
  techniques: readonly string[];
  tables: readonly string[];
  kinds: readonly IndicatorKind[];
}

/** What is reached afterwards and was not before. */
export function gained(before: Repository, after: Repository): Reach {
  const [old, now] = [reachOf(before), reachOf(after)];
  const fresh = <T>(list: readonly T[], known: readonly T[]) => list.filter((one) => !known.includes(one));
  return {
    techniques: fresh(now.techniques, old.techniques),
    tables: fresh(now.tables, old.tables),
    kinds: fresh(now.kinds, old.kinds),
  };
}

function reachOf({ huntingQueries, analyticRules }: Repository): Reach {
  const all = [...huntingQueries, ...analyticRules].map(({ value }) => value);
  const distinct = (names: readonly string[]) => [...new Set(names)].sort(compareText);
  const queries = all.map(({ query }) => query).join('\n');
  return {
    techniques: distinct(all.flatMap(({ relevantTechniques }) => relevantTechniques ?? [])),
    tables: distinct(
      all.flatMap(({ requiredDataConnectors }) => (requiredDataConnectors ?? []).flatMap(({ dataTypes }) => dataTypes)),
    ),
    kinds: INDICATOR_KINDS.filter((kind) => new RegExp(`["']${watchlistAlias(kind)}["']`).test(queries)),
  };
}
