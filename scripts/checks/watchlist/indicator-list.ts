import type { CsvRow } from '../../base/csv.js';
import { parseInstant } from '../../base/instant.js';
import type { IndicatorKind } from '../../content/model.js';
import type { Watchlist } from '../../content/repository.js';
import { COLUMNS, INDICATOR_KINDS, watchlistAlias } from '../../indicators/rows/row.js';

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

/** Whether the first line of a list of indicators names none of its columns: it is an item, or says something else. */
export function lacksHeader(watchlist: Watchlist): boolean {
  const kind = indicatorKind(watchlist);
  return kind !== undefined && !columnsOfKind(kind).some((column) => watchlist.items.header.includes(column));
}

/** The form of dates in a list of indicators. */
const DATE = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d+)?Z)?$/;

/**
 * A reader of dates for one pass over a list: milliseconds, or NaN for what is no date in the form that we write.
 * It remembers what it has read, because the rows of a list share a few hundred dates.
 */
export function dateReader(): (text: string) => number {
  const known = new Map<string, number>();
  return (text) => {
    let time = known.get(text);
    if (time === undefined) {
      time = DATE.test(text) ? (parseInstant(text)?.getTime() ?? Number.NaN) : Number.NaN;
      known.set(text, time);
    }
    return time;
  };
}
