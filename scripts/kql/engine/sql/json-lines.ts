import type { DuckDBConnection } from '@duckdb/node-api';
import type { Column } from '../../model.js';
import { type FileReport, type LogFile, unknownColumns } from '../logs/file-reader.js';
import { Notes } from '../logs/notes.js';
import { pathInSql } from '../logs/parquet.js';
import type { LogReader } from '../logs/read.js';
import { UNIX_EPOCH } from '../values/ticks.js';
import { type LogDatabase, TIME } from './database.js';
import {
  absentCell,
  type FileColumn,
  type FileRows,
  filledCell,
  type Mapping,
  mapping,
  readerFunction,
  tableOf,
} from './file-columns.js';
import { quote } from './storage.js';

/** Names that an envelope of rows may have, in lower case: what is inside them, the reader of logs unpacks. */
const ENVELOPES = 'tables responses columns columndescriptors rows records results value events category'.split(' ');

/** Texts of JSON that come back otherwise: numbers whose form counts, escapes, and names that JavaScript puts in order. */
const FRAGILE = String.raw`[:,\[]\s*-?\d+(?:\d{15}|(?:\.\d+)?[eE]|\.\d*0\s*[,\]}]|\.\d{15})|\\u00|"\d+"\s*:`;

/** ISO 8601 in UTC, as Sentinel and Defender write it. */
const ISO = String.raw`[12]\d{3}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,7})?Z`;

/**
 * Gives the rows of a file with one JSON object a line without taking each through the reader of logs: the same rows and
 * words. Undefined where the file is something else, or says more than that; then the reader has to.
 */
export async function jsonLineRows(
  file: LogFile,
  reader: LogReader,
  database: LogDatabase,
): Promise<FileRows | undefined> {
  const { connection } = database;
  const name = database.newName();
  try {
    const made = await read(file, reader, { own: name, all: database.newName() }, connection);
    if (made) return made;
  } catch {
    // No JSON lines, or a value that has another form than it seems: the reader of logs says what it is.
  }
  await connection.run(`DROP TABLE IF EXISTS ${name} CASCADE`);
  return undefined;
}

async function read(
  file: LogFile,
  reader: LogReader,
  names: { own: string; all: string },
  connection: DuckDBConnection,
): Promise<FileRows | undefined> {
  const source = `read_ndjson_objects(${pathInSql(file.path)})`;
  const columns = await columnsOf(connection, source);
  const table = columns && (await tableOf(file, columns, source, reader, connection));
  const own = table === undefined ? undefined : reader.tables.get(table);
  const mapped = own && mapping(columns ?? [], own);
  if (table === undefined || !own || !mapped) return undefined;
  const notes = new Notes();
  let isUnclear = false;
  const used = [...new Set(mapped.sources.filter((one) => one !== undefined))];
  const tell = () => {
    isUnclear = true;
  };
  const held: string[] = [];
  const all = own.map((column, i) => {
    const from = mapped.sources[i];
    if (!from) return `${absentCell(column, table)} AS c${i}`;
    const text = `v[${used.indexOf(from) + 1}]`;
    const cell = cellOf(column, text, () => readerFunction(column, connection, notes, tell));
    held.push(`${filledCell(cell, column, table)} AS c${i}`);
    return `c${i}`;
  });
  const paths = used.map(({ name: key }) => quote(pathOf(key))).join(', ');
  const texts = `SELECT json_extract_string(json, [${paths}]) AS v FROM ${source}`;
  await connection.run(`CREATE TABLE ${names.own} AS SELECT ${held.join(', ')} FROM (${texts})`);
  await connection.run(`CREATE VIEW ${names.all} AS SELECT ${all.join(', ')}, rowid AS rowid FROM ${names.own}`);
  const time = own.findIndex((column) => column.name === TIME);
  const [[rows, timed] = []] = (
    await connection.runAndReadAll(`SELECT count(*), ${time === -1 ? 'count(*)' : `count(c${time})`} FROM ${names.all}`)
  ).getRows();
  if (isUnclear || rows !== timed || Number(rows) === 0) return undefined;
  const report: FileReport = { file: file.name, tables: { [table]: Number(rows) }, notes: notes.texts() };
  const unknown = await saying(mapped, connection, source);
  if (unknown.length > 0) report.notes.push(unknownColumns(unknown, table));
  return { table, from: names.all, rows: Number(rows), report };
}

function pathOf(key: string): string {
  return `$."${key}"`;
}

/** The names in the objects of a file; undefined where it holds something else than plain rows. */
async function columnsOf(connection: DuckDBConnection, source: string): Promise<FileColumn[] | undefined> {
  const sql = `SELECT keys, bool_or(is_fragile) FROM
    (SELECT json_keys(json) AS keys, regexp_matches(json, ${quote(FRAGILE)}) OR json_type(json) <> 'OBJECT' AS is_fragile
     FROM ${source}) GROUP BY keys ORDER BY count(*) DESC, keys`;
  const names = new Set<string>();
  for (const [keys, isFragile] of (await connection.runAndReadAll(sql)).getRowsJson()) {
    // Of a name that comes twice the database would take the first.
    if (isFragile !== false || !Array.isArray(keys) || new Set(keys).size < keys.length) return undefined;
    for (const key of keys) names.add(String(key));
  }
  // A path of JSON cannot have these.
  const isPlain = [...names].every((name) => !/["\\*]/.test(name) && !ENVELOPES.includes(name.toLowerCase()));
  if (!isPlain) return undefined;
  return [...names].map((name) => ({
    name,
    type: 'VARCHAR',
    cell: `json_extract_string(json, ${quote(pathOf(name))})`,
  }));
}

/** A text of JSON as a cell of the database: the usual forms in SQL, others by the reader's own function. */
function cellOf({ type }: Column, text: string, reader: () => string): string {
  switch (type) {
    case 'string':
      return `coalesce(${text}, '')`;
    case 'int':
    case 'long':
      return `CASE WHEN ${text} IS NULL THEN NULL WHEN regexp_full_match(${text}, '-?\\d{1,9}') THEN CAST(${text} AS BIGINT) ELSE ${reader()}(${text}) END`;
    case 'datetime': {
      const fraction = `CAST(rpad(replace(substr(${text}, 21), 'Z', ''), 7, '0') AS BIGINT)`;
      const ticks = `epoch_us(CAST(substr(${text}, 1, 19) AS TIMESTAMP)) * 10 + ${UNIX_EPOCH} + ${fraction}`;
      return `CASE WHEN ${text} IS NULL THEN NULL WHEN regexp_full_match(${text}, ${quote(ISO)}) THEN ${ticks} ELSE ${reader()}(${text}) END`;
    }
    default:
      return `CASE WHEN ${text} IS NULL THEN NULL ELSE ${reader()}(${text}) END`;
  }
}

/** The columns that the table does not have, and of which a row says something. */
async function saying({ unknown }: Mapping, connection: DuckDBConnection, source: string): Promise<string[]> {
  if (unknown.length === 0) return [];
  const said = unknown.map(({ cell }) => `coalesce(bool_or(${cell} <> ''), false)`).join(', ');
  const [row = []] = (await connection.runAndReadAll(`SELECT ${said} FROM ${source}`)).getRows();
  return unknown.flatMap(({ name }, i) => (row[i] === true ? [name] : []));
}
