import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  type DuckDBAppender,
  type DuckDBType,
  type DuckDBValue,
  VARCHAR,
} from '@duckdb/node-api';
import { parseDynamic } from '../values/convert.js';
import { jsonText } from '../values/json.js';
import { Decimal, isBag, isList, type Value, type ValueType } from '../values/value.js';

/**
 * How the database holds values: datetime and timespan as ticks like long and int, guid as text in lower case, dynamic as
 * JSON text, a string never as NULL. Half a surrogate pair, which UTF-8 cannot hold, becomes U+FFFD, as in the service.
 */
const TYPES: Partial<Record<ValueType, { name: string; type: DuckDBType }>> = {
  bool: { name: 'BOOLEAN', type: BOOLEAN },
  int: { name: 'BIGINT', type: BIGINT },
  long: { name: 'BIGINT', type: BIGINT },
  datetime: { name: 'BIGINT', type: BIGINT },
  timespan: { name: 'BIGINT', type: BIGINT },
  real: { name: 'DOUBLE', type: DOUBLE },
  string: { name: 'VARCHAR', type: VARCHAR },
  guid: { name: 'VARCHAR', type: VARCHAR },
  dynamic: { name: 'VARCHAR', type: VARCHAR },
};

/** Whether expressions over a type can be worked out in the database. */
export function isStorable(type: ValueType): boolean {
  return TYPES[type] !== undefined;
}

/** The SQL type of a storable type; a decimal, and what only the data knows, stand in tables as text or number. */
export function sqlType(type: ValueType): string {
  return TYPES[type]?.name ?? (type === 'decimal' ? 'DOUBLE' : 'VARCHAR');
}

export function duckType(type: ValueType): DuckDBType {
  return TYPES[type]?.type ?? (type === 'decimal' ? DOUBLE : VARCHAR);
}

/** What the database holds of a value. */
export type StoredCell = bigint | number | boolean | string | null;

/** A cell of the database as a value of the engine. */
export function fromStored(cell: DuckDBValue | undefined, type: ValueType): Value {
  if (typeof cell === 'string') return type === 'dynamic' ? parseDynamic(cell) : cell;
  return typeof cell === 'bigint' || typeof cell === 'number' || typeof cell === 'boolean' ? cell : null;
}

/** A value as a cell of the database; undefined where it has no exact form there. */
export function toStored(value: Value, type: ValueType): StoredCell | undefined {
  if (type === 'dynamic') return value === null ? null : hasJsonForm(value) ? jsonText(value) : undefined;
  if (value === null) return type === 'string' ? undefined : null;
  return isPlain(value) && typeof value === FORMS[sqlType(type)] ? value : undefined;
}

const FORMS: Record<string, string> = { BOOLEAN: 'boolean', BIGINT: 'bigint', DOUBLE: 'number', VARCHAR: 'string' };

function isPlain(value: Value): value is bigint | number | boolean | string {
  return typeof value !== 'object';
}

/** Whether JSON text gives the value back: it has neither NaN nor infinities nor decimals. */
function hasJsonForm(value: Value): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (isList(value)) return value.every(hasJsonForm);
  if (isBag(value)) return [...value.values()].every(hasJsonForm);
  return !(value instanceof Decimal);
}

/** A value as a literal of SQL; undefined where it has none. */
export function literal(value: Value, type: ValueType): string | undefined {
  if (!isStorable(type)) return undefined;
  const stored = toStored(value, type);
  if (stored === undefined) return undefined;
  if (stored === null) return `CAST(NULL AS ${sqlType(type)})`;
  // A text with NUL would end the statement.
  if (typeof stored === 'string' && stored.includes('\0')) return undefined;
  if (typeof stored === 'number') {
    const text = Number.isFinite(stored) ? String(stored) : Number.isNaN(stored) ? 'NaN' : stored > 0 ? 'inf' : '-inf';
    return `CAST('${Object.is(stored, -0) ? '-0.0' : text}' AS DOUBLE)`;
  }
  if (typeof stored === 'bigint') return `CAST('${stored}' AS BIGINT)`;
  return typeof stored === 'boolean' ? String(stored) : quote(stored);
}

/** A text as a literal of SQL. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Puts one cell of `toStored` at the end of a row. */
export function append(appender: DuckDBAppender, cell: StoredCell): void {
  if (typeof cell === 'string') appender.appendVarchar(cell);
  else if (typeof cell === 'bigint') appender.appendBigInt(cell);
  else if (typeof cell === 'number') appender.appendDouble(cell);
  else if (typeof cell === 'boolean') appender.appendBoolean(cell);
  else appender.appendNull();
}
