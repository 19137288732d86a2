import { existsSync, readFileSync } from 'node:fs';
import { basename, isAbsolute, join } from 'node:path';
import type { FileChanges } from '../content/files.js';
import type { Configuration, FalsePositive, HuntTemplate } from '../content/model.js';
import { kindOf } from '../reports/indicator.js';
import type { Report } from '../reports/report.js';
import { ExpiredRows } from './expired-rows.js';
import { familySpelling, rowsByFamily } from './families.js';
import { type Family, huntFile, huntYaml, refreshHunt, renderHunt } from './hunt.js';
import { hasIndicators } from './indicator-table.js';
import { loadIndicatorWatchlists } from './indicator-watchlist.js';
import { LifeExtensions } from './life-extensions.js';
import { plainCell, type Sighting, sightingOf } from './merge.js';
import { familySlug } from './naming.js';
import { Reviews } from './reviews.js';
import { rowKey } from './watchlist-rows.js';

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

/** Family that indicators without one are filed under. */
const NO_FAMILY = 'Unknown';

/** A hunt's name holds the family and the template's own words, in 256 characters. */
const MAX_FAMILY = 56;

/** Merges reports into a repository's watchlists and hunts. Pure but for reading the files that are there. */
export function ingestReports(reports: readonly Report[], options: IngestOptions): Ingestion {
  const { root, configuration } = options;
  const watchlists = loadIndicatorWatchlists(root);
  const extensions = LifeExtensions.load(root);
  const expired = ExpiredRows.load(root);
  const reviews = Reviews.load(root);
  const spelling = familySpelling([...[...watchlists.values()].map(({ rows }) => rows.values()), expired.rows]);
  const touched = new Map<string, FalsePositive[]>();
  const leftOut = new Set<string>();
  const today = options.asOf.toISOString().slice(0, 10);

  const leavesOut = (sighting: Sighting) => {
    if (!expired.covers(sighting, extensions.until(sighting.row))) return false;
    leftOut.add(rowKey(sighting.row));
    return true;
  };
  const nameOf = (text: string) => {
    const family = familyOf(text);
    const slug = familySlug(family);
    const name = spelling.get(slug) ?? family;
    spelling.set(slug, name);
    return name;
  };
  const decided = reports.map((report) =>
    reviews.decide(report, reportReference(report), (review) => nameOf(review.family || report.family)),
  );
  for (const report of decided) {
    const reference = reportReference(report);
    for (const indicator of report.indicators) {
      const family = nameOf(indicator.family || report.family);
      const slug = familySlug(family);
      if (!touched.has(slug)) touched.set(slug, []);
      const origin = { report: reference, source: report.source, family, today };
      watchlists.get(kindOf(indicator.type))?.stage(sightingOf(indicator, origin, configuration));
    }
    for (const watchlist of watchlists.values()) watchlist.mergeStaged(leavesOut);
    const scenarios = touched.get(familySlug(familyOf(report.family)));
    for (const item of report.falsePositives) {
      if (!scenarios?.some(({ scenario }) => scenario === item.scenario)) scenarios?.push(item);
    }
  }
  for (const watchlist of watchlists.values()) {
    for (const { MalwareFamily } of watchlist.extend(extensions)) {
      const slug = familySlug(MalwareFamily);
      if (!touched.has(slug)) touched.set(slug, []);
    }
  }

  const changes = new Map<string, string | null>();
  for (const watchlist of watchlists.values()) watchlist.collectChanges(changes);
  reviews.collectChanges(changes);
  const rowsBySlug = rowsByFamily(watchlists, touched);
  for (const [slug, falsePositives] of touched) {
    const family: Family = { name: spelling.get(slug) ?? slug, slug, rows: rowsBySlug.get(slug) ?? new Map() };
    collectHunts(family, falsePositives, options, changes);
  }
  const all = [...watchlists.values()];
  return {
    reports: decided,
    changes,
    rowsAdded: all.reduce((sum, { added }) => sum + added, 0),
    rowsChanged: all.reduce((sum, { changed }) => sum + changed, 0),
    expired: leftOut.size,
    waiting: reviews.waiting,
  };
}

/** A family's name as rows and hunts hold it; never half of a surrogate pair. */
function familyOf(text: string): string {
  return (
    plainCell(text)
      .slice(0, MAX_FAMILY)
      .replace(/[\ud800-\udbff]$/, '')
      .trim() || NO_FAMILY
  );
}

function collectHunts(
  family: Family,
  falsePositives: FalsePositive[],
  { root, templates, configuration }: IngestOptions,
  changes: Map<string, string | null>,
): void {
  for (const template of templates) {
    if (!hasIndicators(template.indicators, family.rows)) continue;
    const file = huntFile(family.slug, template);
    const path = join(root, file);
    if (!existsSync(path)) {
      changes.set(file, huntYaml(renderHunt(template, family, falsePositives, configuration)));
      continue;
    }
    const before = readFileSync(path, 'utf8');
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
