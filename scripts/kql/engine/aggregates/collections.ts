import { toDynamic, toReal } from '../values/convert.js';
import { compareValues, keyOf } from '../values/order.js';
import { isBag, isList, type Value } from '../values/value.js';
import { type AggregateEntry, type AggregateFamily, onlyIf } from './entry.js';
import { isNaNumber } from './numbers.js';

/** Elements that a list or set has at most. */
const MAX_ELEMENTS = 1_048_576;

function collect(options: { isSet: boolean; withNulls: boolean }): AggregateEntry {
  return {
    prepare([first, limit]) {
      const evaluate = first?.evaluate ?? (() => null);
      const type = first?.type ?? 'unknown';
      const given = limit?.constant;
      const most = typeof given === 'bigint' && given > 0n ? Math.min(Number(given), MAX_ELEMENTS) : MAX_ELEMENTS;
      return () => {
        const items: Value[] = [];
        const known = new Set<unknown>();
        const push = (value: Value) => {
          if (items.length >= most) return;
          if (options.isSet) {
            const key = keyOf(value);
            if (known.has(key)) return;
            known.add(key);
          }
          items.push(value);
        };
        return {
          add(row, run) {
            run.tick();
            const value = evaluate(row, run);
            // Arrays are joined, not put into one another.
            if (isList(value)) for (const item of value) push(item);
            else if (value !== null || options.withNulls || type === 'dynamic') push(toDynamic(value, type));
          },
          result: () => items,
        };
      };
    },
  };
}

const makeBag: AggregateEntry = {
  prepare([first]) {
    return () => {
      const bag = new Map<string, Value>();
      return {
        add(row, run) {
          const value = first?.evaluate(row, run) ?? null;
          if (isBag(value)) for (const [name, item] of value) if (!bag.has(name)) bag.set(name, item);
        },
        result: () => bag,
      };
    };
  },
};

/** The value of a column in the row where another is greatest; a null is taken only when there is nothing else. */
function atExtreme(isBetter: (order: number) => boolean): AggregateEntry {
  return {
    prepare([by, value]) {
      return () => {
        let best: Value = null;
        let kept: Value = null;
        let isFirst = true;
        return {
          add(row, run) {
            const candidate = by?.evaluate(row, run) ?? null;
            const isNew =
              candidate !== null &&
              (best === null || isNaNumber(candidate) || isBetter(compareValues(candidate, best)));
            if (isNaNumber(best)) return;
            if (!isNew && !isFirst) return;
            isFirst = false;
            best = candidate;
            kept = value?.evaluate(row, run) ?? null;
          },
          result: () => kept,
        };
      };
    },
  };
}

function firstValue(isNothing: (value: Value) => boolean): AggregateEntry {
  return {
    prepare([first]) {
      return () => {
        let kept: Value = first?.type === 'string' ? '' : null;
        let isOpen = true;
        return {
          add(row, run) {
            if (!isOpen) return;
            kept = first?.evaluate(row, run) ?? null;
            isOpen = isNothing(kept);
          },
          result: () => kept,
        };
      };
    },
  };
}

const takeAny = firstValue((value) => value === null);

const count: AggregateEntry = {
  prepare: () => () => {
    let rows = 0n;
    return {
      add: () => {
        rows++;
      },
      result: () => rows,
    };
  },
};

const distinctCount: AggregateEntry = {
  prepare([first]) {
    return () => {
      const known = new Set<unknown>();
      return {
        add(row, run) {
          run.tick();
          const value = first?.evaluate(row, run) ?? null;
          if (value !== null) known.add(keyOf(value));
        },
        result: () => BigInt(known.size),
      };
    };
  },
};

/** The smallest value at or above which that share of the values lies. */
export function nearestRank(sorted: readonly Value[], percent: number): Value {
  if (sorted.length === 0) return null;
  const rank = Math.ceil((percent / 100) * sorted.length);
  return sorted[Math.min(Math.max(rank, 1), sorted.length) - 1] ?? null;
}

function percentiles(
  finish: (sorted: readonly Value[], percents: readonly number[]) => Value,
  isWeighted = false,
): AggregateEntry {
  return {
    prepare(args) {
      const [first, ...others] = args;
      const weight = isWeighted ? others.shift() : undefined;
      const percents = others.flatMap(({ constant }) => {
        const values = isList(constant) ? constant : [constant ?? null];
        return values.map((value) => toReal(value, 'real') ?? 0);
      });
      return () => {
        const values: Value[] = [];
        return {
          add(row, run) {
            const value = first?.evaluate(row, run) ?? null;
            if (value === null) return;
            const times = weight ? Number(weight.evaluate(row, run) ?? 0) : 1;
            for (let i = 0; i < times; i++) values.push(value);
            run.checkRows(values.length);
          },
          result: () => finish(values.sort(compareValues), percents),
        };
      };
    },
  };
}

const percentile = percentiles((sorted, [percent]) => nearestRank(sorted, percent ?? 0));
const percentilesArray = percentiles((sorted, percents) => percents.map((percent) => nearestRank(sorted, percent)));
const makeList = collect({ isSet: false, withNulls: false });
const makeSet = collect({ isSet: true, withNulls: false });
const argMax = atExtreme((order) => order > 0);
const argMin = atExtreme((order) => order < 0);

export const collectionAggregates: AggregateFamily = {
  count,
  countif: onlyIf(count, 0),
  dcount: distinctCount,
  dcountif: onlyIf(distinctCount, 1),
  count_distinct: distinctCount,
  count_distinctif: onlyIf(distinctCount, 1),
  make_list: makeList,
  makelist: makeList,
  make_list_if: onlyIf(makeList, 1),
  make_list_with_nulls: collect({ isSet: false, withNulls: true }),
  make_set: makeSet,
  makeset: makeSet,
  make_set_if: onlyIf(makeSet, 1),
  make_bag: makeBag,
  make_dictionary: makeBag,
  make_bag_if: onlyIf(makeBag, 1),
  take_any: takeAny,
  any: takeAny,
  anyif: onlyIf(takeAny, 1),
  take_anyif: onlyIf(takeAny, 1),
  take_any_row: firstValue(() => false),
  arg_max: argMax,
  arg_min: argMin,
  percentile,
  percentilew: percentiles((sorted, [percent]) => nearestRank(sorted, percent ?? 0), true),
  percentiles_array: percentilesArray,
  percentilesw_array: percentiles((sorted, percents) => percents.map((percent) => nearestRank(sorted, percent)), true),
};
