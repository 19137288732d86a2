/** A row of a workspace's watchlist. */
export interface Item {
  id: string;
  values: Record<string, unknown>;
  entityMapping?: unknown;
}

export interface RowWrites {
  add: (readonly string[])[];
  change: { item: Item; key: string; values: Record<string, string> }[];
  remove: { id: string; key: string }[];
}

/** A row that comes, goes or changes; values by column. */
export interface RowChange {
  action: 'add' | 'change' | 'remove';
  /** Its value in the list's search key. */
  key: string;
  before: Record<string, string> | null;
  after: Record<string, string> | null;
}

export interface RowDifference {
  rows: RowChange[];
  writes: RowWrites;
}

export interface ListRows {
  header: readonly string[];
  rows: readonly (readonly string[])[];
  searchKey: string;
  /** Whether items that lack a column altogether lack something: a column is new. */
  columnsChanged: boolean;
}

/**
 * What turns the items of a workspace's list into the rows of its file. Rows are compared by all of their columns; of
 * what is left, those of one key are one row that changed, written in its place. A second copy of a row goes.
 */
export function diffRows(list: ListRows, items: readonly Item[]): RowDifference {
  const { header, rows } = list;
  const missing = list.columnsChanged
    ? header.filter((column) => items.every(({ values }) => !(column in values)))
    : [];
  const forms = formsOf(header, items);
  const wanted = new Map<string, readonly string[]>();
  for (const row of rows) wanted.set(JSON.stringify(forms.map((form, index) => form(row[index] ?? ''))), row);
  const left = items.filter((item) => {
    const cells = JSON.stringify(header.map((column, index) => forms[index]?.(text(item.values[column]))));
    // Found once, a row is settled: a further copy finds nothing and goes.
    return missing.length > 0 || hasMore(item, header) || !wanted.delete(cells);
  });
  return pair(list, [...wanted.values()], left);
}

/** How the cells of each column compare: where the service keeps numbers or booleans, by value (`007`, `True`). */
function formsOf(header: readonly string[], items: readonly Item[]): ((cell: string) => string)[] {
  return header.map((column) => {
    const types = new Set(items.map(({ values }) => typeof values[column]));
    if (types.has('number'))
      return (cell) => (cell.trim() === '' || Number.isNaN(Number(cell)) ? cell : `${Number(cell)}`);
    return types.has('boolean') ? (cell) => cell.toLowerCase() : (cell) => cell;
  });
}

/** Whether an item has a value in a column that the file has not. */
function hasMore({ values }: Item, header: readonly string[]): boolean {
  return Object.keys(values).some((column) => !header.includes(column) && text(values[column]) !== '');
}

/** Columns that identify a row beside its search key: an indicator may be listed by port and family. */
const KEY_COLUMNS = ['Port', 'MalwareFamily'];

function pair(list: ListRows, rows: readonly (readonly string[])[], items: readonly Item[]): RowDifference {
  const { header, searchKey } = list;
  const columns = [
    searchKey,
    ...(searchKey === 'Indicator' ? KEY_COLUMNS.filter((name) => header.includes(name)) : []),
  ];
  const byKey = new Map<string, Item[]>();
  for (const item of items) {
    const key = JSON.stringify(columns.map((column) => text(item.values[column])));
    const group = byKey.get(key);
    if (group) group.push(item);
    else byKey.set(key, [item]);
  }
  const result: RowDifference = { rows: [], writes: { add: [], change: [], remove: [] } };
  for (const row of rows) {
    const after = Object.fromEntries(header.map((column, index) => [column, row[index] ?? '']));
    const item = byKey.get(JSON.stringify(columns.map((column) => after[column] ?? '')))?.shift();
    const key = after[searchKey] ?? '';
    if (item) {
      result.rows.push({ action: 'change', key, before: textsOf(item), after });
      result.writes.change.push({ item, key, values: after });
    } else {
      result.rows.push({ action: 'add', key, before: null, after });
      result.writes.add.push([...row]);
    }
  }
  for (const item of [...byKey.values()].flat()) {
    const key = text(item.values[searchKey]);
    result.rows.push({ action: 'remove', key, before: textsOf(item), after: null });
    result.writes.remove.push({ id: item.id, key });
  }
  return result;
}

function textsOf({ values }: Item): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([column, value]) => [column, text(value)]));
}

/** A cell of the service as text. */
export function text(value: unknown): string {
  return value === null || value === undefined ? '' : String(value);
}
