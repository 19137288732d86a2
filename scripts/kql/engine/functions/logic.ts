import { convert } from '../values/convert.js';
import { compareValues } from '../values/order.js';
import type { Value, ValueType } from '../values/value.js';
import { type Argument, any, bool, type Entry, type Evaluate, entry, type Family, unary } from './entry.js';

const truth = (argument: Argument | undefined) => bool.read(argument);

const and = entry('bool', ([left, right]) => {
  const [a, b] = [truth(left), truth(right)];
  return (row, run) => {
    const x = a(row, run);
    if (x === false) return false;
    const y = b(row, run);
    if (y === false) return false;
    return x === undefined || y === undefined ? null : true;
  };
});

const or = entry('bool', ([left, right]) => {
  const [a, b] = [truth(left), truth(right)];
  return (row, run) => {
    const x = a(row, run);
    if (x === true) return true;
    const y = b(row, run);
    if (y === true) return true;
    return x === undefined || y === undefined ? null : false;
  };
});

/** A branch as the type that the whole call has. */
export function branch(argument: Argument, type: ValueType): Evaluate {
  const { evaluate, type: given } = argument;
  if (given === type || type === 'unknown') return evaluate;
  return (row, run) => convert(evaluate(row, run), given, type);
}

/** `iff` and `case`: the last argument is taken where no condition is true. */
const choose: Entry = {
  compile(args, { type, refuse }) {
    const otherwise = args.at(-1);
    if (!otherwise || args.length % 2 === 0) return refuse('Each condition needs a value, and the end one more.');
    const pairs: { test: ReturnType<typeof truth>; value: Evaluate }[] = [];
    for (let i = 0; i + 1 < args.length; i += 2) {
      const value = args[i + 1];
      if (value) pairs.push({ test: truth(args[i]), value: branch(value, type) });
    }
    const fallback = branch(otherwise, type);
    return (row, run) => {
      for (const { test, value } of pairs) if (test(row, run) === true) return value(row, run);
      return fallback(row, run);
    };
  },
};

const isNothing = (value: Value) => value === null || value === '';

const coalesce: Entry = {
  compile(args, { type }) {
    const values = args.map((argument) => branch(argument, type));
    return (row, run) => {
      let last: Value = type === 'string' ? '' : null;
      for (const evaluate of values) {
        last = evaluate(row, run);
        if (type === 'string' ? last !== '' : last !== null) return last;
      }
      return last;
    };
  },
};

function extreme(isMax: boolean): Entry {
  return {
    compile(args, { type }) {
      const values = args.map((argument) => branch(argument, type));
      // biome-ignore lint/complexity/noExcessiveCognitiveComplexity: one branch a type or a sign, as the language defines them.
      return (row, run) => {
        let best: Value = null;
        for (const evaluate of values) {
          const value = evaluate(row, run);
          if (value === null) continue;
          const order = best === null ? 0 : compareValues(value, best);
          const isUnordered = typeof value === 'number' && Number.isNaN(value);
          if (isUnordered) return value;
          if (best === null || (isMax ? order > 0 : order < 0)) best = value;
        }
        return best;
      };
    },
  };
}

const isNull = (value: Value) => value === null;

export const logic: Family = {
  and,
  or,
  not: unary('bool', bool, (value) => !value),
  iff: choose,
  iif: choose,
  case: choose,
  coalesce,
  max_of: extreme(true),
  min_of: extreme(false),
  isnull: unary('bool', any, isNull),
  isnotnull: unary('bool', any, (value) => !isNull(value)),
  notnull: unary('bool', any, (value) => !isNull(value)),
  isempty: unary('bool', any, isNothing),
  isnotempty: unary('bool', any, (value) => !isNothing(value)),
  notempty: unary('bool', any, (value) => !isNothing(value)),
};
