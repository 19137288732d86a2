import type { Apply, Expand, Group, Partition } from '../plan.js';
import { type RowSet, type Run, refuse } from '../run.js';
import { convert } from '../values/convert.js';
import { keyOf } from '../values/order.js';
import { isBag, isList, type Row, type Value, type ValueType } from '../values/value.js';
import { compile } from './expression.js';
import { inputOf } from './input.js';

export function runExpand(step: Expand, run: Run): RowSet {
  const { rows, late } = inputOf(step.input, step, run);
  const expand = expander(step, run);
  const result: Row[] = [];
  for (const row of rows) {
    for (const made of expand(row)) {
      result.push(made);
      run.checkRows(result.length, step.columns.length);
    }
  }
  return { rows: result, late };
}

/** The rows that one row becomes. */
function expander(step: Expand, run: Run): (row: Row) => Row[] {
  const items = step.items.map(({ expr, position, type }) => ({ evaluate: compile(expr).evaluate, position, type }));
  const limit = step.limit ? compile(step.limit).evaluate([], run) : null;
  const most = typeof limit === 'bigint' ? Number(limit) : Number.POSITIVE_INFINITY;
  const inner = step.input.columns.length;
  const added = step.columns.length - inner;
  return (row) => {
    const lists = items.map(({ evaluate }) => itemsOf(evaluate(row, run), step.bagsAsArrays));
    const length = Math.min(most, Math.max(...lists.map((list) => list.length)));
    const rows: Row[] = [];
    for (let i = 0; i < length; i++) {
      // New columns stand before those that only the data knows.
      const made: Value[] = row.slice(0, inner);
      for (let column = 0; column < added; column++) made.push(null);
      for (let column = inner; column < row.length; column++) made.push(row[column] ?? null);
      for (let at = 0; at < items.length; at++) {
        const item = items[at];
        if (item) made[item.position] = typed(lists[at]?.[i] ?? null, item.type);
      }
      if (step.itemIndex !== -1) made[step.itemIndex] = BigInt(i);
      rows.push(made);
      run.checkRows(rows.length, step.columns.length);
    }
    return rows;
  };
}

function typed(value: Value, type: ValueType): Value {
  return type === 'dynamic' || type === 'unknown' ? value : convert(value, 'dynamic', type);
}

function itemsOf(value: Value, bagsAsArrays: boolean): readonly Value[] {
  if (isList(value)) return value;
  if (!isBag(value)) return [value];
  return [...value].map(([name, item]): Value => (bagsAsArrays ? [name, item] : new Map([[name, item]])));
}

export function runApply(step: Apply, run: Run): RowSet {
  const { rows, late } = inputOf(step.expand.input, step, run);
  const expand = expander(step.expand, run);
  const result: Row[] = [];
  for (const left of rows) {
    const body = withGroup(step.group, { rows: expand(left), late }, run, () => run.evaluate(step.body));
    for (const right of body.rows) {
      result.push(step.outputs.map(({ side, index }) => (side === 'left' ? left : right)[index] ?? null));
      run.checkRows(result.length, step.columns.length);
    }
  }
  return { rows: result, late: [] };
}

/** Runs a body over the rows of one group. What a body reads once for all groups stays. */
function withGroup(group: Group, rows: RowSet, run: Run, work: () => RowSet): RowSet {
  const outer = run.groups.get(group);
  run.groups.set(group, rows);
  try {
    return work();
  } finally {
    if (outer) run.groups.set(group, outer);
    else run.groups.delete(group);
  }
}

export function runGroup(step: Group, run: Run): RowSet {
  return run.groups.get(step) ?? refuse('mv-apply', 'The rows of this step are not known here.', step.at);
}

export function runPartition(step: Partition, run: Run): RowSet {
  const input = inputOf(step.input, step, run);
  const key = compile(step.key).evaluate;
  const groups = new Map<unknown, Row[]>();
  for (const row of input.rows) {
    const id = keyOf(key(row, run));
    const group = groups.get(id);
    if (group) group.push(row);
    else groups.set(id, [row]);
    run.tick();
  }
  const result: Row[] = [];
  for (const rows of groups.values()) {
    const body = withGroup(step.group, { rows, late: input.late }, run, () => run.evaluate(step.body));
    result.push(...body.rows);
    run.checkRows(result.length, step.columns.length);
  }
  return { rows: result, late: [] };
}
