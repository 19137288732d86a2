import type { Argument, CallSite } from '../functions/entry.js';
import type { Run } from '../run.js';
import type { Row, Value } from '../values/value.js';

/** An aggregate at work on one group. */
export interface Accumulator {
  add(row: Row, run: Run): void;
  result(run: Run): Value;
}

/** An aggregate function: prepared once for each call, started once for each group. */
export interface AggregateEntry {
  prepare(args: readonly Argument[], site: CallSite): () => Accumulator;
}

export type AggregateFamily = Readonly<Record<string, AggregateEntry>>;

/** The same over the rows where the condition, the argument at a position, is true. */
export function onlyIf(entry: AggregateEntry, position: number): AggregateEntry {
  return {
    prepare(args, site) {
      const condition = args[position]?.evaluate;
      const others = args.filter((_argument, i) => i !== position);
      const start = entry.prepare(others, site);
      return () => {
        const inner = start();
        return {
          add: (row, run) => {
            if (condition?.(row, run) === true) inner.add(row, run);
          },
          result: (run) => inner.result(run),
        };
      };
    },
  };
}

/** An aggregate of the values of its first argument that are not null. */
export function fold<S>(start: () => S, add: (state: S, value: Value) => S, end: (state: S) => Value): AggregateEntry {
  return {
    prepare: ([first]) => {
      const evaluate = first?.evaluate ?? (() => null);
      return () => {
        let state = start();
        return {
          add: (row, run) => {
            const value = evaluate(row, run);
            if (value !== null) state = add(state, value);
          },
          result: () => end(state),
        };
      };
    },
  };
}
