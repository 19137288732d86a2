import type { FileText } from '../base/files.js';
import type { Base } from '../checks/changes/base.js';
import type { Configuration, ContentTest, FalsePositive, HuntTemplate, IndicatorKind } from '../content/model.js';
import { ANY_FAMILY } from '../content/naming.js';
import { type FamilyRows, hasIndicators } from '../indicators/indicator-table.js';
import type { IndicatorRow } from '../indicators/rows/row.js';
import { scenariosAbout } from './false-positives.js';
import { type Feeds, rowsByFamily } from './families.js';
import { anyFamily, type Family, huntFile, huntYaml, refreshHunt, renderHunt } from './hunt.js';
import type { HuntFiles } from './hunt-files.js';
import type { IndicatorWatchlists } from './indicator-watchlist.js';
import { withProofs } from './proofs.js';
import { raiseVersion } from './versions.js';

/** What a run says of one family. */
export interface TouchedFamily {
  name: string;
  /** Whether a report is about this family, and not one of the many of a feed. */
  hasReport: boolean;
  /** The scenarios that reports give for it. */
  falsePositives: FalsePositive[];
}

export interface HuntRun {
  configuration: Configuration;
  templates: readonly HuntTemplate[];
  files: HuntFiles;
  base: Base | undefined;
  testsOf: TestsOf;
}

/** The tests that come along with a new hunt, made of its template and the rows that it reads. */
export type TestsOf = (template: HuntTemplate, rows: FamilyRows) => ContentTest[];

/** What a run does with hunts. */
export interface HuntChanges {
  changes: Map<string, FileText | null>;
  /** Where hunts would lie that somebody removed. */
  removedBefore: string[];
}

/** The sorts of indicators that hunts can look for, by whose they are, at one moment. */
export class Huntable {
  readonly #sorts = new Map<string, Set<string>>();

  /** @param touched the families that are asked for; any family always is */
  constructor(
    watchlists: IndicatorWatchlists,
    touched: ReadonlyMap<string, unknown>,
    feeds: Feeds,
    { templates, configuration }: HuntRun,
  ) {
    const sorts = new Map(templates.map((template) => [sortOf(template), template]));
    const add = (slug: string, rows: FamilyRows, counts: (row: IndicatorRow) => boolean) => {
      const own = filtered(rows, counts);
      const { minimumConfidence } = configuration;
      const isThere = ({ indicators, hashTypes }: HuntTemplate) =>
        hasIndicators(indicators, hashTypes ? filtered(own, isOfType(hashTypes)) : own, minimumConfidence);
      this.#sorts.set(slug, new Set([...sorts].filter(([, template]) => isThere(template)).map(([sort]) => sort)));
    };
    for (const [slug, rows] of rowsByFamily(watchlists, touched)) {
      add(slug, rows, () => true);
      add(reported(slug), rows, (row) => !feeds.isFromFeed(row));
    }
    const all = rowsOf(watchlists);
    add(ANY_FAMILY, all, (row) => feeds.isFromFeed(row));
    add(EVERY_ROW, all, () => true);
  }

  has(slug: string, template: HuntTemplate): boolean {
    return this.#sorts.get(slug)?.has(sortOf(template)) === true;
  }
}

/** The same for templates that hunt the same indicators. */
function sortOf({ indicators, hashTypes = [] }: HuntTemplate): string {
  return [indicators, ...hashTypes].join(' ');
}

const isOfType =
  (types: readonly string[]) =>
  ({ HashType }: IndicatorRow): boolean =>
    HashType === '' || types.includes(HashType);

/** Stands for all rows, whoever reported them; no slug. */
const EVERY_ROW = '*';

/** Stands for the rows of a family that a report about it names, and not only a feed; no slug. */
const reported = (slug: string) => `${slug}!`;

function rowsOf(watchlists: IndicatorWatchlists): FamilyRows {
  return new Map([...watchlists].map(([kind, { rows }]) => [kind, rows]));
}

function filtered(rows: FamilyRows, counts: (row: IndicatorRow) => boolean): FamilyRows {
  return new Map<IndicatorKind, readonly IndicatorRow[]>([...rows].map(([kind, list]) => [kind, list.filter(counts)]));
}

/** Of tables that have data, those that a template reads: what the configuration's `tables` can name. */
export function collectedTables(templates: readonly HuntTemplate[], filled: readonly string[]): string[] {
  const read = new Set(
    templates.flatMap(({ requiredDataConnectors }) =>
      requiredDataConnectors.flatMap(({ dataTypes }) => dataTypes.map((table) => table.toLowerCase())),
    ),
  );
  return filled.filter((table) => read.has(table.toLowerCase()));
}

/** Whether the workspace collects a table that the template's hunts read. */
export function isCollected(template: HuntTemplate, { tables }: Configuration): boolean {
  if (!tables) return true;
  const collected = new Set(tables.map((table) => table.toLowerCase()));
  return template.requiredDataConnectors.some(({ dataTypes }) =>
    dataTypes.some((table) => collected.has(table.toLowerCase())),
  );
}

/**
 * The hunts that a run makes and brings up to date. One is made when its family first has indicators of the sort that its
 * template hunts; one that is missing later was removed by somebody, and stays away.
 */
export function collectHunts(
  run: HuntRun,
  watchlists: IndicatorWatchlists,
  touched: ReadonlyMap<string, TouchedFamily>,
  before: Huntable,
  after: Huntable,
): HuntChanges {
  const result: HuntChanges = { changes: new Map(), removedBefore: [] };
  const { configuration, files } = run;
  const rowsBySlug = rowsByFamily(watchlists, touched);
  for (const [slug, { name, hasReport, falsePositives }] of touched) {
    const family: Family = { name, slug, rows: rowsBySlug.get(slug) ?? new Map() };
    for (const template of run.templates) {
      const isDue = hasReport && !isForAnyFamily(template, configuration) && after.has(slug, template);
      // What feeds brought is no hunt's beginning, unless the family has hunts already.
      const wasDue = before.has(files.hasFolder(slug) ? slug : reported(slug), template);
      collect(run, template, family, { isDue, wasDue, falsePositives }, result);
    }
  }
  const any = anyFamily(rowsOf(watchlists));
  for (const template of run.templates) {
    const source = isForAnyFamily(template, configuration) ? EVERY_ROW : ANY_FAMILY;
    const wasDue = files.hasFolder(ANY_FAMILY) && before.has(source, template);
    collect(run, template, any, { isDue: after.has(source, template), wasDue, falsePositives: [] }, result);
  }
  result.removedBefore.sort();
  return result;
}

function isForAnyFamily(template: HuntTemplate, { hunts }: Configuration): boolean {
  return hunts === 'table' || (hunts === 'auto' && template.hunts === 'table');
}

interface Due {
  isDue: boolean;
  wasDue: boolean;
  falsePositives: FalsePositive[];
}

function collect(run: HuntRun, template: HuntTemplate, family: Family, due: Due, result: HuntChanges): void {
  const { configuration, files, base } = run;
  const found = files.find(family.slug, template);
  if (found) {
    const after = refreshHunt(found.text, template, family, configuration);
    if (after === undefined || after === found.text) return;
    result.changes.set(found.file, raiseVersion(found.file, found.text, after, base));
    return;
  }
  if (!due.isDue || !isCollected(template, configuration)) return;
  const file = huntFile(family.slug, template);
  if (due.wasDue) {
    result.removedBefore.push(file);
    return;
  }
  const scenarios = scenariosAbout(template, due.falsePositives, run.templates);
  const tests = run.testsOf(template, family.rows);
  const proven = withProofs(scenarios, tests);
  result.changes.set(file, huntYaml(renderHunt(template, family, proven, configuration, tests)));
}
