import type { DuckDBConnection } from '@duckdb/node-api';
import type { Column } from '../../model.js';
import { type FileReport, type LogFile, unknownColumns } from '../logs/file-reader.js';
import { Notes } from '../logs/notes.js';
import { asText, pathInSql } from '../logs/parquet.js';
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

/**
 * Gives the rows of a Parquet file without taking each through the reader of logs: the same rows and words. Undefined
 * where the file's columns do not tell enough for that, such as times that are texts; then the reader has to.
 */
export async function parquetRows(
  file: LogFile,
  reader: LogReader,
  database: LogDatabase,
): Promise<FileRows | undefined> {
  const { connection } = database;
  const source = `read_parquet(${pathInSql(file.path)}, file_row_number = true)`;
  const columns = await described(connection, source);
  const table = await tableOf(file, columns, source, reader, connection);
  const own = table === undefined ? undefined : reader.tables.get(table);
  const mapped = own && mapping(columns, own);
  if (table === undefined || !own || !mapped) return undefined;
  const notes = new Notes();
  const cells = own.map((column, i) => cellOf(column, mapped.sources[i], table, connection, notes));
  if (cells.includes(undefined)) return undefined;
  const { rows, isComplete, unknown } = await survey(connection, source, mapped, own);
  if (rows === 0 || !isComplete) return undefined;
  const name = database.newName();
  const isRead = mapped.sources.some((one, i) => one && direct(one, own[i]?.type ?? 'unknown') === undefined);
  const selected = cells.map((cell, i) => `${cell} AS c${i}`).join(', ');
  const made = isRead ? `TABLE ${name} AS` : `VIEW ${name} AS`;
  // What JavaScript reads is read once, into a table, which has a rowid anyway.
  const rowid = isRead ? '' : ', file_row_number AS rowid';
  await connection.run(`CREATE ${made} SELECT ${selected}${rowid} FROM ${source}`);
  const report: FileReport = { file: file.name, tables: { [table]: rows }, notes: notes.texts() };
  if (unknown.length > 0) report.notes.push(unknownColumns(unknown, table));
  return { table, from: name, rows, report };
}

async function described(connection: DuckDBConnection, source: string): Promise<FileColumn[]> {
  const result = await connection.runAndReadAll(`DESCRIBE SELECT * EXCLUDE (file_row_number) FROM ${source}`);
  return result.getRowObjects().map((row) => {
    const name = String(row.column_name);
    return { name, type: String(row.column_type), cell: `"${name.replaceAll('"', '""')}"` };
  });
}

const SMALL_INTEGERS = /^(TINYINT|SMALLINT|INTEGER|UTINYINT|USMALLINT)$/;
const LONG_INTEGERS = /^(BIGINT|UINTEGER)$/;

/** A column of the file in the form of the database, where SQL alone gives what the reader would. */
function direct({ type, cell }: FileColumn, to: Column['type']): string | undefined {
  const isInteger = SMALL_INTEGERS.test(type) || LONG_INTEGERS.test(type);
  switch (to) {
    case 'string':
      return `coalesce(${asText(cell, type)}, '')`;
    case 'int':
      return SMALL_INTEGERS.test(type) ? `CAST(${cell} AS BIGINT)` : undefined;
    case 'long':
      return isInteger ? `CAST(${cell} AS BIGINT)` : undefined;
    case 'real':
      return type === 'DOUBLE' || isInteger ? `CAST(${cell} AS DOUBLE)` : undefined;
    case 'bool':
      return type === 'BOOLEAN' ? cell : undefined;
    case 'guid':
      return type === 'UUID' ? `CAST(${cell} AS VARCHAR)` : undefined;
    case 'datetime':
      return /^TIMESTAMP( WITH TIME ZONE|_MS|_S)?$/.test(type) ? `(epoch_us(${cell}) * 10 + ${UNIX_EPOCH})` : undefined;
    default:
      return undefined;
  }
}

/** A column of the table: as SQL, or by the reader's own function of its type; undefined for times that are texts. */
function cellOf(
  column: Column,
  from: FileColumn | undefined,
  table: string,
  connection: DuckDBConnection,
  notes: Notes,
): string | undefined {
  if (!from) return absentCell(column, table);
  const sql = direct(from, column.type);
  if (sql !== undefined) return filledCell(sql, column, table);
  if (column.type === 'datetime') return undefined;
  return `${readerFunction(column, connection, notes)}(${asText(from.cell, from.type)})`;
}

/** How many rows there are, whether each has a time from year 1 to 9999, and which unknown columns say anything. */
async function survey(
  connection: DuckDBConnection,
  source: string,
  { sources, unknown }: Mapping,
  own: readonly Column[],
): Promise<{ rows: number; isComplete: boolean; unknown: string[] }> {
  const [least, most] = ["TIMESTAMP '0001-01-01'", "TIMESTAMP '9999-12-31 23:59:59.999999'"];
  const checks = own.flatMap(({ name, type }, i) => {
    const cell = sources[i]?.cell;
    if (type !== 'datetime' || cell === undefined) return [];
    const isInRange = `coalesce(bool_and(CAST(${cell} AS TIMESTAMP) BETWEEN ${least} AND ${most}), true)`;
    return [name === TIME ? `${isInRange} AND count(${cell}) = count(*)` : isInRange];
  });
  const said = unknown.map(({ cell, type }) => `coalesce(bool_or(${asText(cell, type)} <> ''), false)`);
  const sql = `SELECT count(*), ${[...checks, ...said, 'true'].join(', ')} FROM ${source}`;
  const [row = []] = (await connection.runAndReadAll(sql)).getRows();
  return {
    rows: Number(row[0]),
    isComplete: row.slice(1, 1 + checks.length).every((one) => one === true),
    unknown: unknown.flatMap(({ name }, i) => (row[1 + checks.length + i] === true ? [name] : [])),
  };
}
