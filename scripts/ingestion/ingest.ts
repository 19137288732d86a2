import { basename, isAbsolute } from 'node:path';
import { milliseconds } from '../base/duration.js';
import { type FileChanges, listFiles, readTextIfThere } from '../base/files.js';
import type { Base } from '../checks/changes/base.js';
import { isYaml } from '../content/layout.js';
import type { Configuration, HuntTemplate } from '../content/model.js';
import { EndsOfLife, instantOfEnd, later } from '../indicators/lifetime.js';
import { ExpiredRows } from '../indicators/lists/expired-rows.js';
import { LifeExtensions } from '../indicators/lists/life-extensions.js';
import { Reviews } from '../indicators/lists/reviews.js';
import { kindOf } from '../indicators/parse.js';
import { type Origin, plainCell, SightedIndicator, type Sighting } from '../indicators/rows/merge.js';
import { rowKey, watchlistAlias } from '../indicators/rows/row.js';
import type { Report } from '../reports/report.js';
import { collectHunts, Huntable, type TestsOf, type TouchedFamily } from './due-hunts.js';
import { Families, type FamilyName, Feeds } from './families.js';
import { HuntFiles } from './hunt-files.js';
import { type IndicatorWatchlists, loadIndicatorWatchlists } from './indicator-watchlist.js';

export interface IngestOptions {
  root: string;
  configuration: Configuration;
  templates: HuntTemplate[];
  /** The day of the run. */
  asOf: Date;
  /** Reasons of values for review, or parts of them, that a person accepts in this run. */
  accept?: readonly string[];
  /** What versions rise against; without it, what is there now. */
  base?: Base | undefined;
  /** Without it, new hunts come without tests. */
  testsOf?: TestsOf;
}

/** What reports make of a repository: texts of files to write, and what changed in each. */
export interface Ingestion {
  /** The reports, with what a person decided on their values for review. */
  reports: Report[];
  changes: FileChanges;
  rowsAdded: number;
  rowsChanged: number;
  /** Indicators that were left out: their life is over, and `expire` removed them. */
  expired: number;
  /** Indicators that were left out: their life and, after it, the log retention were over before anybody listed them. */
  dead: number;
  /** Values in `review.csv` that wait for a decision. */
  waiting: number;
  /** Files of hunts that somebody removed; they stay away. */
  removedBefore: string[];
}

/** Merges reports into a repository's watchlists and hunts. Pure but for reading the files that are there. */
export function ingestReports(reports: readonly Report[], options: IngestOptions): Ingestion {
  const { root, configuration, asOf, templates, base, testsOf = () => [] } = options;
  const watchlists = loadIndicatorWatchlists(root);
  const all = [...watchlists.values()];
  const extensions = LifeExtensions.load(root);
  const expired = ExpiredRows.load(root);
  const reviews = Reviews.load(root, options.accept);
  const families = new Families([...all.map(({ rows }) => rows), expired.rows]);
  const touched = new Map<string, TouchedFamily>();
  const feeds = () =>
    new Feeds(
      configuration.hunts,
      all.map(({ rows }) => rows),
    );

  const decided = reports.map((report) =>
    reviews.decide(report, reportReference(report), (review) => families.of(familyOf(review, report)).name),
  );
  const about = {
    today: asOf.toISOString().slice(0, 10),
    defaultConfidence: configuration.defaultConfidence,
    endsOfLife: new EndsOfLife(configuration),
  };
  const feedsBefore = feeds();
  for (const report of decided) stageReport(report, about, watchlists, families, touched, feedsBefore);

  const run = { configuration, templates, files: new HuntFiles(root), base, testsOf };
  const huntableBefore = new Huntable(watchlists, touched, feedsBefore, run);
  const leftOut = new Set<string>();
  const dead = new Set<string>();
  const oldest = asOf.getTime() - milliseconds(configuration.logRetention);
  const leavesOut = (sighting: Sighting) => {
    if (expired.covers(sighting, extensions)) {
      leftOut.add(rowKey(sighting));
      return true;
    }
    const until = extensions.until(sighting) ?? '';
    if (sighting.retracted || instantOfEnd(later(sighting.ValidUntil, until || sighting.ValidUntil)) > oldest)
      return false;
    dead.add(rowKey(sighting));
    return true;
  };
  for (const watchlist of all) {
    for (const { MalwareFamily } of watchlist.update(extensions, leavesOut)) touch(touched, families.of(MalwareFamily));
  }

  const huntableAfter = new Huntable(watchlists, touched, feeds(), run);
  // Hunts first: a run that is cut short leaves no rows that would speak for hunts which were never written.
  const { changes, removedBefore } = collectHunts(run, watchlists, touched, huntableBefore, huntableAfter);
  const read = listsThatAreRead(root, changes);
  for (const [kind, watchlist] of watchlists) watchlist.collectChanges(changes, read.has(watchlistAlias(kind)));
  reviews.collectChanges(changes);
  return {
    reports: decided,
    changes,
    rowsAdded: all.reduce((sum, { added }) => sum + added, 0),
    rowsChanged: all.reduce((sum, { changed }) => sum + changed, 0),
    expired: leftOut.size,
    dead: dead.size,
    waiting: reviews.waiting,
    removedBefore,
  };
}

function touch(touched: Map<string, TouchedFamily>, { name, slug }: FamilyName): TouchedFamily {
  const family = touched.get(slug) ?? { name, hasReport: false, falsePositives: [] };
  touched.set(slug, family);
  return family;
}

/** What an indicator is filed under: its own family, that of the report, or what the report calls itself. */
function familyOf({ family }: { family: string }, report: Report): string {
  return family || report.family || report.campaign.slice(0, MAX_CAMPAIGN).trim();
}

/** How much of a report's title stands in for a family. */
const MAX_CAMPAIGN = 64;

/** Hands what a report says to the watchlists. */
function stageReport(
  report: Report,
  about: Pick<Origin, 'today' | 'defaultConfidence' | 'endsOfLife'>,
  watchlists: IndicatorWatchlists,
  families: Families,
  touched: Map<string, TouchedFamily>,
  feeds: Feeds,
): void {
  const source = plainCell(report.source);
  const reference = reportReference(report);
  const origins = new Map<string, Origin>();
  const named: TouchedFamily[] = [];
  for (const indicator of report.indicators) {
    const family = families.of(familyOf(indicator, report));
    let origin = origins.get(family.slug);
    if (!origin) {
      origin = { ...about, report: reference, source, family: family.name };
      origins.set(family.slug, origin);
      named.push(touch(touched, family));
    }
    watchlists.get(kindOf(indicator.type))?.stage(new SightedIndicator(indicator, origin));
  }
  if (!feeds.isFeed(named.length)) for (const family of named) family.hasReport = true;
  if (report.falsePositives.length === 0) return;
  const scenarios = touched.get(families.of(familyOf({ family: '' }, report)).slug)?.falsePositives;
  for (const item of report.falsePositives) {
    if (!scenarios?.some(({ scenario }) => scenario === item.scenario)) scenarios?.push(item);
  }
}

/** The watchlists that rules and new hunts read: a query over a list that is not there would be refused. */
function listsThatAreRead(root: string, changes: FileChanges): Set<string> {
  const rules = listFiles(root, 'analytic-rules', isYaml).map((file) => readTextIfThere(root, file));
  const texts = [...rules, ...changes.values()].filter((text) => typeof text === 'string');
  const aliases = texts.flatMap((text) => [...text.matchAll(/_GetWatchlist\(["']([\w-]+)["']\)/g)]);
  return new Set(aliases.map(([, alias = '']) => alias));
}

/**
 * How a row names its report: the name without spaces (the separator), and the start of the content's hash. Of a report
 * outside the repository only the file's name: folders of somebody's machine are nobody's business.
 */
function reportReference({ file, sha256 }: Report): string {
  const outside = isAbsolute(file) || /^\.\.?[\\/]/.test(file);
  const name = (outside ? basename(file) : file).split('/').map(encodeURIComponent).join('/');
  return `${name}@${sha256.slice(0, 12)}`;
}
