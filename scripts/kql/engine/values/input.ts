import type { Column } from '../../model.js';
import type { JsonRow, Result, Table } from '../types.js';
import { convert, parseDynamic } from './convert.js';
import { decimalToNumber } from './decimal.js';
import { formatReal } from './json.js';
import { formatDatetime, formatTimespan } from './ticks.js';
import { Decimal, isBag, isList, JsonNumber, type Row, type Value, type ValueType } from './value.js';

/** JSON as `JSON.parse` gives it, as a dynamic value. What is no JSON (a function, a symbol) is null. */
export function dynamicOf(json: unknown): Value {
  if (typeof json === 'string' || typeof json === 'boolean' || typeof json === 'bigint') return json;
  if (typeof json === 'number') return Number.isSafeInteger(json) && !Object.is(json, -0) ? BigInt(json) : json;
  if (Array.isArray(json)) return json.map((item: unknown) => dynamicOf(item));
  if (json instanceof Date) return json.toISOString();
  if (typeof json !== 'object' || json === null) return null;
  return new Map(Object.entries(json).map(([name, item]) => [name, dynamicOf(item)]));
}

/**
 * A cell of JSON as a value of a column's type. Numbers, booleans and times may be texts, as exports have them;
 * dynamic may be JSON text. Undefined where it does not fit the type.
 */
export function fromJson(json: unknown, type: ValueType): Value | undefined {
  if (json === null || json === undefined) return type === 'string' ? '' : null;
  const value = dynamicOf(json);
  if (type === 'dynamic' || type === 'unknown') return typeof value === 'string' ? structured(value) : value;
  if (type === 'string') return convert(value, 'dynamic', 'string');
  if (value === '') return null;
  if (isList(value) || isBag(value)) return undefined;
  return convert(value, 'dynamic', type) ?? undefined;
}

/** Logs have dynamic columns as JSON text; a text that only looks like a number stays a text. */
function structured(text: string): Value {
  return /^\s*[[{]/.test(text) ? parseDynamic(text) : text;
}

export interface Misfit {
  /** Position of the row, from 0. */
  readonly row: number;
  readonly column: string;
  readonly value: unknown;
}

/** Rows of JSON as a table: names that are no columns are left out, values that do not fit become null and are listed. */
export function tableOf(columns: readonly Column[], objects: readonly JsonRow[]): { table: Table; misfits: Misfit[] } {
  const places = new Map(columns.map(({ name, type }, i) => [name, { i, type }]));
  const nothing: Row = columns.map(({ type }) => (type === 'string' ? '' : null));
  const misfits: Misfit[] = [];
  const rows = objects.map((object, at) => {
    const row: Value[] = [...nothing];
    for (const name in object) {
      const place = places.get(name);
      if (!place) continue;
      const value = fromJson(object[name], place.type);
      if (value === undefined) misfits.push({ row: at, column: name, value: object[name] });
      else row[place.i] = value;
    }
    return row;
  });
  return { table: { columns, rows }, misfits };
}

/** A cell as JSON: datetime as ISO 8601, timespan as `d.hh:mm:ss`, a long that a number cannot hold as text. */
export function toJson(value: Value, type: ValueType): unknown {
  if (typeof value === 'bigint') {
    if (type === 'datetime') return formatDatetime(value);
    if (type === 'timespan') return formatTimespan(value);
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : String(value);
  }
  if (typeof value === 'number') return Number.isFinite(value) ? value : formatReal(value);
  if (value instanceof JsonNumber) return value.value;
  if (value instanceof Decimal) return decimalToNumber(value);
  if (isList(value)) return value.map((item) => toJson(item, 'dynamic'));
  if (isBag(value)) return Object.fromEntries([...value].map(([name, item]) => [name, toJson(item, 'dynamic')]));
  return value;
}

/** The rows of a result as objects of JSON. */
export function toObjects({ columns, rows }: Pick<Result, 'columns' | 'rows'>): Record<string, unknown>[] {
  return rows.map((row) =>
    Object.fromEntries(columns.map(({ name, type }, i) => [name, toJson(row[i] ?? null, type)])),
  );
}
