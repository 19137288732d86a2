import { isObject } from '../../../base/objects.js';

type Fields = Record<string, unknown>;

/** A row of a log as its export has it: names and values, not yet those of its table. */
export interface RawRow {
  fields: Fields;
  /** What the envelope says of the table: `DeviceNetworkEvents` of `AdvancedHunting-DeviceNetworkEvents`. */
  table?: string;
  /** What the envelope says of the time, for rows that have none. */
  time?: unknown;
  /** A record of a diagnostic setting: its category names the table, or else it is one of AzureDiagnostics. */
  isDiagnostic?: true;
}

/** What is not a row, but must be said. */
export interface Remark {
  remark: string;
}

/** Names of a list of rows inside a document, in lower case: Event Hub, Defender, Graph, PowerShell, OData. */
const ROW_LISTS = ['records', 'results', 'value', 'events', 'rows'];

/**
 * The rows of one JSON object of a log file, out of whatever envelopes they are in: answers of the query API (alone or in
 * a batch) and of Defender's two APIs, Event Hub batches, streamed records and those of diagnostic settings. An object
 * without an envelope is a row.
 */
// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: a scanner: one branch a character or a form of the export.
export function* unwrap(value: Fields): Generator<RawRow | Remark> {
  const list = (name: string): unknown[] | undefined => {
    const key = Object.keys(value).find((one) => one.toLowerCase() === name);
    const found = key === undefined ? undefined : value[key];
    return Array.isArray(found) ? found : undefined;
  };
  const tables = list('tables');
  if (tables) {
    if (isObject(value.error)) yield { remark: `the answer is not complete: ${text(value.error.message)}` };
    for (const table of tables) if (isObject(table)) yield* rowsOfTable(table);
    return;
  }
  const responses = list('responses');
  if (responses) {
    for (const response of responses) if (isObject(response) && isObject(response.body)) yield* unwrap(response.body);
    return;
  }
  const columns = list('columns') ?? list('columndescriptors');
  if (columns && list('rows')) {
    yield* rowsOfTable(value);
    return;
  }
  const rows = ROW_LISTS.map(list).find((one) => one?.every(isObject));
  if (rows) {
    for (const row of rows) if (isObject(row)) yield* unwrap(row);
    return;
  }
  yield ofRecord(value);
}

/** A table as columns and rows of cells: the query API, and Data Explorer, in their several spellings. */
function* rowsOfTable(table: Fields): Generator<RawRow> {
  const columns = listOf(table, ['columns', 'columnDescriptors', 'Columns']).map((column) =>
    isObject(column) ? text(column.name ?? column.ColumnName ?? column.columnName) : text(column),
  );
  for (const cells of listOf(table, ['rows', 'Rows'])) {
    if (isObject(cells)) yield { fields: cells };
    if (!Array.isArray(cells)) continue;
    yield { fields: Object.fromEntries(columns.map((name, index) => [name, cells[index]])) };
  }
}

function listOf(fields: Fields, names: readonly string[]): unknown[] {
  for (const name of names) {
    const found = fields[name];
    if (Array.isArray(found)) return found;
  }
  return [];
}

const ADVANCED_HUNTING = /^AdvancedHunting-(\w+)$/;

function ofRecord(record: Fields): RawRow {
  const { category, properties, time } = record;
  if (typeof category !== 'string') return { fields: record };
  const inner = typeof properties === 'string' ? parsed(properties) : properties;
  const streamed = ADVANCED_HUNTING.exec(category);
  if (streamed?.[1] !== undefined && isObject(inner)) return { fields: inner, table: streamed[1], time };
  if (!('resourceId' in record) && !('ResourceId' in record && isObject(inner))) return { fields: record };
  return { fields: record, table: category, time, isDiagnostic: true };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** The fields of a diagnostic setting's record for a table of its own: the properties, then what stands around them. */
export function resourceSpecific({ properties, ...around }: Fields, isKnown: (name: string) => boolean): Fields {
  const inner = typeof properties === 'string' ? parsed(properties) : properties;
  if (!isObject(inner)) return around;
  const fields: Fields = { ...around };
  const given = new Map(Object.keys(around).map((name) => [name.toLowerCase(), name]));
  for (const [name, value] of Object.entries(inner)) {
    // The sign-in logs have a place as a text and its details as an object, both under the name `location`.
    const details = `${name}Details`;
    if (isObject(value) && isKnown(details)) fields[details] = value;
    else {
      delete fields[given.get(name.toLowerCase()) ?? name];
      fields[name] = value;
    }
  }
  return fields;
}

/** The fields of a diagnostic setting's record in AzureDiagnostics, where a property's name ends in its type. */
export function azureDiagnostics({ properties, ...around }: Fields): Fields {
  const inner = typeof properties === 'string' ? parsed(properties) : properties;
  const { resourceId, ...rest } = around;
  const fields: Fields = { ...rest };
  if (typeof resourceId === 'string') fields.ResourceId = resourceId.toUpperCase();
  for (const [name, value] of Object.entries(isObject(inner) ? inner : {})) {
    fields[`${name}_${suffixOf(value)}`] = isObject(value) || Array.isArray(value) ? JSON.stringify(value) : value;
  }
  return fields;
}

function suffixOf(value: unknown): 's' | 'd' | 'b' | 'g' | 't' {
  if (typeof value === 'number') return 'd';
  if (typeof value === 'boolean') return 'b';
  if (typeof value === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value)) return 'g';
  if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}/.test(value)) return 't';
  return 's';
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
