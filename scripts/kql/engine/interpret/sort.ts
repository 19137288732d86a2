import type { Sort } from '../plan.js';
import type { RowSet, Run } from '../run.js';
import { compareValues } from '../values/order.js';
import type { Row, Value } from '../values/value.js';
import { compile } from './expression.js';
import { inputOf } from './input.js';

export function runSort(step: Sort, run: Run): RowSet {
  const { rows, late } = inputOf(step.input, step, run);
  const keys = step.by.map(({ expr }) => compile(expr).evaluate);
  const decorated = rows.map((row) => {
    run.tick();
    return { row, key: keys.map((evaluate) => evaluate(row, run)) };
  });
  const order = step.by.map(({ descending, nullsFirst }) => comparator(descending, nullsFirst));
  decorated.sort((a, b) => {
    run.tick();
    for (let i = 0; i < order.length; i++) {
      const found = order[i]?.(a.key[i] ?? null, b.key[i] ?? null) ?? 0;
      if (found !== 0) return found;
    }
    return 0;
  });
  const sorted: Row[] = decorated.map(({ row }) => row);
  if (!step.limit) return { rows: sorted, late };
  const limit = compile(step.limit).evaluate([], run);
  return { rows: sorted.slice(0, typeof limit === 'bigint' ? Math.max(0, Number(limit)) : 0), late };
}

function comparator(descending: boolean, nullsFirst: boolean): (a: Value, b: Value) => number {
  const sign = descending ? -1 : 1;
  const first = nullsFirst ? -1 : 1;
  return (a, b) => {
    if (a === null || b === null) return a === b ? 0 : a === null ? first : -first;
    // NaN goes with the nulls.
    const [x, y] = [isNaNumber(a), isNaNumber(b)];
    if (x || y) return x === y ? 0 : x ? first : -first;
    return compareValues(a, b) * sign;
  };
}

function isNaNumber(value: Value): boolean {
  return typeof value === 'number' && Number.isNaN(value);
}
