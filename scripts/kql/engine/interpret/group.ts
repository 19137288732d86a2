import type { Accumulator } from '../aggregates/entry.js';
import type { Distinct, Summarize } from '../plan.js';
import type { RowSet, Run } from '../run.js';
import { keyOfAll } from '../values/order.js';
import type { Row, Value } from '../values/value.js';
import { compile, compileAggregate } from './expression.js';
import { inputOf } from './input.js';

export function runSummarize(step: Summarize, run: Run): RowSet {
  const { rows } = inputOf(step.input, step, run);
  const keys = step.keys.map((key) => compile(key).evaluate);
  const starts = step.aggregates.map(compileAggregate);
  const groups = new Map<unknown, { key: Value[]; states: Accumulator[] }>();
  if (keys.length === 0) groups.set('', { key: [], states: starts.map((start) => start()) });
  for (const row of rows) {
    const key = keys.map((evaluate) => evaluate(row, run));
    const id = keys.length === 0 ? '' : keyOfAll(key);
    let group = groups.get(id);
    if (!group) {
      group = { key, states: starts.map((start) => start()) };
      groups.set(id, group);
      run.checkRows(groups.size, step.columns.length);
    }
    for (const state of group.states) state.add(row, run);
    run.tick();
  }
  const result = [...groups.values()].map(
    ({ key, states }): Row => [...key, ...states.map((state) => state.result(run))],
  );
  return { rows: result, late: [] };
}

export function runDistinct(step: Distinct, run: Run): RowSet {
  const { rows } = inputOf(step.input, step, run);
  const keys = step.keys.map((key) => compile(key).evaluate);
  const known = new Map<unknown, Row>();
  for (const row of rows) {
    const values = keys.map((evaluate) => evaluate(row, run));
    const id = keyOfAll(values);
    if (!known.has(id)) known.set(id, values);
    run.tick();
  }
  return { rows: [...known.values()], late: [] };
}
