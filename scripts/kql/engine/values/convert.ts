import { parseTimespan } from '../../analysis/library/constants.js';
import type { KqlType } from '../../model.js';
import { decimalOfNumber, decimalToBigint, decimalToNumber, formatDecimal, parseDecimal } from './decimal.js';
import { formatReal, jsonText, parseJson } from './json.js';
import { formatDatetime, formatTimespan, inRange, parseDatetime } from './ticks.js';
import { Decimal, isBag, isList, JsonNumber, type Value, type ValueType } from './value.js';

const MAX_LONG = 9_223_372_036_854_775_807n;
const MIN_LONG = -MAX_LONG - 1n;
const MAX_INT = 2_147_483_647n;

/** Adds, multiplies and converts as the service does: beyond 64 bits it begins again at the other end. */
export function wrapLong(value: bigint): bigint {
  return value <= MAX_LONG && value >= MIN_LONG ? value : BigInt.asIntN(64, value);
}

/** What `tostring`, `tolong` and the others make of a value; null where it cannot be read so (`''` for a string). */
export function convert(value: Value, from: ValueType, to: KqlType): Value {
  if (from === to) return value;
  switch (to) {
    case 'string':
      return toText(value, from);
    case 'int':
      return toInt(value, from);
    case 'long':
      return toLong(value, from);
    case 'real':
      return toReal(value, from);
    case 'decimal':
      return toDecimal(value, from);
    case 'bool':
      return toBool(value, from);
    case 'datetime':
      return toDatetime(value, from);
    case 'timespan':
      return toTimespan(value, from);
    case 'guid':
      return toGuid(value);
    case 'dynamic':
      return toDynamic(value, from);
  }
}

export function toText(value: Value, from: ValueType): string {
  if (typeof value === 'string') return value;
  if (value === null) return '';
  if (typeof value === 'bigint') {
    if (from === 'datetime') return formatDatetime(value);
    return from === 'timespan' ? formatTimespan(value) : String(value);
  }
  if (typeof value === 'number') return formatReal(value);
  if (typeof value === 'boolean') return from === 'bool' ? (value ? 'True' : 'False') : String(value);
  if (value instanceof Decimal) return formatDecimal(value);
  return jsonText(value);
}

/** Reals stop at the largest and smallest; NaN is the smallest. */
function truncate(value: number, min: bigint, max: bigint): bigint {
  if (Number.isNaN(value)) return min;
  if (value >= Number(max)) return max;
  return value <= Number(min) ? min : BigInt(Math.trunc(value));
}

export function toLong(value: Value, _from: ValueType): bigint | null {
  if (typeof value === 'bigint') return value;
  const text = typeof value === 'string' ? value.trim() : undefined;
  if (text !== undefined) {
    if (/^0x[0-9a-f]+$/i.test(text)) return BigInt.asIntN(64, BigInt(text));
    if (!/^[+-]?\d+$/.test(text)) return null;
    const parsed = BigInt(text.replace('+', ''));
    return parsed > MAX_LONG || parsed < MIN_LONG ? null : parsed;
  }
  if (typeof value === 'boolean') return value ? 1n : 0n;
  if (typeof value === 'number') return truncate(value, MIN_LONG, MAX_LONG);
  if (value instanceof JsonNumber) return truncate(value.value, MIN_LONG, MAX_LONG);
  if (value instanceof Decimal) return wrapLong(decimalToBigint(value));
  return null;
}

export function toInt(value: Value, from: ValueType): bigint | null {
  if (typeof value === 'number') return truncate(value, -MAX_INT - 1n, MAX_INT);
  if (value instanceof JsonNumber) return truncate(value.value, -MAX_INT - 1n, MAX_INT);
  const long = toLong(value, from);
  if (long === null) return null;
  if (typeof value === 'string' && (long > MAX_INT || long < -MAX_INT - 1n)) return null;
  return BigInt.asIntN(32, long);
}

export function toReal(value: Value, _from: ValueType): number | null {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value instanceof JsonNumber) return value.value;
  if (value instanceof Decimal) return decimalToNumber(value);
  return typeof value === 'string' ? parseReal(value) : null;
}

function parseReal(text: string): number | null {
  const trimmed = text.trim();
  const word = /^([+-]?)(nan|NaN|inf|Inf|infinity|Infinity)$/.exec(trimmed);
  if (word) return word[2]?.toLowerCase() === 'nan' ? Number.NaN : word[1] === '-' ? -Infinity : Infinity;
  if (/^0x[0-9a-f]+$/i.test(trimmed)) return Number(trimmed);
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(trimmed) ? Number(trimmed) : null;
}

export function toDecimal(value: Value, _from: ValueType): Decimal | null {
  if (value instanceof Decimal) return value;
  if (typeof value === 'bigint') return new Decimal(value, 0);
  if (typeof value === 'boolean') return new Decimal(value ? 1n : 0n, 0);
  if (typeof value === 'number') return decimalOfNumber(value);
  if (value instanceof JsonNumber) return decimalOfNumber(value.value);
  return typeof value === 'string' ? parseDecimal(value) : null;
}

export function toBool(value: Value, from: ValueType): boolean | null {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return value !== 0n;
  if (typeof value === 'number') return value !== 0;
  if (value instanceof JsonNumber) return value.value !== 0;
  if (value instanceof Decimal) return value.digits !== 0n;
  if (typeof value !== 'string') return null;
  const text = value.toLowerCase();
  if (text === 'true') return true;
  if (text === 'false') return false;
  const number = toLong(text, from);
  return number === null ? null : number !== 0n;
}

export function toDatetime(value: Value, from: ValueType): bigint | null {
  if (typeof value === 'bigint') return inRange(value);
  if (typeof value === 'string') return parseDatetime(value);
  if (typeof value === 'number') return Number.isFinite(value) ? inRange(BigInt(Math.trunc(value))) : null;
  return value instanceof JsonNumber ? toDatetime(value.value, from) : null;
}

export function toTimespan(value: Value, from: ValueType): bigint | null {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'string') return readTimespan(value.trim());
  if (typeof value === 'number') return Number.isFinite(value) ? BigInt(Math.trunc(value)) : null;
  return value instanceof JsonNumber ? toTimespan(value.value, from) : null;
}

/** A number of days without a unit is no timespan in a text, though it is in a literal, unless it is whole. */
function readTimespan(text: string): bigint | null {
  if (/^[+-]?\d*\.\d+$/.test(text)) return null;
  return parseTimespan(text) ?? null;
}

const GUID = /^\{?([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})\}?$/i;

export function toGuid(value: Value): string | null {
  const match = typeof value === 'string' ? GUID.exec(value.trim()) : null;
  return match ? match.slice(1).join('-').toLowerCase() : null;
}

/** A value inside a dynamic: datetime and timespan are texts there; a string stays one and is not parsed. */
export function toDynamic(value: Value, from: ValueType): Value {
  if (typeof value === 'bigint' && (from === 'datetime' || from === 'timespan')) return toText(value, from);
  return value;
}

/** `parse_json` of a text: what is no JSON stays a string. */
export function parseDynamic(text: string): Value {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  const parsed = parseJson(trimmed);
  return parsed === undefined ? text : parsed;
}

/** The type of a value that comes out of a dynamic, for columns whose type only the data knows. */
export function typeOfDynamic(value: Value): KqlType | undefined {
  if (value === null) return undefined;
  if (typeof value === 'bigint') return 'long';
  if (typeof value === 'number' || value instanceof JsonNumber) return 'real';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'string') return 'string';
  return isList(value) || isBag(value) ? 'dynamic' : 'decimal';
}
