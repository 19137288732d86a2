import type { KqlType } from '../../model.js';

/**
 * A value of the engine. Which type it has, the column or expression says:
 * int and long are bigint (wrapped to 32 and 64 bits), real is number, datetime and timespan are bigint in ticks of
 * 100 ns (a datetime counts from year 1), string and guid are string, dynamic is a tree of these. `null` is null of any
 * type; a string is never null.
 */
export type Value = null | boolean | number | bigint | string | Decimal | JsonNumber | readonly Value[] | Bag;

/** A property bag, in the order of its keys. */
export type Bag = ReadonlyMap<string, Value>;

/** `unknown` only where the type comes from data, as after `evaluate bag_unpack`. */
export type ValueType = KqlType | 'unknown';

/** A row: the values of the columns by position. */
export type Row = readonly Value[];

/** A decimal number: `digits` times ten to the power of minus `scale`. */
export class Decimal {
  constructor(
    readonly digits: bigint,
    readonly scale: number,
  ) {}
}

/** A number inside JSON whose text is not the usual one (`1e2`, `1.50`): it is written as it was read. */
export class JsonNumber {
  readonly value: number;
  constructor(readonly text: string) {
    this.value = Number(text);
  }
}

export function isBag(value: Value | undefined): value is Bag {
  return value instanceof Map;
}

export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

/** What a column holds where there is no value: a string is empty, others are null. */
export function empty(type: ValueType): Value {
  return type === 'string' ? '' : null;
}
