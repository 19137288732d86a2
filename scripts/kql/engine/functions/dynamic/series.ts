import { toReal } from '../../values/convert.js';
import { isList, type Value } from '../../values/value.js';
import { binary, bool, dynamic, type Entry, entry, type Family, optional, unary } from '../entry.js';

function numbers(list: Value): (number | null)[] | undefined {
  return isList(list) ? list.map((item) => (typeof item === 'string' ? null : toReal(item, 'dynamic'))) : undefined;
}

/** Whole results stay whole where both operands are. */
function pairwise(calculate: (a: number, b: number) => number, isWhole: boolean): Entry {
  return binary('dynamic', dynamic, dynamic, (left, right) => {
    if (!isList(left) || !isList(right)) return null;
    const length = Math.max(left.length, right.length);
    return Array.from({ length }, (_, i): Value => {
      const [a, b] = [left[i] ?? null, right[i] ?? null];
      const x = typeof a === 'string' ? null : toReal(a, 'dynamic');
      const y = typeof b === 'string' ? null : toReal(b, 'dynamic');
      if (x === null || y === null) return null;
      const value = calculate(x, y);
      return isWhole && typeof a === 'bigint' && typeof b === 'bigint' && Number.isSafeInteger(value)
        ? BigInt(value)
        : value;
    });
  });
}

function comparison(holds: (a: number, b: number) => boolean): Entry {
  return binary('dynamic', dynamic, dynamic, (left, right) => {
    const [a, b] = [numbers(left), numbers(right)];
    return a && b ? a.map((x, i) => (x === null || b[i] === null || b[i] === undefined ? null : holds(x, b[i]))) : null;
  });
}

function each(calculate: (x: number) => number): Entry {
  return unary('dynamic', dynamic, (list) => numbers(list)?.map((x) => (x === null ? null : calculate(x))) ?? null);
}

function isMissing(item: Value, placeholder: Value): boolean {
  return placeholder === null
    ? item === null
    : item !== null && toReal(item, 'dynamic') === toReal(placeholder, 'dynamic');
}

function fillForward(list: Value, placeholder: Value): Value {
  if (!isList(list)) return null;
  let last: Value | undefined;
  return list.map((item) => {
    if (isMissing(item, placeholder)) return last ?? item;
    last = item;
    return item;
  });
}

function fillBackward(list: Value, placeholder: Value): Value {
  const filled = isList(list) ? fillForward([...list].reverse(), placeholder) : null;
  return isList(filled) ? [...filled].reverse() : null;
}

const fillConst: Entry = entry('dynamic', (args) => {
  const [list, constant, placeholder] = [
    dynamic.read(args[0]),
    dynamic.read(args[1]),
    optional(dynamic, null).read(args[2]),
  ];
  return (row, run) => {
    const values = list(row, run);
    const missing = placeholder(row, run) ?? null;
    return isList(values)
      ? values.map((item) => (isMissing(item, missing) ? (constant(row, run) ?? null) : item))
      : null;
  };
});

/** Straight lines between the known items; edges take the nearest one. */
const fillLinear: Entry = entry('dynamic', (args) => {
  const list = dynamic.read(args[0]);
  const placeholder = optional(dynamic, null).read(args[1]);
  const fillsEdges = optional(bool, true).read(args[2]);
  const constant = optional(dynamic, 0n).read(args[3]);
  return (row, run) => {
    const values = list(row, run);
    if (!isList(values)) return null;
    const missing = placeholder(row, run) ?? null;
    const known = values.map((item) => (isMissing(item, missing) ? null : toReal(item, 'dynamic')));
    if (known.every((item) => item === null)) return values.map(() => constant(row, run) ?? null);
    const isWhole = values.every((item) => item === null || typeof item === 'bigint');
    return interpolated(known, fillsEdges(row, run) !== false, isWhole);
  };
});

/** A series of whole numbers stays one. */
function interpolated(known: readonly (number | null)[], fillsEdges: boolean, isWhole: boolean): Value {
  const filled = known.map((item, i): number | null => {
    if (item !== null) return item;
    const before = known.findLastIndex((one, j) => j < i && one !== null);
    const after = known.findIndex((one, j) => j > i && one !== null);
    const [x, y] = [known[before] ?? null, known[after] ?? null];
    if (x !== null && y !== null) return x + ((y - x) * (i - before)) / (after - before);
    return fillsEdges ? (x ?? y) : null;
  });
  return isWhole ? filled.map((item) => (item === null ? null : BigInt(Math.trunc(item)))) : filled;
}

/** Minimum, maximum, mean and spread of a series. */
function statistics(list: Value): Value {
  const values = numbers(list)?.flatMap((x) => (x === null ? [] : [x])) ?? [];
  if (values.length === 0) return null;
  const min = Math.min(...values);
  const max = Math.max(...values);
  const mean = values.reduce((total, x) => total + x, 0) / values.length;
  const squares = values.reduce((total, x) => total + (x - mean) ** 2, 0);
  const variance = values.length > 1 ? squares / (values.length - 1) : 0;
  const all = numbers(list) ?? [];
  return new Map<string, Value>([
    ['min', min],
    ['min_idx', BigInt(all.indexOf(min))],
    ['max', max],
    ['max_idx', BigInt(all.indexOf(max))],
    ['avg', mean],
    ['stdev', Math.sqrt(variance)],
    ['variance', variance],
  ]);
}

function sum(list: Value): Value {
  const values = numbers(list);
  return values ? values.reduce<number>((total, x) => total + (x ?? 0), 0) : null;
}

function dot(left: Value, right: Value): Value {
  const [a, b] = [numbers(left), numbers(right)];
  return a && b ? a.reduce<number>((total, x, i) => total + (x ?? 0) * (b[i] ?? 0), 0) : null;
}

function magnitude(list: Value): Value {
  const values = numbers(list);
  return values ? Math.hypot(...values.map((x) => x ?? 0)) : null;
}

function product(list: Value): Value {
  const values = numbers(list);
  return values ? values.reduce<number>((total, x) => total * (x ?? 1), 1) : null;
}

export const series: Family = {
  series_add: pairwise((a, b) => a + b, true),
  series_subtract: pairwise((a, b) => a - b, true),
  series_multiply: pairwise((a, b) => a * b, true),
  series_divide: pairwise((a, b) => a / b, false),
  series_pow: pairwise((a, b) => a ** b, false),
  series_greater: comparison((a, b) => a > b),
  series_greater_equals: comparison((a, b) => a >= b),
  series_less: comparison((a, b) => a < b),
  series_less_equals: comparison((a, b) => a <= b),
  series_equals: comparison((a, b) => a === b),
  series_not_equals: comparison((a, b) => a !== b),
  series_abs: each(Math.abs),
  series_exp: each(Math.exp),
  series_log: each(Math.log),
  series_ceiling: each(Math.ceil),
  series_floor: each(Math.floor),
  series_sign: each(Math.sign),
  series_sin: each(Math.sin),
  series_cos: each(Math.cos),
  series_tan: each(Math.tan),
  series_asin: each(Math.asin),
  series_acos: each(Math.acos),
  series_atan: each(Math.atan),
  series_dot_product: binary('real', dynamic, dynamic, dot),
  series_magnitude: unary('real', dynamic, magnitude),
  series_product: unary('real', dynamic, product),
  series_sum: unary('real', dynamic, sum),
  series_fill_forward: binary('dynamic', dynamic, optional(dynamic, null), fillForward),
  series_fill_backward: binary('dynamic', dynamic, optional(dynamic, null), fillBackward),
  series_fill_const: fillConst,
  series_fill_linear: fillLinear,
  series_stats_dynamic: unary('dynamic', dynamic, statistics),
};
