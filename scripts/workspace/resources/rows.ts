/** What turns the rows of a workspace's watchlist into those of the file. */
export interface RowDifference {
  /** Rows to upload, in the file's order. */
  add: string[][];
  /** Ids of items to delete. */
  remove: string[];
}

/** A watchlist item of the workspace. */
export interface Item {
  id: string;
  values: Record<string, unknown>;
}

/**
 * Compares rows by all of their columns, since the service keeps a changed row beside the old one: what is only in the
 * file is added, what is only in the workspace is removed, and so is a second copy of a row.
 */
export function diffRows(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  items: readonly Item[],
): RowDifference {
  const wanted = new Map(rows.map((row) => [JSON.stringify(header.map((_, index) => row[index] ?? '')), row]));
  const remove: string[] = [];
  for (const { id, values } of items) {
    const key = JSON.stringify(header.map((column) => text(values[column])));
    const extra = Object.keys(values).some((column) => !header.includes(column) && text(values[column]) !== '');
    // Found once, a row is settled: a further copy finds nothing and goes.
    if (extra || !wanted.delete(key)) remove.push(id);
  }
  return { add: [...wanted.values()].map((row) => [...row]), remove };
}

function text(value: unknown): string {
  return value === null || value === undefined ? '' : String(value);
}
