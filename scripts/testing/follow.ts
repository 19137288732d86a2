import {
  type Prepared,
  type Row,
  type RunOptions,
  run,
  type Sources,
  type Table,
  type TraceStep,
} from '../kql/index.js';

/** A row of a table, alone in it. */
export interface LoneRow {
  table: string;
  columns: Table['columns'];
  row: Row;
}

/** How far a row comes in a query. */
export interface Way {
  /** Rows of the result that are there because of it. */
  reaches: number;
  /** The last step that it comes to and does not leave. */
  lostAt: TraceStep | undefined;
  /** The steps that it leaves, in the order in which they run. */
  passes: TraceStep[];
}

/** Follows one row through a query: each step returns other numbers of rows with it than without. */
export function follow(
  prepared: Prepared,
  sources: Sources,
  options: RunOptions,
  { table, columns, row }: LoneRow,
): Way {
  const traced = (rows: Row[]) => {
    const alone = { ...sources, table: (name: string) => (name === table ? { columns, rows } : sources.table?.(name)) };
    const ran = run(prepared, alone, { ...options, trace: true });
    return ran.outcome === 'ran' ? ran.result : undefined;
  };
  const [without, withRow] = [traced([]), traced([row])];
  if (!without || !withRow) return { reaches: 0, lostAt: undefined, passes: [] };
  const before = (index: number) => without.trace[index];
  const passes = withRow.trace.filter(({ rowsOut }, index) => rowsOut > (before(index)?.rowsOut ?? 0));
  const lost = withRow.trace.filter(
    ({ rowsIn, rowsOut }, index) => rowsIn > (before(index)?.rowsIn ?? 0) && rowsOut <= (before(index)?.rowsOut ?? 0),
  );
  const reaches = withRow.rows.length - without.rows.length;
  return { reaches, lostAt: reaches > 0 ? undefined : lost.at(-1), passes };
}
