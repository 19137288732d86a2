import { toReal } from '../values/convert.js';
import { Decimal, JsonNumber, type Value } from '../values/value.js';
import { any, binary, count, type Entry, entry, type Family, long, nullary, optional, real, unary } from './entry.js';

const fn = (calculate: (x: number) => number): Entry => unary('real', real, calculate);

/** A result that does not exist is null, not NaN. */
const log = (calculate: (x: number) => number): Entry => unary('real', real, (x) => (x < 0 ? null : calculate(x)));

const abs: Entry = unary(undefined, any, (value) => {
  if (typeof value === 'bigint') return value < 0n ? -value : value;
  if (typeof value === 'number') return Math.abs(value);
  if (value instanceof JsonNumber) return Math.abs(value.value);
  return value instanceof Decimal && value.digits < 0n ? new Decimal(-value.digits, value.scale) : value;
});

const sign: Entry = unary(undefined, any, (value) => {
  if (typeof value === 'bigint') return value > 0n ? 1n : value < 0n ? -1n : 0n;
  const number = toReal(value, 'real');
  return number === null ? null : Number.isNaN(number) ? 0 : Math.sign(number);
});

/** Half goes away from zero; the shortest decimal text decides what half is. */
function round(value: number, digits: number): number {
  if (!Number.isFinite(value)) return value;
  const factor = 10 ** digits;
  const scaled = Math.abs(value) * factor;
  if (!Number.isFinite(scaled)) return value;
  const whole = Math.floor(scaled);
  const rounded = scaled - whole >= 0.5 - Number.EPSILON * scaled ? whole + 1 : whole;
  return (Math.sign(value) * rounded) / factor;
}

const roundEntry: Entry = entry(undefined, ([argument, digits], site) => {
  if (!argument) return site.refuse('round() needs a value.');
  const places = optional(count, 0).read(digits);
  const read = real.read(argument);
  return (row, run) => {
    const given = argument.evaluate(row, run);
    if (typeof given === 'bigint' && (places(row, run) ?? 0) >= 0) return given;
    const value = read(row, run);
    return value === undefined ? null : round(value, places(row, run) ?? 0);
  };
});

/** A gamma function by Lanczos. */
function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.abs(Math.sin(Math.PI * x))) - logGamma(1 - x);
  const g = [
    0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
    12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
  ];
  const y = x - 1;
  const sum = g.slice(1).reduce((total, term, i) => total + term / (y + i + 1), g[0] ?? 0);
  const t = y + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (y + 0.5) * Math.log(t) - t + Math.log(sum);
}

const bits = (combine: (a: bigint, b: bigint) => bigint): Entry =>
  binary('long', long, long, (a, b) => BigInt.asIntN(64, combine(a, b)));

function bitCount(value: bigint): bigint {
  let found = 0n;
  for (let rest = BigInt.asUintN(64, value); rest > 0n; rest >>= 1n) found += rest & 1n;
  return found;
}

const isNumber = (test: (x: number) => boolean) => unary('bool', real, test);

const rand: Entry = entry(undefined, (_args, site) => site.refuse('rand() gives another result each time.'));

export const math: Family = {
  abs,
  sign,
  round: roundEntry,
  sqrt: fn((x) => (x < 0 ? Number.NaN : Math.sqrt(x))),
  exp: fn(Math.exp),
  exp2: fn((x) => 2 ** x),
  exp10: fn((x) => 10 ** x),
  log: log(Math.log),
  log2: log(Math.log2),
  log10: log(Math.log10),
  loggamma: fn(logGamma),
  gamma: fn((x) => Math.exp(logGamma(x))),
  pow: binary('real', real, real, (a, b) => a ** b),
  sin: fn(Math.sin),
  cos: fn(Math.cos),
  tan: fn(Math.tan),
  asin: fn(Math.asin),
  acos: fn(Math.acos),
  atan: fn(Math.atan),
  atan2: binary('real', real, real, Math.atan2),
  cot: fn((x) => 1 / Math.tan(x)),
  radians: fn((x) => (x * Math.PI) / 180),
  degrees: fn((x) => (x * 180) / Math.PI),
  pi: nullary('real', () => Math.PI),
  rand,
  isnan: isNumber(Number.isNaN),
  isinf: isNumber((x) => x === Number.POSITIVE_INFINITY || x === Number.NEGATIVE_INFINITY),
  isfinite: isNumber(Number.isFinite),
  binary_and: bits((a, b) => a & b),
  binary_or: bits((a, b) => a | b),
  binary_xor: bits((a, b) => a ^ b),
  binary_not: unary('long', long, (value) => ~value),
  binary_shift_left: bits((a, b) => a << (b & 63n)),
  binary_shift_right: bits((a, b) => a >> (b & 63n)),
  bitset_count_ones: unary('long', long, (value): Value => bitCount(value)),
};
