import type { IndicatorKind } from '../content/model.js';
import type { IndicatorWatchlists } from './indicator-watchlist.js';
import { familySlug } from './naming.js';
import type { IndicatorRow } from './watchlist-rows.js';

/** The slug of each row's family; a name's slug is worked out once, not once a row. */
export function slugReader(): (row: Pick<IndicatorRow, 'MalwareFamily'>) => string {
  const slugs = new Map<string, string>();
  return ({ MalwareFamily }) => {
    const slug = slugs.get(MalwareFamily) ?? familySlug(MalwareFamily);
    slugs.set(MalwareFamily, slug);
    return slug;
  };
}

/** How the repository spells each family, by slug: as the first row has it. */
export function familySpelling(lists: Iterable<Iterable<IndicatorRow>>): Map<string, string> {
  const spelling = new Map<string, string>();
  const slugOf = slugReader();
  for (const rows of lists) {
    for (const row of rows) {
      const slug = slugOf(row);
      if (!spelling.has(slug)) spelling.set(slug, row.MalwareFamily);
    }
  }
  return spelling;
}

/** The rows of the wanted families, by slug and kind, in the order of the files. */
export function rowsByFamily(
  watchlists: IndicatorWatchlists,
  wanted: { has(slug: string): boolean },
): Map<string, Map<IndicatorKind, IndicatorRow[]>> {
  const result = new Map<string, Map<IndicatorKind, IndicatorRow[]>>();
  const slugOf = slugReader();
  for (const [kind, watchlist] of watchlists) {
    for (const row of watchlist.sorted()) {
      const slug = slugOf(row);
      if (!wanted.has(slug)) continue;
      const kinds = result.get(slug) ?? new Map<IndicatorKind, IndicatorRow[]>();
      result.set(slug, kinds);
      const list = kinds.get(kind) ?? [];
      kinds.set(kind, list);
      list.push(row);
    }
  }
  return result;
}
