import { compile } from '../../../../scripts/kql/engine/interpret/expression.js';
import { evaluateStep } from '../../../../scripts/kql/engine/interpret/step.js';
import type { Rows, Scan } from '../../../../scripts/kql/engine/plan.js';
import { Rewriter } from '../../../../scripts/kql/engine/rewrite.js';
import { Run } from '../../../../scripts/kql/engine/run.js';
import type { LogDatabase } from '../../../../scripts/kql/engine/sql/database.js';
import { isStorable, toStored } from '../../../../scripts/kql/engine/sql/storage.js';
import type { Prepared, Value } from '../../../../scripts/kql/index.js';

/** The same query with the rows of each `datatable` and `print` in a table of the database. */
export async function withStoredRows(prepared: Prepared, database: LogDatabase, now: bigint): Promise<Prepared> {
  const tables: { scan: Scan; rows: Value[][] }[] = [];
  const replace = (step: Rows): Scan | undefined => {
    const { columns, isOpen, at } = step;
    const run = new Run({ evaluate: evaluateStep, now, sources: {}, deadlineMs: 10_000, maxRows: 100_000 });
    const rows = step.rows.map((row) => row.map((expr) => compile(expr).evaluate([], run)));
    const isExact = rows.every((row) =>
      row.every((value, i) => toStored(value, columns[i]?.type ?? 'unknown') !== undefined),
    );
    if (!isExact || !columns.every(({ type }) => isStorable(type))) return undefined;
    const name = `rows${tables.length}`;
    const scan: Scan = { kind: 'scan', source: 'table', name, columns, properties: {}, isOpen, at };
    tables.push({ scan, rows });
    return scan;
  };
  const plan = new Rewriter({ step: (step) => (step.kind === 'rows' ? replace(step) : undefined) }).step(prepared.plan);
  for (const { scan, rows } of tables) {
    const writer = await database.create(scan.name, [...scan.columns]);
    for (const row of rows)
      writer.add(row.map((value, i) => toStored(value, scan.columns[i]?.type ?? 'unknown') ?? null));
    writer.close();
  }
  return { ...prepared, plan };
}
