import { toDecimal, toReal, wrapLong } from '../values/convert.js';
import { decimalArithmetic } from '../values/decimal.js';
import { compareValues } from '../values/order.js';
import { Decimal, JsonNumber, type Value, type ValueType } from '../values/value.js';
import { type AggregateEntry, type AggregateFamily, fold, onlyIf } from './entry.js';

function add(a: Value, b: Value): Value {
  if (typeof a === 'bigint' && typeof b === 'bigint') return wrapLong(a + b);
  if (a instanceof Decimal || b instanceof Decimal) {
    const x = toDecimal(a, 'decimal');
    const y = toDecimal(b, 'decimal');
    return x && y ? decimalArithmetic('+', x, y) : null;
  }
  return (toReal(a, 'real') ?? 0) + (toReal(b, 'real') ?? 0);
}

/** Numbers alone count; of a dynamic column, those that are numbers. */
function number(value: Value, type: ValueType): Value {
  if (value instanceof JsonNumber) return value.value;
  if (type !== 'dynamic' && type !== 'unknown') return typeof value === 'boolean' ? BigInt(value) : value;
  return typeof value === 'bigint' || typeof value === 'number' ? value : null;
}

function zero(type: ValueType): Value {
  if (type === 'real') return 0;
  return type === 'decimal' ? new Decimal(0n, 0) : 0n;
}

const sum: AggregateEntry = {
  prepare([first], { type }) {
    const evaluate = first?.evaluate ?? (() => null);
    const given = first?.type ?? 'unknown';
    return () => {
      let total: Value = zero(type === 'unknown' ? given : type);
      return {
        add(row, run) {
          const value = number(evaluate(row, run), given);
          if (value !== null) total = add(total, value);
        },
        result: () => total,
      };
    };
  },
};

const avg: AggregateEntry = {
  prepare([first], { type }) {
    const evaluate = first?.evaluate ?? (() => null);
    const given = first?.type ?? 'unknown';
    return () => {
      let total: Value =
        given === 'real'
          ? 0
          : given === 'timespan' || given === 'datetime' || given === 'long' || given === 'int'
            ? 0n
            : given === 'decimal'
              ? new Decimal(0n, 0)
              : 0;
      let count = 0n;
      return {
        add(row, run) {
          const value = number(evaluate(row, run), given);
          if (value === null) return;
          // A sum of datetimes goes beyond 64 bits and is not wrapped.
          total =
            given === 'datetime' && typeof total === 'bigint' && typeof value === 'bigint'
              ? total + value
              : add(total, value);
          count++;
        },
        result() {
          if (count === 0n) return type === 'real' || type === 'unknown' ? Number.NaN : null;
          if (typeof total === 'bigint' && type !== 'real') return total / count;
          return total instanceof Decimal
            ? decimalArithmetic('/', total, new Decimal(count, 0))
            : Number(total) / Number(count);
        },
      };
    };
  },
};

/** NaN wins over every number, in min as in max. */
export function isNaNumber(value: Value): boolean {
  return typeof value === 'number' && Number.isNaN(value);
}

function extreme(isBetter: (order: number) => boolean): AggregateEntry {
  return fold<Value>(
    () => null,
    (best, value) =>
      best === null || isNaNumber(value) || (!isNaNumber(best) && isBetter(compareValues(value, best))) ? value : best,
    (best) => best,
  );
}

const min = extreme((order) => order < 0);
const max = extreme((order) => order > 0);

/** Welford's method: stable for large numbers. */
function spread(finish: (squares: number, count: number) => number | null): AggregateEntry {
  return fold(
    () => ({ count: 0, mean: 0, squares: 0 }),
    (state, value) => {
      const x = toReal(value, 'real');
      if (x === null) return state;
      const count = state.count + 1;
      const mean = state.mean + (x - state.mean) / count;
      return { count, mean, squares: state.squares + (x - state.mean) * (x - mean) };
    },
    ({ squares, count }) => finish(squares, count),
  );
}

const sample = (squares: number, count: number) => (count === 0 ? Number.NaN : count === 1 ? 0 : squares / (count - 1));
const population = (squares: number, count: number) => (count === 0 ? Number.NaN : squares / count);

function covariance(divisor: (count: number) => number): AggregateEntry {
  return {
    prepare([first, second]) {
      return () => {
        let count = 0;
        let meanX = 0;
        let meanY = 0;
        let products = 0;
        return {
          add(row, run) {
            const x = toReal(first?.evaluate(row, run) ?? null, 'real');
            const y = toReal(second?.evaluate(row, run) ?? null, 'real');
            if (x === null || y === null) return;
            count++;
            const dx = x - meanX;
            meanX += dx / count;
            meanY += (y - meanY) / count;
            products += dx * (y - meanY);
          },
          result: () => (count === 0 ? Number.NaN : divisor(count) === 0 ? 0 : products / divisor(count)),
        };
      };
    },
  };
}

function bits(combine: (a: bigint, b: bigint) => bigint): AggregateEntry {
  return fold<bigint | null>(
    () => null,
    (state, value) => (typeof value !== 'bigint' ? state : state === null ? value : combine(state, value)),
    (state) => state,
  );
}

const stdev = spread((squares, count) => Math.sqrt(sample(squares, count)));
const stdevp = spread((squares, count) => Math.sqrt(population(squares, count)));
const variance = spread(sample);
const variancep = spread(population);
const covarianceSample = covariance((count) => count - 1);
const covariancePopulation = covariance((count) => count);

export const numberAggregates: AggregateFamily = {
  sum,
  sumif: onlyIf(sum, 1),
  avg,
  avgif: onlyIf(avg, 1),
  min,
  minif: onlyIf(min, 1),
  max,
  maxif: onlyIf(max, 1),
  stdev,
  stdevif: onlyIf(stdev, 1),
  stdevp,
  stdevpif: onlyIf(stdevp, 1),
  variance,
  varianceif: onlyIf(variance, 1),
  variancep,
  variancepif: onlyIf(variancep, 1),
  covariance: covarianceSample,
  covarianceif: onlyIf(covarianceSample, 2),
  covariancep: covariancePopulation,
  covariancepif: onlyIf(covariancePopulation, 2),
  binary_all_and: bits((a, b) => a & b),
  binary_all_or: bits((a, b) => a | b),
  binary_all_xor: bits((a, b) => a ^ b),
};
