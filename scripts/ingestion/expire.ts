import { compareText } from '../base/diagnostic.js';
import { milliseconds } from '../base/duration.js';
import type { FileChanges, FileText } from '../base/files.js';
import type { Base } from '../checks/changes/base.js';
import type { Configuration, HuntTemplate } from '../content/model.js';
import { ANY_FAMILY } from '../content/naming.js';
import { hasIndicators } from '../indicators/indicator-table.js';
import { instantOfEnd } from '../indicators/lifetime.js';
import { ExpiredRows } from '../indicators/lists/expired-rows.js';
import { LifeExtensions } from '../indicators/lists/life-extensions.js';
import { type IndicatorRow, watchlistAlias } from '../indicators/rows/row.js';
import { familySpelling, rowsByFamily, slugReader } from './families.js';
import { type Family, refreshHunt } from './hunt.js';
import { HuntFiles } from './hunt-files.js';
import { type IndicatorWatchlists, loadIndicatorWatchlists } from './indicator-watchlist.js';
import { raiseVersion } from './versions.js';

export interface ExpireOptions {
  root: string;
  configuration: Configuration;
  templates: HuntTemplate[];
  /** The day of the run. */
  asOf: Date;
  /** What versions rise against; without it, what is there now. */
  base?: Base | undefined;
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
  const slugs = new Set([...touched, ...expired.rows].map((of) => (typeof of === 'string' ? of : slugOf(of))));
  const hunts = expireHunts(options, watchlists, { touched, slugs }, changes);
  return { changes, removed, extended, ...hunts };
}

/** Deletes the generated hunts that have no indicators left, and brings those of touched families up to date. */
// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: one branch a reason to keep, change or remove a file.
function expireHunts(
  options: ExpireOptions,
  watchlists: IndicatorWatchlists,
  families: { touched: ReadonlySet<string>; slugs: ReadonlySet<string> },
  changes: Map<string, FileText | null>,
): Pick<Expiry, 'retired' | 'kept'> {
  const { configuration, templates, base } = options;
  const spelling = familySpelling([...watchlists.values()].map(({ rows }) => rows));
  const files = new HuntFiles(options.root);
  // The hunts over any family stay, as rules do: the next feed is theirs.
  const slugs = new Set(
    [...families.slugs, ...spelling.keys(), ...files.folders].filter((slug) => slug !== ANY_FAMILY),
  );
  const rows = rowsByFamily(watchlists, slugs);
  const retired: string[] = [];
  const kept: Expiry['kept'] = [];
  for (const slug of [...slugs].sort(compareText)) {
    const family: Family = { name: spelling.get(slug) ?? slug, slug, rows: rows.get(slug) ?? new Map() };
    for (const template of templates) {
      const found = files.find(slug, template);
      if (!found) continue;
      const { file, text } = found;
      const isEmpty = !hasIndicators(template.indicators, family.rows, configuration.minimumConfidence);
      if (!isEmpty && !families.touched.has(slug)) continue;
      const after = refreshHunt(text, template, family, configuration);
      if (after === undefined) {
        if (isEmpty) kept.push({ file, reason: NO_INDICATORS });
        else if (configuration.indicators === 'inline') kept.push({ file, reason: NOT_REFRESHED });
      } else if (isEmpty) {
        retired.push(file);
        changes.set(file, null);
      } else if (after !== text) changes.set(file, raiseVersion(file, text, after, base));
    }
  }
  return { retired, kept };
}
