import { type DuckDBConnection, DuckDBScalarFunction, VARCHAR } from '@duckdb/node-api';
import type { Column, KqlType } from '../../model.js';
import { ColumnFinder } from '../logs/columns.js';
import { Notes } from '../logs/notes.js';
import { asText } from '../logs/parquet.js';
import { type FileReport, type LogFile, type LogReader, unknownColumns } from '../logs/read.js';
import { UTC } from '../logs/times/zones.js';
import { readValue } from '../logs/values.js';
import { UNIX_EPOCH } from '../values/ticks.js';
import { type LogDatabase, TIME } from './database.js';
import { duckType, quote, sqlType } from './storage.js';

/** A Parquet file as rows of a table, and what is to be said of it. */
export interface ParquetRows {
  readonly table: string;
  /** A table or view with columns `c0`, … and `rowid`. */
  readonly from: string;
  readonly rows: number;
  readonly report: FileReport;
}

interface FileColumn {
  readonly name: string;
  readonly type: string;
}

/**
 * Gives the rows of a Parquet file without taking each through the reader of logs: the same rows and words. Undefined
 * where the file's columns do not tell enough for that, such as times that are texts; then the reader has to.
 */
export async function parquetRows(
  file: LogFile,
  reader: LogReader,
  database: LogDatabase,
): Promise<ParquetRows | undefined> {
  const { connection } = database;
  const source = `read_parquet(${quote(file.path)}, file_row_number = true)`;
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
  // What JavaScript reads is read once; a view's rowid is a table's anyway.
  const rowid = isRead ? '' : ', file_row_number AS rowid';
  await connection.run(`CREATE ${made} SELECT ${selected}${rowid} FROM ${source}`);
  const report: FileReport = { file: file.name, tables: { [table]: rows }, notes: notes.texts() };
  if (unknown.length > 0) report.notes.push(unknownColumns(unknown, table));
  return { table, from: name, rows, report };
}

async function described(connection: DuckDBConnection, source: string): Promise<FileColumn[]> {
  const result = await connection.runAndReadAll(`DESCRIBE SELECT * EXCLUDE (file_row_number) FROM ${source}`);
  return result.getRowObjects().map((row) => ({ name: String(row.column_name), type: String(row.column_type) }));
}

function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** The table of all rows; undefined where a column says it row by row. */
async function tableOf(
  file: LogFile,
  columns: readonly FileColumn[],
  source: string,
  reader: LogReader,
  connection: DuckDBConnection,
): Promise<string | undefined> {
  const saying = columns.filter(({ name }) => name === 'Type' || name === '$table');
  if (file.table !== undefined || saying.length === 0) return reader.tableOf({ fields: {} }, file);
  const names = saying.map(({ name }) => identifier(name)).join(', ');
  const rows = (await connection.runAndReadAll(`SELECT DISTINCT ${names} FROM ${source} LIMIT 2`)).getRows();
  const [only] = rows;
  if (rows.length !== 1 || !only) return undefined;
  return reader.tableOf({ fields: Object.fromEntries(saying.map(({ name }, i) => [name, only[i]])) }, file);
}

interface Mapping {
  /** The file's column of each column of the table. */
  readonly sources: readonly (FileColumn | undefined)[];
  readonly unknown: readonly FileColumn[];
}

/** Undefined where two columns of the file go to one, or times are not those of UTC. */
function mapping(columns: readonly FileColumn[], own: readonly Column[]): Mapping | undefined {
  const finder = new ColumnFinder(own);
  const sources: (FileColumn | undefined)[] = own.map(() => undefined);
  const unknown: FileColumn[] = [];
  for (const column of columns) {
    const label = /\[[^\]]*\]\s*$/.exec(column.name)?.[0];
    if (label !== undefined && !/^\[UTC\]/i.test(label)) return undefined;
    const target = finder.find(column.name);
    if (!target) unknown.push(column);
    else if (sources[target.index]) return undefined;
    else sources[target.index] = column;
  }
  const time = own.findIndex(({ name }) => name === TIME);
  const other = own.findIndex(({ name }) => name === 'Timestamp');
  if (time !== -1 && !sources[time]) sources[time] = sources[other];
  return time !== -1 && !sources[time] ? undefined : { sources, unknown };
}

const SMALL_INTEGERS = /^(TINYINT|SMALLINT|INTEGER|UTINYINT|USMALLINT)$/;
const LONG_INTEGERS = /^(BIGINT|UINTEGER)$/;

/** A column of the file in the form of the database, where SQL alone gives what the reader would. */
function direct({ name, type }: FileColumn, to: Column['type']): string | undefined {
  const cell = identifier(name);
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
  { name, type }: Column,
  from: FileColumn | undefined,
  table: string,
  connection: DuckDBConnection,
  notes: Notes,
): string | undefined {
  if (!from) return type === 'string' ? quote(name === 'Type' ? table : '') : `CAST(NULL AS ${sqlType(type)})`;
  const sql = direct(from, type);
  if (sql !== undefined && name === 'Type') return `coalesce(nullif(${sql}, ''), ${quote(table)})`;
  if (sql !== undefined || type === 'datetime') return sql;
  return `${readerFunction(name, type === 'unknown' ? 'dynamic' : type, connection, notes)}(${asText(identifier(from.name), from.type)})`;
}

let functions = 0;

/** Reads texts as the reader of logs does, and notes what does not fit. */
function readerFunction(column: string, type: KqlType, connection: DuckDBConnection, notes: Notes): string {
  const name = `read_${type}_${++functions}`;
  connection.registerScalarFunction(
    DuckDBScalarFunction.create({
      name,
      parameterTypes: [VARCHAR],
      returnType: duckType(type),
      specialHandling: true,
      volatile: true,
      mainFunction: (_info, input, output) => {
        const [texts = []] = input.getColumns();
        for (let row = 0; row < input.rowCount; row++) {
          const { value, misfit } = readValue(texts[row], type, UTC, 'month-first');
          if (misfit) notes.add(`{n} values of ${column} do not fit its type ${type}`, String(texts[row]));
          output.setItem(row, value);
        }
        output.flush();
      },
    }),
  );
  return name;
}

/** How many rows there are, whether each has a time from year 1 to 9999, and which unknown columns say anything. */
async function survey(
  connection: DuckDBConnection,
  source: string,
  { sources, unknown }: Mapping,
  own: readonly Column[],
): Promise<{ rows: number; isComplete: boolean; unknown: string[] }> {
  const times = own.flatMap(({ name, type }, i) => {
    const from = sources[i];
    return type === 'datetime' && from ? [{ cell: identifier(from.name), isNeeded: name === TIME }] : [];
  });
  const [least, most] = ["TIMESTAMP '0001-01-01'", "TIMESTAMP '9999-12-31 23:59:59.999999'"];
  const checks = times.map(
    ({ cell, isNeeded }) =>
      `coalesce(bool_and(CAST(${cell} AS TIMESTAMP) BETWEEN ${least} AND ${most}), true)${isNeeded ? ` AND count(${cell}) = count(*)` : ''}`,
  );
  const said = unknown.map(({ name, type }) => `coalesce(bool_or(${asText(identifier(name), type)} <> ''), false)`);
  const sql = `SELECT count(*), ${[...checks, ...said, 'true'].join(', ')} FROM ${source}`;
  const [row = []] = (await connection.runAndReadAll(sql)).getRows();
  return {
    rows: Number(row[0]),
    isComplete: row.slice(1, 1 + checks.length).every((one) => one === true),
    unknown: unknown.flatMap(({ name }, i) => (row[1 + checks.length + i] === true ? [name] : [])),
  };
}
