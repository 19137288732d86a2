import { compareDecimals, formatDecimal } from './decimal.js';
import { jsonText } from './json.js';
import { Decimal, isBag, isList, JsonNumber, type Value } from './value.js';

/** Order of two texts by code points, as UTF-8 has it. */
export function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    // Surrogates stand for code points above all others.
    const isHigher = x >= 0xd800 && x <= 0xdfff;
    if (isHigher !== (y >= 0xd800 && y <= 0xdfff)) return isHigher ? 1 : -1;
    return x < y ? -1 : 1;
  }
  return a.length < b.length ? -1 : 1;
}

/** Which kinds come first where a dynamic column holds several. */
function rank(value: Value): number {
  if (value === null) return 0;
  if (typeof value === 'boolean') return 1;
  if (typeof value === 'number' || typeof value === 'bigint' || value instanceof JsonNumber) return 2;
  if (value instanceof Decimal) return 3;
  if (typeof value === 'string') return 4;
  return isList(value) ? 5 : 6;
}

/**
 * A total order of the values of one type: null, then NaN, then the others. For dynamic: numbers before texts before
 * arrays and bags.
 */
export function compareValues(a: Value, b: Value): number {
  if (typeof a === 'string' && typeof b === 'string') return compareTexts(a, b);
  if (typeof a === 'bigint' && typeof b === 'bigint') return a < b ? -1 : a > b ? 1 : 0;
  const ranks = rank(a) - rank(b);
  if (ranks !== 0) return ranks;
  if (a instanceof Decimal && b instanceof Decimal) return compareDecimals(a, b);
  if (typeof a === 'boolean') return Number(a) - Number(b);
  if (isList(a) || isBag(a)) return compareTexts(jsonText(a), jsonText(b));
  const x = numberOf(a);
  const y = numberOf(b);
  if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(y)) - Number(Number.isNaN(x));
  return x < y ? -1 : x > y ? 1 : 0;
}

export function numberOf(value: Value): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  return value instanceof JsonNumber ? value.value : Number.NaN;
}

/** Whether two values that are not null are the same, as `==` has it: NaN is not NaN; dynamic compares by content. */
export function sameValues(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (typeof a === 'string' || typeof b === 'string' || typeof a === 'boolean' || typeof b === 'boolean') return false;
  if (a === null || b === null) return false;
  if (typeof a === 'bigint' && typeof b === 'bigint') return false;
  if (a instanceof Decimal && b instanceof Decimal) return compareDecimals(a, b) === 0;
  if (isList(a) || isBag(a) || isList(b) || isBag(b)) return jsonText(a) === jsonText(b);
  return numberOf(a) === numberOf(b);
}

/** A key under which equal values of one type meet in a Map: for grouping, joins and sets. All NaN are one. */
export function keyOf(value: Value): unknown {
  if (value instanceof JsonNumber) return value.value;
  if (value instanceof Decimal) return `\u0000decimal ${formatDecimal(value)}`;
  if (isList(value) || isBag(value)) return `\u0000json ${jsonText(value)}`;
  return value;
}

/** The same for several values together. */
export function keyOfAll(values: readonly Value[]): unknown {
  if (values.length === 1) return keyOf(values[0] ?? null);
  let key = '';
  for (const value of values) {
    const text =
      typeof value === 'string' ? value : isList(value) || isBag(value) ? jsonText(value) : String(keyOf(value));
    key += `${value === null ? 'n' : typeof value === 'string' ? 's' : 'v'}${text.length}:${text}`;
  }
  return key;
}
