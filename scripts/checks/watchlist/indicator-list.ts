import { COLUMNS, INDICATOR_KINDS, watchlistAlias } from '../../authoring/watchlist-rows.js';
import type { CsvRow } from '../../content/csv.js';
import type { IndicatorKind } from '../../content/model.js';
import type { Watchlist } from '../../content/repository.js';

/** The kind of indicator that a watchlist holds; undefined for a list of something else. */
export function indicatorKind({ value }: Watchlist): IndicatorKind | undefined {
  return INDICATOR_KINDS.find((kind) => watchlistAlias(kind) === value.watchlistAlias);
}

/** The rows that have as many cells as the header; in the others, values stand under the wrong names. */
export function* wellFormedRows({ items }: Watchlist): Iterable<CsvRow> {
  for (const row of items.rows) if (row.cells.length === items.header.length) yield row;
}

/** The columns that a list of this kind has. */
export function columnsOfKind(kind: IndicatorKind): readonly string[] {
  return COLUMNS[kind];
}
