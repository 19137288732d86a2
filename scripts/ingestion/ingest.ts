import { basename, isAbsolute } from 'node:path';
import { type FileChanges, type FileText, readTextIfThere } from '../base/files.js';
import type { Configuration, FalsePositive, HuntTemplate, TemplateIndicators } from '../content/model.js';
import { hasIndicators } from '../indicators/indicator-table.js';
import { EndsOfLife } from '../indicators/lifetime.js';
import { ExpiredRows } from '../indicators/lists/expired-rows.js';
import { LifeExtensions } from '../indicators/lists/life-extensions.js';
import { Reviews } from '../indicators/lists/reviews.js';
import { kindOf } from '../indicators/parse.js';
import { type Origin, plainCell, SightedIndicator, type Sighting } from '../indicators/rows/merge.js';
import { rowKey } from '../indicators/rows/row.js';
import type { Report } from '../reports/report.js';
import { Families, type FamilyName, rowsByFamily } from './families.js';
import { type Family, huntFile, huntYaml, refreshHunt, renderHunt } from './hunt.js';
import { type IndicatorWatchlists, loadIndicatorWatchlists } from './indicator-watchlist.js';

export interface IngestOptions {
  root: string;
  configuration: Configuration;
  templates: HuntTemplate[];
  /** The day of the run. */
  asOf: Date;
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
  /** Values in `review.csv` that wait for a decision. */
  waiting: number;
}

/** Merges reports into a repository's watchlists and hunts. Pure but for reading the files that are there. */
export function ingestReports(reports: readonly Report[], options: IngestOptions): Ingestion {
  const { root, configuration, asOf } = options;
  const watchlists = loadIndicatorWatchlists(root);
  const all = [...watchlists.values()];
  const extensions = LifeExtensions.load(root);
  const expired = ExpiredRows.load(root);
  const reviews = Reviews.load(root);
  const families = new Families([...all.map(({ rows }) => rows), expired.rows]);
  const touched: TouchedFamilies = new Map();

  const decided = reports.map((report) =>
    reviews.decide(report, reportReference(report), (review) => families.of(review.family || report.family).name),
  );
  const about = {
    today: asOf.toISOString().slice(0, 10),
    defaultConfidence: configuration.defaultConfidence,
    endsOfLife: new EndsOfLife(configuration),
  };
  for (const report of decided) stageReport(report, about, watchlists, families, touched);

  const leftOut = new Set<string>();
  const leavesOut = (sighting: Sighting) => {
    if (!expired.covers(sighting, extensions)) return false;
    leftOut.add(rowKey(sighting));
    return true;
  };
  for (const watchlist of all) {
    for (const { MalwareFamily } of watchlist.update(extensions, leavesOut)) touch(touched, families.of(MalwareFamily));
  }

  const changes = new Map<string, FileText | null>();
  for (const watchlist of all) watchlist.collectChanges(changes);
  reviews.collectChanges(changes);
  const rowsBySlug = rowsByFamily(watchlists, touched);
  for (const [slug, { name, falsePositives }] of touched) {
    const family: Family = { name, slug, rows: rowsBySlug.get(slug) ?? new Map() };
    collectHunts(family, falsePositives, options, changes);
  }
  return {
    reports: decided,
    changes,
    rowsAdded: all.reduce((sum, { added }) => sum + added, 0),
    rowsChanged: all.reduce((sum, { changed }) => sum + changed, 0),
    expired: leftOut.size,
    waiting: reviews.waiting,
  };
}

/** By slug: the families whose rows may change, with the scenarios that reports give for them. */
type TouchedFamilies = Map<string, { name: string; falsePositives: FalsePositive[] }>;

function touch(touched: TouchedFamilies, { name, slug }: FamilyName): void {
  if (!touched.has(slug)) touched.set(slug, { name, falsePositives: [] });
}

/** Hands what a report says to the watchlists. */
function stageReport(
  report: Report,
  about: Pick<Origin, 'today' | 'defaultConfidence' | 'endsOfLife'>,
  watchlists: IndicatorWatchlists,
  families: Families,
  touched: TouchedFamilies,
): void {
  const source = plainCell(report.source);
  const reference = reportReference(report);
  const origins = new Map<string, Origin>();
  for (const indicator of report.indicators) {
    const family = families.of(indicator.family || report.family);
    let origin = origins.get(family.slug);
    if (!origin) {
      origin = { ...about, report: reference, source, family: family.name };
      origins.set(family.slug, origin);
      touch(touched, family);
    }
    watchlists.get(kindOf(indicator.type))?.stage(new SightedIndicator(indicator, origin));
  }
  if (report.falsePositives.length === 0) return;
  const scenarios = touched.get(families.of(report.family).slug)?.falsePositives;
  for (const item of report.falsePositives) {
    if (!scenarios?.some(({ scenario }) => scenario === item.scenario)) scenarios?.push(item);
  }
}

function collectHunts(
  family: Family,
  falsePositives: FalsePositive[],
  { root, templates, configuration }: IngestOptions,
  changes: Map<string, FileText | null>,
): void {
  const fits = new Map<TemplateIndicators, boolean>();
  for (const { indicators } of templates) {
    if (!fits.has(indicators)) fits.set(indicators, hasIndicators(indicators, family.rows));
  }
  for (const template of templates) {
    if (!fits.get(template.indicators)) continue;
    const file = huntFile(family.slug, template);
    const before = readTextIfThere(root, file);
    if (before === undefined) {
      changes.set(file, huntYaml(renderHunt(template, family, falsePositives, configuration)));
      continue;
    }
    const after = refreshHunt(before, template, family, configuration);
    if (after !== undefined && after !== before) changes.set(file, after);
  }
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
