import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { milliseconds } from '../base/duration.js';
import { type FileChanges, type FileText, listFiles } from '../base/files.js';
import { isYaml } from '../content/layout.js';
import type { Configuration, HuntTemplate } from '../content/model.js';
import { hasIndicators } from '../indicators/indicator-table.js';
import { instantOfEnd } from '../indicators/lifetime.js';
import { ExpiredRows } from '../indicators/lists/expired-rows.js';
import { LifeExtensions } from '../indicators/lists/life-extensions.js';
import { type IndicatorRow, watchlistAlias } from '../indicators/rows/row.js';
import { familySpelling, rowsByFamily, slugReader } from './families.js';
import { type Family, huntFile, refreshHunt } from './hunt.js';
import { type IndicatorWatchlists, loadIndicatorWatchlists } from './indicator-watchlist.js';

export interface ExpireOptions {
  root: string;
  configuration: Configuration;
  templates: HuntTemplate[];
  /** The day of the run. */
  asOf: Date;
}

/** What goes and what stays: texts of files to write, null for a file to remove. */
export interface Expiry {
  changes: FileChanges;
  /** In the order of the watchlists. */
  removed: { watchlist: string; row: IndicatorRow }[];
  /** Rows that live longer now, because `life-extensions.csv` says so. */
  extended: number;
  /** Files of hunts that have no indicators left. */
  retired: string[];
  /** Files of hunts that expire would change if they were not an analyst's own. */
  kept: { file: string; reason: string }[];
}

const NO_INDICATORS = 'no indicators are left for it, but its markers are gone: keep or delete it yourself';
const NOT_REFRESHED = 'its markers are gone: the indicators inside it are yours to bring up to date';

/**
 * Takes out of a repository what no log can show any more: rows whose life and, after it, the log retention are over,
 * and the hunts that they leave without indicators. Pure but for reading the files that are there. Throws a
 * `SentinelError` when a watchlist or a list beside them cannot be read.
 */
export function expireContent(options: ExpireOptions): Expiry {
  const { root, configuration, asOf } = options;
  const watchlists = loadIndicatorWatchlists(root);
  const extensions = LifeExtensions.load(root);
  const expired = ExpiredRows.load(root);
  const slugOf = slugReader();
  const oldest = asOf.getTime() - milliseconds(configuration.logRetention);
  const changes = new Map<string, FileText | null>();
  const removed: Expiry['removed'] = [];
  const touched = new Set<string>();
  let extended = 0;

  for (const [kind, watchlist] of watchlists) {
    const longer = watchlist.update(extensions);
    const over = watchlist.remove(({ ValidUntil }) => instantOfEnd(ValidUntil) <= oldest);
    for (const row of over) {
      expired.add(row);
      removed.push({ watchlist: watchlistAlias(kind), row });
    }
    for (const row of [...longer, ...over]) touched.add(slugOf(row));
    const gone = new Set(over);
    extended += longer.filter((row) => !gone.has(row)).length;
    watchlist.collectChanges(changes);
  }
  expired.collectChanges(changes);
  const hunts = expireHunts(options, watchlists, touched, changes);
  return { changes, removed, extended, ...hunts };
}

/** Deletes the generated hunts that have no indicators left, and brings those of touched families up to date. */
function expireHunts(
  options: ExpireOptions,
  watchlists: IndicatorWatchlists,
  touched: ReadonlySet<string>,
  changes: Map<string, FileText | null>,
): Pick<Expiry, 'retired' | 'kept'> {
  const { root, configuration } = options;
  const spelling = familySpelling([...watchlists.values()].map(({ rows }) => rows));
  const hunts = generatedHunts(options);
  const rows = rowsByFamily(watchlists, new Set(hunts.map(({ slug }) => slug)));
  const retired: string[] = [];
  const kept: Expiry['kept'] = [];
  for (const { file, slug, template } of hunts) {
    const family: Family = { name: spelling.get(slug) ?? slug, slug, rows: rows.get(slug) ?? new Map() };
    const isEmpty = !hasIndicators(template.indicators, family.rows);
    if (!isEmpty && !touched.has(slug)) continue;
    const before = readFileSync(join(root, file), 'utf8');
    const after = refreshHunt(before, template, family, configuration);
    if (after === undefined) {
      if (isEmpty) kept.push({ file, reason: NO_INDICATORS });
      else if (configuration.indicators === 'inline') kept.push({ file, reason: NOT_REFRESHED });
    } else if (isEmpty) {
      retired.push(file);
      changes.set(file, null);
    } else if (after !== before) changes.set(file, after);
  }
  return { retired, kept };
}

/** The hunts that stand where ingest writes them. */
function generatedHunts({ root, templates }: ExpireOptions): { file: string; slug: string; template: HuntTemplate }[] {
  return listFiles(root, 'hunts', isYaml).flatMap((file) => {
    const slug = file.split('/')[1] ?? '';
    const template = templates.find((candidate) => huntFile(slug, candidate) === file);
    return template ? [{ file, slug, template }] : [];
  });
}
