import { type Prepared, type Row, run, type RunOptions, type Sources, type TraceStep } from '../kql/index.js';
export function follow(prepared: Prepared, sources: Sources, options: RunOptions, { table, row }: { table: string; row: Row }): { reaches: number; lostAt?: TraceStep } {
  const given = sources.table?.(table);
  const alone = given && 'columns' in given ? { columns: given.columns, rows: [row] } : undefined;
  const ran = run(prepared, { ...sources, table: (name) => (name === table ? alone : sources.table?.(name)) }, { ...options, trace: true });
  if (ran.outcome !== 'ran') return { reaches: 0 };
  const lostAt = ran.result.trace.findLast((s) => s.rowsIn > 0 && s.rowsOut === 0);
  return { reaches: ran.result.rows.length, ...(lostAt ? { lostAt } : {}) };
}
export function mutants(_prepared: Prepared): { start: number; end: number; mutation: string; prepared: Prepared }[] { return []; }
