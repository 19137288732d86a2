import type { Step } from '../plan.js';
import type { RowSet, Run } from '../run.js';

/** The operator's input as rows, with its columns in reach of expressions; limits are met on the operator's account. */
export function inputOf(input: Step, step: Step, run: Run): RowSet {
  const rows = run.evaluate(input);
  enter(rows, input, step, run);
  return rows;
}

/** Puts the columns of some rows in reach of a step's expressions. */
export function enter(rows: RowSet, input: Step, step: Step, run: Run): void {
  run.at = step.at;
  run.late = new Map(rows.late.map((name, i) => [name, input.columns.length + i]));
}
