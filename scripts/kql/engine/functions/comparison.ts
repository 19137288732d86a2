import type { KqlType } from '../../model.js';
import { convert } from '../values/convert.js';
import { compareValues, keyOf, sameValues } from '../values/order.js';
import { fold } from '../values/text.js';
import { Decimal, isList, JsonNumber, type Value, type ValueType } from '../values/value.js';
import { type Argument, type CallSite, type Entry, type Evaluate, type Family, text } from './entry.js';

const NUMBERS: readonly ValueType[] = ['int', 'long', 'real', 'decimal'];
const isDynamic = (type: ValueType): boolean => type === 'dynamic' || type === 'unknown';

/** The type that both sides are read as; undefined where they cannot be compared. */
// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: one branch a type or a sign, as the language defines them.
export function commonType(a: ValueType, b: ValueType): KqlType | undefined {
  if (isDynamic(a) || isDynamic(b)) {
    const other = isDynamic(a) ? b : a;
    return isDynamic(other) || other === 'unknown' ? 'dynamic' : other;
  }
  if (a === 'unknown' || b === 'unknown') return 'dynamic';
  if (a === b) return a;
  const types = [a, b];
  const numbers = types.filter((type) => NUMBERS.includes(type));
  if (numbers.length === 2) {
    if (types.includes('decimal')) return 'decimal';
    return types.includes('real') ? 'real' : 'long';
  }
  if (types.includes('bool') && numbers.length === 1) return 'long';
  if (types.includes('guid') && types.includes('string')) return 'guid';
  if (types.includes('datetime') && types.includes('string')) return 'datetime';
  if (types.includes('timespan') && types.includes('string')) return 'timespan';
  return undefined;
}

/** The argument read as a type. */
export function as(argument: Argument, type: KqlType): Evaluate {
  const { evaluate, type: given } = argument;
  const isSame = given === type || (given === 'int' && type === 'long') || (given === 'unknown' && type === 'dynamic');
  return isSame ? evaluate : (row, run) => convert(evaluate(row, run), given, type);
}

function sides(args: readonly Argument[], site: CallSite): { a: Evaluate; b: Evaluate; type: KqlType } {
  const [left, right] = args;
  const type = left && right ? (commonType(left.type, right.type) ?? literalType(left, right)) : undefined;
  if (!left || !right || !type) {
    return site.refuse(`A ${left?.type} and a ${right?.type} cannot be compared: the service refuses it.`);
  }
  return { a: as(left, type), b: as(right, type), type };
}

/** A text may be compared with a literal number: it is read as one. */
function literalType(left: Argument, right: Argument): KqlType | undefined {
  const [literal, other] = right.constant === undefined ? [left, right] : [right, left];
  if (literal.constant === undefined || other.type !== 'string') return undefined;
  if (literal.type === 'int' || literal.type === 'long') return 'long';
  return literal.type === 'real' || literal.type === 'bool' ? literal.type : undefined;
}

function equality(isNegated: boolean): Entry {
  return {
    returns: 'bool',
    compile(args, site) {
      const { a, b } = sides(args, site);
      return (row, run) => {
        const x = a(row, run);
        const y = b(row, run);
        return (x !== null && y !== null && sameValues(x, y)) !== isNegated;
      };
    },
  };
}

function ordering(holds: (order: number) => boolean): Entry {
  return {
    returns: 'bool',
    compile(args, site) {
      const { a, b } = sides(args, site);
      return (row, run) => {
        const x = a(row, run);
        const y = b(row, run);
        return x === null || y === null ? null : ordered(x, y, holds);
      };
    },
  };
}

function isNaNumber(value: Value): boolean {
  return typeof value === 'number' && Number.isNaN(value);
}

function ordered(x: Value, y: Value, holds: (order: number) => boolean): boolean | null {
  if (isNaNumber(x) || isNaNumber(y)) return false;
  return holds(compareValues(x, y));
}

function between(isNegated: boolean): Entry {
  const atLeast = (order: number) => order >= 0;
  const atMost = (order: number) => order <= 0;
  return {
    returns: 'bool',
    compile([value, low, high], site) {
      if (!value || !low || !high) return site.refuse('between needs two bounds.');
      const lower = sides([value, low], site);
      const upper = sides([value, high], site);
      return (row, run) => {
        const [x, least] = [lower.a(row, run), lower.b(row, run)];
        const [y, most] = [upper.a(row, run), upper.b(row, run)];
        const isAbove = x === null || least === null ? null : ordered(x, least, atLeast);
        const isBelow = y === null || most === null ? null : ordered(y, most, atMost);
        if (isAbove === false || isBelow === false) return isNegated;
        return isAbove === null || isBelow === null ? null : !isNegated;
      };
    },
  };
}

function equalsFolded(isNegated: boolean): Entry {
  return {
    returns: 'bool',
    compile([left, right]) {
      const a = text.read(left);
      const b = text.read(right);
      const constant = typeof right?.constant === 'string' ? fold(right.constant) : undefined;
      return (row, run) => {
        const x = a(row, run) ?? '';
        const y = constant ?? fold(b(row, run) ?? '');
        return (x.length === y.length && fold(x) === y) !== isNegated;
      };
    },
  };
}

/** A value as the left side's type, or undefined where it can equal no value of that type. */
function member(value: Value, from: ValueType, to: ValueType): Value | undefined {
  if (value === null) return undefined;
  if (isDynamic(to)) return value;
  const isWhole = to === 'int' || to === 'long';
  if (isWhole && (typeof value === 'number' || value instanceof JsonNumber || value instanceof Decimal)) {
    const number = convert(value, from, 'real');
    return typeof number === 'number' && Number.isInteger(number) ? BigInt(number) : undefined;
  }
  return convert(value, from, to === 'int' ? 'long' : to === 'unknown' ? 'dynamic' : to) ?? undefined;
}

/** Values of a list argument; arrays, also those that come from a table, stand for their items. */
export function flatten(value: Value, type: ValueType): { value: Value; type: ValueType }[] {
  if (isList(value)) return value.map((item) => ({ value: item, type: 'dynamic' as const }));
  return [{ value, type }];
}

function membership(isNegated: boolean, isFolded: boolean): Entry {
  return {
    returns: 'bool',
    compile([left, ...list]) {
      const type = left?.type ?? 'unknown';
      const isText = isFolded || type === 'string';
      const evaluate: Evaluate = isText ? readText(left) : (left?.evaluate ?? (() => null));
      const key = keyOfMember(isFolded);
      const target: ValueType = isFolded ? 'string' : type;
      const isConstant = ({ constant }: Argument) => constant !== undefined;
      const constants = members(list.filter(isConstant).map(constantOf), target, isFolded);
      const sets = list.filter((argument) => !isConstant(argument)).map((one) => cachedSet(one, target, isFolded));
      return (row, run) => {
        const value = evaluate(row, run);
        if (value === null) return isNegated;
        const one = key(value);
        const isIn = constants.has(one) || sets.some((set) => set(row, run).has(one));
        return isIn !== isNegated;
      };
    },
  };
}

function constantOf({ constant, type }: Argument): { value: Value; type: ValueType } {
  return { value: constant ?? null, type };
}

function keyOfMember(isFolded: boolean): (value: Value) => unknown {
  return isFolded ? (value) => (typeof value === 'string' ? fold(value) : value) : keyOf;
}

/** The values of a list that a value of a type can equal, as keys of it: folded texts for `in~`. */
export function members(
  list: readonly { value: Value; type: ValueType }[],
  target: ValueType,
  isFolded: boolean,
): ReadonlySet<unknown> {
  const key = keyOfMember(isFolded);
  const set = new Set<unknown>();
  for (const { value, type } of list) {
    for (const item of flatten(value, type)) {
      const one = member(item.value, item.type, target);
      if (one !== undefined) set.add(key(one));
    }
  }
  return set;
}

function readText(argument: Argument | undefined): Evaluate {
  const read = text.read(argument);
  return (row, run) => read(row, run) ?? '';
}

/** The set of a list that is not constant: made again only when the list is another. */
function cachedSet(
  { evaluate, type }: Argument,
  target: ValueType,
  isFolded: boolean,
): (...args: Parameters<Evaluate>) => ReadonlySet<unknown> {
  let last: { value: Value; set: ReadonlySet<unknown> } | undefined;
  return (row, run) => {
    const value = evaluate(row, run);
    if (last && last.value === value) return last.set;
    const set = members([{ value, type }], target, isFolded);
    last = { value, set };
    return set;
  };
}

export const comparisonOperators: Family = {
  '==': equality(false),
  '!=': equality(true),
  '<': ordering((order) => order < 0),
  '<=': ordering((order) => order <= 0),
  '>': ordering((order) => order > 0),
  '>=': ordering((order) => order >= 0),
  between: between(false),
  '!between': between(true),
  '=~': equalsFolded(false),
  '!~': equalsFolded(true),
  in: membership(false, false),
  '!in': membership(true, false),
  'in~': membership(false, true),
  '!in~': membership(true, true),
};
