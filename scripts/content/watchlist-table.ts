import { WATCHLIST_COLUMNS } from '../kql/analysis/catalog.js';
import { type Table, tableOf } from '../kql/index.js';
import type { Column } from '../kql/model.js';
import type { Watchlist } from './repository.js';

/** A list as `_GetWatchlist` gives it: every cell is a text, and `SearchKey` holds the one that the list is searched by. */
export function watchlistTable({ value, items: { header, rows } }: Watchlist): Table {
  const items = rows.map(({ cells }) => Object.fromEntries(header.map((name, index) => [name, cells[index] ?? ''])));
  return itemsTable(header, value.itemsSearchKey, items);
}

/** The same of items that stand elsewhere. */
export function itemsTable(
  header: readonly string[],
  searchKey: string,
  items: readonly Readonly<Record<string, unknown>>[],
): Table {
  const columns: Column[] = [
    ...WATCHLIST_COLUMNS.filter(({ name }) => !header.includes(name)),
    ...header.map((name): Column => ({ name, type: 'string' })),
  ];
  const rows = items.map((item) => {
    const cells = Object.entries(item).map(([name, value]) => [name, value === null ? '' : String(value)]);
    const row: Record<string, string> = Object.fromEntries(cells);
    return { SearchKey: row[searchKey] ?? '', ...row };
  });
  return tableOf(columns, rows).table;
}

/** The lists of a repository by alias, each made a table when it is first asked for. */
export function watchlistTables(watchlists: readonly Watchlist[]): (alias: string) => Table | undefined {
  const known = new Map<string, Table>();
  return (alias) => {
    const table = known.get(alias);
    if (table) return table;
    const list = watchlists.find(({ value }) => value.watchlistAlias === alias);
    if (!list) return undefined;
    const made = watchlistTable(list);
    known.set(alias, made);
    return made;
  };
}
