import type { Run } from '../run.js';
import { wrapLong } from '../values/convert.js';
import { sameValues } from '../values/order.js';
import type { Row, Value } from '../values/value.js';
import { type Argument, count, type Entry, type Evaluate, type Family, optional } from './entry.js';
import { branch } from './logic.js';

/** `prev(x, 2, "none")`: an expression on the row so many places away. */
function neighbour(direction: number): Entry {
  return {
    compile(args, { type, refuse }) {
      const [first, distance, fallback] = args;
      if (!first) return refuse('A column is missing.');
      const offset = optional(count, 1).read(distance);
      const otherwise: Evaluate = fallback ? branch(fallback, type) : () => (type === 'string' ? '' : null);
      return (row, run) => {
        const { rows, index } = run.window;
        const there = rows[index + (offset(row, run) ?? 1) * direction];
        return there ? first.evaluate(there, run) : otherwise(row, run);
      };
    },
  };
}

/** State that goes from row to row, one for each place in the query. */
function stateful<S>(
  compile: (args: readonly Argument[]) => {
    start: S;
    next: (state: S, row: Row, run: Run) => S;
    value: (state: S) => Value;
  },
): Entry {
  return {
    compile(args) {
      const { start, next, value } = compile(args);
      const states = new WeakMap<object, { state: S }>();
      return (row, run) => {
        const owner = run.state;
        const cell = states.get(owner) ?? { state: start };
        cell.state = next(cell.state, row, run);
        states.set(owner, cell);
        return value(cell.state);
      };
    },
  };
}

const isTrue = (argument: Argument | undefined, row: Row, run: Run) => argument?.evaluate(row, run) === true;

const rowNumber = stateful<bigint | undefined>(([first, restart]) => {
  const from = (row: Row, run: Run) => {
    const value = first?.evaluate(row, run);
    return typeof value === 'bigint' ? value : 1n;
  };
  return {
    start: undefined,
    next: (state, row, run) => (state === undefined || isTrue(restart, row, run) ? from(row, run) : state + 1n),
    value: (state) => state ?? null,
  };
});

const cumulative = stateful<Value>(([term, restart]) => ({
  start: null,
  next: (state, row, run) => {
    const value = term?.evaluate(row, run) ?? null;
    const before = isTrue(restart, row, run) ? null : state;
    return before === null ? value : value === null ? before : plus(before, value);
  },
  value: (state) => state,
}));

function plus(a: Value, b: Value): Value {
  return typeof a === 'bigint' && typeof b === 'bigint' ? wrapLong(a + b) : Number(a) + Number(b);
}

interface Rank {
  readonly rank: bigint;
  readonly rows: bigint;
  readonly last: Value;
}

/** The rank of a row among those before it; equal rows share one. */
function rank(next: (state: Rank) => bigint): Entry {
  return stateful<Rank | undefined>(([term, restart]) => ({
    start: undefined,
    next: (state, row, run) => {
      const last = term?.evaluate(row, run) ?? null;
      if (!state || isTrue(restart, row, run)) return { rank: 1n, rows: 1n, last };
      const isSame =
        (last === null && state.last === null) ||
        (last !== null && state.last !== null && sameValues(last, state.last));
      return { rank: isSame ? state.rank : next(state), rows: state.rows + 1n, last };
    },
    value: (state) => state?.rank ?? null,
  }));
}

interface Session {
  readonly start: bigint;
  readonly last: bigint;
}

/** `row_window_session(time, longest, gap [, restart])`: the first moment of the session that a row belongs to. */
const session = stateful<Session | undefined>(([time, longest, gap, restart]) => ({
  start: undefined,
  next: (state, row, run) => {
    const value = time?.evaluate(row, run);
    const [whole, between] = [longest?.evaluate(row, run), gap?.evaluate(row, run)];
    if (typeof value !== 'bigint' || typeof whole !== 'bigint' || typeof between !== 'bigint') return state;
    const isNew = !state || isTrue(restart, row, run) || value - state.start > whole || value - state.last > between;
    return { start: isNew ? value : state.start, last: value };
  },
  value: (state) => state?.start ?? null,
}));

export const windows: Family = {
  prev: neighbour(-1),
  next: neighbour(1),
  row_number: rowNumber,
  row_cumsum: cumulative,
  row_rank_dense: rank((state) => state.rank + 1n),
  row_rank_min: rank((state) => state.rows + 1n),
  row_window_session: session,
};
