import type { KqlType } from '../../model.js';
import type { Range } from '../plan.js';
import type { Run } from '../run.js';
import { convert, toBool, toDatetime, toLong, toReal, toText, toTimespan } from '../values/convert.js';
import type { Row, Value, ValueType } from '../values/value.js';

/** An expression ready to run. */
export type Evaluate = (row: Row, run: Run) => Value;

/** An argument of a call, compiled; its value where it is a constant. */
export interface Argument {
  readonly type: ValueType;
  readonly evaluate: Evaluate;
  readonly constant: Value | undefined;
  readonly at: Range;
}

export interface CallSite {
  readonly name: string;
  /** What the binder says that the call returns. */
  readonly type: ValueType;
  readonly at: Range;
  /** Throws the refusal of this call. */
  refuse(message: string): never;
}

/** A function or operator: made once for each call, then run for each row. */
export interface Entry {
  /** The type of what it evaluates to; without it, it is as the binder says. */
  readonly returns?: KqlType;
  compile(args: readonly Argument[], site: CallSite): Evaluate;
}

export type Family = Readonly<Record<string, Entry>>;

/** How a function reads an argument: `undefined` makes the whole call null. */
export interface Parameter<T> {
  read(argument: Argument | undefined): (row: Row, run: Run) => T | undefined;
}

function parameter<T>(
  type: KqlType,
  fromAny: (value: Value, type: ValueType) => T | null,
  of: (value: Value) => T | undefined,
) {
  return {
    read(argument: Argument | undefined): (row: Row, run: Run) => T | undefined {
      if (!argument) return () => undefined;
      const { evaluate, type: given } = argument;
      if (given === type) return (row, run) => of(evaluate(row, run));
      return (row, run) => fromAny(evaluate(row, run), given) ?? undefined;
    },
  };
}

const bigintOf = (value: Value) => (typeof value === 'bigint' ? value : undefined);

/** Any type as text; a null is `''`. */
export const text: Parameter<string> = parameter('string', toText, (value) => (typeof value === 'string' ? value : ''));
export const long: Parameter<bigint> = parameter('long', toLong, bigintOf);
export const real: Parameter<number> = parameter('real', toReal, (value) =>
  typeof value === 'number' ? value : undefined,
);
export const bool: Parameter<boolean> = parameter('bool', toBool, (value) =>
  typeof value === 'boolean' ? value : undefined,
);
export const datetime: Parameter<bigint> = parameter('datetime', toDatetime, bigintOf);
export const timespan: Parameter<bigint> = parameter('timespan', toTimespan, bigintOf);
/** A count or position that fits a JavaScript number. */
export const count: Parameter<number> = {
  read(argument) {
    const evaluate = long.read(argument);
    return (row, run) => {
      const value = evaluate(row, run);
      return value === undefined ? undefined : Number(value);
    };
  },
};
/** The value as it stands inside a dynamic; null is a value. */
export const dynamic: Parameter<Value> = {
  read(argument) {
    if (!argument) return () => undefined;
    const { evaluate, type } = argument;
    if (type === 'dynamic' || type === 'unknown') return evaluate;
    return (row, run) => convert(evaluate(row, run), type, 'dynamic');
  },
};
/** The value as it is, null too. */
export const any: Parameter<Value> = { read: (argument) => argument?.evaluate ?? (() => undefined) };

/** A parameter that may be left out. A null is as good as left out. */
export function optional<T>(of: Parameter<T>, fallback: T): Parameter<T> {
  return {
    read(argument) {
      if (!argument) return () => fallback;
      const evaluate = of.read(argument);
      return (row, run) => evaluate(row, run) ?? fallback;
    },
  };
}

export function nullary(returns: KqlType, evaluate: (run: Run) => Value): Entry {
  return { returns, compile: () => (_row, run) => evaluate(run) };
}

export function unary<A>(returns: KqlType | undefined, a: Parameter<A>, evaluate: (a: A) => Value): Entry {
  return entry(returns, ([first]) => {
    const readA = a.read(first);
    return (row, run) => {
      const x = readA(row, run);
      return x === undefined ? null : evaluate(x);
    };
  });
}

export function binary<A, B>(
  returns: KqlType | undefined,
  a: Parameter<A>,
  b: Parameter<B>,
  evaluate: (a: A, b: B) => Value,
): Entry {
  return entry(returns, ([first, second]) => {
    const readA = a.read(first);
    const readB = b.read(second);
    return (row, run) => {
      const x = readA(row, run);
      const y = readB(row, run);
      return x === undefined || y === undefined ? null : evaluate(x, y);
    };
  });
}

export function ternary<A, B, C>(
  returns: KqlType | undefined,
  a: Parameter<A>,
  b: Parameter<B>,
  c: Parameter<C>,
  evaluate: (a: A, b: B, c: C) => Value,
): Entry {
  return entry(returns, ([first, second, third]) => {
    const readA = a.read(first);
    const readB = b.read(second);
    const readC = c.read(third);
    return (row, run) => {
      const x = readA(row, run);
      const y = readB(row, run);
      const z = readC(row, run);
      return x === undefined || y === undefined || z === undefined ? null : evaluate(x, y, z);
    };
  });
}

/** Any number of arguments, all read alike; with the index of the first of them. */
export function variadic<A>(returns: KqlType | undefined, a: Parameter<A>, evaluate: (values: A[]) => Value): Entry {
  return entry(returns, (args) => {
    const readers = args.map((argument) => a.read(argument));
    return (row, run) => {
      const values: A[] = [];
      for (const read of readers) {
        const value = read(row, run);
        if (value === undefined) return null;
        values.push(value);
      }
      return evaluate(values);
    };
  });
}

export function entry(returns: KqlType | undefined, compile: Entry['compile']): Entry {
  return returns === undefined ? { compile } : { returns, compile };
}
