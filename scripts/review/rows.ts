import { compareText } from '../base/diagnostic.js';
import type { IndicatorKind } from '../content/model.js';
import type { Repository } from '../content/repository.js';
import {
  ALL_COLUMNS,
  INDICATOR_KINDS,
  type IndicatorRow,
  rowKey,
  rowReader,
  watchlistAlias,
} from '../indicators/rows/row.js';

/** A row of an indicator watchlist that a change adds, alters or removes. */
export interface RowChange {
  kind: IndicatorKind;
  action: 'add' | 'change' | 'remove';
  /** The row as it is afterwards; for `remove`, as it was. */
  row: IndicatorRow;
  /** Columns that differ, for `change`, and what they were. */
  columns: readonly (keyof IndicatorRow)[];
  before: Partial<IndicatorRow>;
}

/** What changed in the indicator watchlists, in the order of kinds and rows. */
export function changedRows(before: Repository, after: Repository): RowChange[] {
  return INDICATOR_KINDS.flatMap((kind) => {
    const [old, now] = [rowsOf(before, kind), rowsOf(after, kind)];
    const changes: RowChange[] = [];
    for (const [key, row] of now) {
      const other = old.get(key);
      const columns = other ? ALL_COLUMNS.filter((column) => other[column] !== row[column]) : [];
      if (other && columns.length === 0) continue;
      const was = Object.fromEntries(columns.map((column) => [column, other?.[column]]));
      changes.push({ kind, action: other ? 'change' : 'add', row, columns, before: was });
    }
    for (const [key, row] of old)
      if (!now.has(key)) changes.push({ kind, action: 'remove', row, columns: [], before: {} });
    return changes.sort((a, b) => compareText(a.row.Indicator, b.row.Indicator));
  });
}

function rowsOf({ watchlists }: Repository, kind: IndicatorKind): Map<string, IndicatorRow> {
  const list = watchlists.find(({ value }) => value.watchlistAlias === watchlistAlias(kind));
  if (!list) return new Map();
  const read = rowReader(list.items.header);
  return new Map(list.items.rows.map(({ cells }) => read(cells)).map((row) => [rowKey(row), row]));
}
