import { stringifyCsv } from '../../base/csv.js';
import { compareText } from '../../base/diagnostic.js';
import type { Watchlist } from '../../content/repository.js';
import { compareRows, rowReader } from '../../indicators/rows/row.js';
import type { RowChange } from '../resources/rows.js';
import { isIndicatorList } from '../resources/watchlists.js';

type Row = Record<string, string>;

/**
 * A list's file as the workspace has its rows. Rows that are the same stay where they are; one that differs changes in its
 * place; new ones come last, or in the order of the list where it has one.
 * @param changes what a deployment would do: what it would remove is new here, what it would add is gone
 */
export function mergeRows(list: Watchlist, changes: readonly RowChange[]): string {
  const { header, rows } = list.items;
  const columns = [...new Set([...header, ...changes.flatMap(({ before }) => Object.keys(before ?? {}))])];
  const textOf = (row: Row | null) => JSON.stringify(columns.map((column) => row?.[column] ?? ''));
  const gone = new Set(changes.filter(({ action }) => action === 'add').map(({ after }) => textOf(after)));
  const changed = new Map(
    changes.filter(({ action }) => action === 'change').map(({ before, after }) => [textOf(after), before]),
  );
  const kept = rows
    .map(({ cells }): Row => Object.fromEntries(header.map((column, index) => [column, cells[index] ?? ''])))
    .filter((row) => !gone.has(textOf(row)))
    .map((row) => changed.get(textOf(row)) ?? row);
  const fresh = changes.flatMap(({ action, before }) => (action === 'remove' && before ? [before] : []));
  const all = [...kept, ...fresh].map((row) => columns.map((column) => row[column] ?? ''));
  return stringifyCsv(columns, inOrder(list, columns, all));
}

function inOrder(list: Watchlist, columns: readonly string[], rows: string[][]): string[][] {
  if (isIndicatorList(list)) {
    const read = rowReader(columns);
    return rows.sort((a, b) => compareRows(read(a), read(b)));
  }
  const key = columns.indexOf(list.value.itemsSearchKey);
  const keys = list.items.rows.map(({ cells }) => cells[list.items.header.indexOf(list.value.itemsSearchKey)] ?? '');
  const wasSorted = keys.every((value, index) => index === 0 || compareText(keys[index - 1] ?? '', value) <= 0);
  return wasSorted ? rows.sort((a, b) => compareText(a[key] ?? '', b[key] ?? '')) : rows;
}
