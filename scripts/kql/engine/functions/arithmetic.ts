import { toDecimal, toReal, wrapLong } from '../values/convert.js';
import { decimalArithmetic } from '../values/decimal.js';
import { inRange } from '../values/ticks.js';
import { Decimal, JsonNumber, type Value, type ValueType } from '../values/value.js';
import type { Argument, Entry, Evaluate, Family } from './entry.js';

type Kind = 'integer' | 'real' | 'decimal' | 'datetime' | 'timespan' | 'dynamic' | 'other';

function kindOf(type: ValueType): Kind {
  if (type === 'int' || type === 'long' || type === 'bool') return 'integer';
  if (type === 'real' || type === 'decimal' || type === 'datetime' || type === 'timespan') return type;
  return type === 'dynamic' || type === 'unknown' ? 'dynamic' : 'other';
}

type Operator = '+' | '-' | '*' | '/' | '%';
type Calculate = (a: Value, b: Value) => Value;

const integer: Record<Operator, (a: bigint, b: bigint) => bigint | null> = {
  '+': (a, b) => wrapLong(a + b),
  '-': (a, b) => wrapLong(a - b),
  '*': (a, b) => wrapLong(a * b),
  '/': (a, b) => (b === 0n ? null : wrapLong(a / b)),
  '%': (a, b) => (b === 0n ? null : modulo(a, b)),
};

const floating: Record<Operator, (a: number, b: number) => number> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => ((a % b) + Math.abs(b)) % Math.abs(b),
};

/** The remainder that is never negative. */
export function modulo(a: bigint, b: bigint): bigint {
  const size = b < 0n ? -b : b;
  const rest = a % size;
  return rest < 0n ? rest + size : rest;
}

const integers =
  (operator: Operator): Calculate =>
  (a, b) =>
    typeof a === 'bigint' && typeof b === 'bigint' ? integer[operator](a, b) : null;

const reals =
  (operator: Operator): Calculate =>
  (a, b) => {
    const x = toReal(a, 'real');
    const y = toReal(b, 'real');
    return x === null || y === null ? null : floating[operator](x, y);
  };

const decimals =
  (operator: Operator): Calculate =>
  (a, b) => {
    const x = toDecimal(a, 'decimal');
    const y = toDecimal(b, 'decimal');
    return x && y ? decimalArithmetic(operator, x, y) : null;
  };

const dates =
  (operator: Operator): Calculate =>
  (a, b) => {
    if (typeof a !== 'bigint' || typeof b !== 'bigint') return null;
    const sum = integer[operator](a, b);
    return sum === null ? null : inRange(sum);
  };

/** A timespan times or divided by a number that need not be whole. */
const scaled =
  (operator: '*' | '/'): Calculate =>
  (a, b) => {
    if (a === null || b === null) return null;
    if (typeof a === 'bigint' && typeof b === 'bigint') return integer[operator](a, b);
    const value = floating[operator](toReal(a, 'real') ?? Number.NaN, toReal(b, 'real') ?? Number.NaN);
    return Number.isFinite(value) ? wrapLong(BigInt(Math.trunc(value))) : null;
  };

const ratio: Calculate = (a, b) => (a === null || b === null ? null : Number(a) / Number(b));

/** Of what a dynamic holds: whole numbers stay whole. */
const dynamics =
  (operator: Operator): Calculate =>
  (a, b) => {
    const x = a instanceof JsonNumber ? a.value : a;
    const y = b instanceof JsonNumber ? b.value : b;
    if (typeof x === 'bigint' && typeof y === 'bigint') return integer[operator](x, y);
    if (x instanceof Decimal || y instanceof Decimal) return decimals(operator)(x, y);
    const isNumber = (value: Value) => typeof value === 'number' || typeof value === 'bigint';
    return isNumber(x) && isNumber(y) ? floating[operator](Number(x), Number(y)) : null;
  };

// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: one branch a type or a sign, as the language defines them.
function choose(operator: Operator, a: Kind, b: Kind): Calculate | undefined {
  if (a === 'other' || b === 'other') return undefined;
  if (a === 'dynamic' || b === 'dynamic') {
    if (a === 'datetime') return dates(operator);
    if (a === 'timespan' || b === 'timespan')
      return operator === '*' || operator === '/' ? scaled(operator) : integers(operator);
    return dynamics(operator);
  }
  if (a === 'datetime' || b === 'datetime') {
    if (operator === '-' && a === 'datetime' && b === 'datetime') return integers(operator);
    return operator === '+' || operator === '-' ? dates(operator) : integers(operator);
  }
  if (a === 'timespan' && b === 'timespan') return operator === '/' ? ratio : integers(operator);
  if (a === 'timespan' || b === 'timespan') {
    return operator === '*' || operator === '/' ? scaled(operator) : integers(operator);
  }
  if (a === 'decimal' || b === 'decimal') return decimals(operator);
  return a === 'real' || b === 'real' ? reals(operator) : integers(operator);
}

/** A bool counts as 0 or 1 in arithmetic. */
function counted({ type, evaluate }: Argument): Evaluate {
  if (type !== 'bool') return evaluate;
  return (row, run) => {
    const value = evaluate(row, run);
    return value === null ? null : value === true ? 1n : 0n;
  };
}

function arithmetic(operator: Operator): Entry {
  return {
    compile([left, right], site) {
      const calculate = left && right ? choose(operator, kindOf(left.type), kindOf(right.type)) : undefined;
      if (!left || !right || !calculate) {
        return site.refuse(`${operator} between ${left?.type} and ${right?.type} is not supported.`);
      }
      const a = counted(left);
      const b = counted(right);
      if (calculate === undefined) return () => null;
      return (row, run) => {
        const x = a(row, run);
        const y = b(row, run);
        return x === null || y === null ? null : calculate(x, y);
      };
    },
  };
}

const negate: Entry = {
  compile([argument], site) {
    if (!argument) return site.refuse('- needs an operand.');
    const { evaluate } = argument;
    return (row, run) => {
      const value = evaluate(row, run);
      if (typeof value === 'bigint') return wrapLong(-value);
      if (typeof value === 'number') return -value;
      if (value instanceof JsonNumber) return -value.value;
      return value instanceof Decimal ? new Decimal(-value.digits, value.scale) : null;
    };
  },
};

export const arithmeticOperators: Family = {
  '+': arithmetic('+'),
  '-': arithmetic('-'),
  '*': arithmetic('*'),
  '/': arithmetic('/'),
  '%': arithmetic('%'),
  'unary -': negate,
};
