import type { Column } from '../../model.js';
import type { Scan } from '../plan.js';
import { type RowSet, type Run, refuse } from '../run.js';
import type { JsonRow, Table } from '../types.js';
import { tableOf } from '../values/input.js';
import type { Row, Value } from '../values/value.js';
import { empty } from '../values/value.js';
import { readExternal } from './external.js';

export function runScan(step: Scan, run: Run): RowSet {
  run.at = step.at;
  if (step.source === 'external') return { rows: externalRows(step, run), late: [] };
  const given = step.source === 'watchlist' ? run.sources.watchlist?.(step.name) : run.sources.table?.(step.name);
  if (given === undefined) return { rows: [], late: [] };
  if (Object.keys(step.properties).length > 0) {
    return refuse(`${step.name}()`, `The arguments of ${step.name}() select rows, which is not supported.`, step.at);
  }
  const rows = isTable(given) ? aligned(given, step.columns) : converted(given, step);
  return { rows, late: [] };
}

function isTable(given: readonly JsonRow[] | Table): given is Table {
  return 'rows' in given;
}

const conversions = new WeakMap<readonly JsonRow[], Map<Scan['columns'], readonly Row[]>>();

/** The same rows for the same columns are converted once, however often a query or its mutants run. */
function converted(given: readonly JsonRow[], { columns }: Scan): readonly Row[] {
  const byColumns = conversions.get(given) ?? new Map<Scan['columns'], readonly Row[]>();
  conversions.set(given, byColumns);
  const known = byColumns.get(columns);
  if (known) return known;
  const typed = columns.map(({ name, type }): Column => ({ name, type }));
  const { rows } = tableOf(typed, given).table;
  byColumns.set(columns, rows);
  return rows;
}

const alignments = new WeakMap<Table, Map<Scan['columns'], readonly Row[]>>();

/** A table whose columns are others, or in another order. */
function aligned(table: Table, columns: Scan['columns']): readonly Row[] {
  const isSame =
    table.columns.length === columns.length && columns.every(({ name }, i) => table.columns[i]?.name === name);
  if (isSame) return table.rows;
  const byColumns = alignments.get(table) ?? new Map<Scan['columns'], readonly Row[]>();
  alignments.set(table, byColumns);
  const known = byColumns.get(columns);
  if (known) return known;
  const places = columns.map(({ name }) => table.columns.findIndex((column) => column.name === name));
  const nothing = columns.map(({ type }): Value => empty(type));
  const rows = table.rows.map(
    (row): Row => places.map((place, i) => (place === -1 ? (nothing[i] ?? null) : (row[place] ?? null))),
  );
  byColumns.set(columns, rows);
  return rows;
}

function externalRows(step: Scan, run: Run): Row[] {
  const content = run.sources.external?.(step.name);
  if (content === undefined) return refuse('externaldata', `No file stands for ${step.name}.`, step.at);
  return readExternal(content, step, run);
}
