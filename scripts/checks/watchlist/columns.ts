import { type CsvRow, cellRange } from '../../base/csv.js';
import type { Range } from '../../base/diagnostic.js';
import { shorten } from '../../base/strings.js';
import type { Watchlist } from '../../content/repository.js';

/** The index of the search key's column; undefined where the header has no such column, which is a finding of its own. */
export function keyColumn({ value, items }: Watchlist): number | undefined {
  const index = items.header.indexOf(value.itemsSearchKey);
  return index === -1 ? undefined : index;
}

/** The header as a row, for the range of a column's name. */
export function headerRow({ items }: Watchlist): CsvRow {
  return { line: items.headerLine, cells: items.header };
}

/** The line on which a row starts, as a whole. */
export function rowRange({ items }: Watchlist, row: CsvRow): Range {
  return items.source.lineRange(row.line);
}

/** Where one cell stands in the items' file. */
export function cellPlace({ items, itemsFile }: Watchlist, row: CsvRow, index: number): { file: string; range: Range } {
  return { file: itemsFile, range: cellRange(items, row, index) };
}

/** A value in a message: cut to what a reader takes in. */
export function quoted(value: string): string {
  return `'${shorten(value, 60)}'`;
}
