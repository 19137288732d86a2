import { type DuckDBConnection, DuckDBScalarFunction, VARCHAR } from '@duckdb/node-api';
import type { Column } from '../../model.js';
import { ColumnFinder } from '../logs/columns.js';
import type { FileReport, LogFile } from '../logs/file-reader.js';
import type { Notes } from '../logs/notes.js';
import type { LogReader } from '../logs/read.js';
import { UTC } from '../logs/times/zones.js';
import { readValue } from '../logs/values.js';
import { TIME } from './database.js';
import { duckType, quote, sqlType } from './storage.js';

/** The rows of a file as rows of a table, and what is to be said of it. */
export interface FileRows {
  readonly table: string;
  /** A table or view with columns `c0`, … and `rowid`. */
  readonly from: string;
  readonly rows: number;
  readonly report: FileReport;
}

/** A column of a file: its name and SQL type there, and the SQL of a cell. */
export interface FileColumn {
  readonly name: string;
  readonly type: string;
  readonly cell: string;
}

export interface Mapping {
  /** The file's column of each column of the table. */
  readonly sources: readonly (FileColumn | undefined)[];
  readonly unknown: readonly FileColumn[];
}

/** Undefined where two columns of the file go to one, its times are not those of UTC, or rows would have none. */
export function mapping(columns: readonly FileColumn[], own: readonly Column[]): Mapping | undefined {
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

/** The table of all rows of a file; undefined where a column says it row by row. */
export async function tableOf(
  file: LogFile,
  columns: readonly FileColumn[],
  source: string,
  reader: LogReader,
  connection: DuckDBConnection,
): Promise<string | undefined> {
  const saying = columns.filter(({ name }) => name === 'Type' || name === '$table');
  if (file.table !== undefined || saying.length === 0) return reader.tableOf({ fields: {} }, file);
  const cells = saying.map(({ cell }) => cell).join(', ');
  const rows = (await connection.runAndReadAll(`SELECT DISTINCT ${cells} FROM ${source} LIMIT 2`)).getRows();
  const [only] = rows;
  if (rows.length !== 1 || !only) return undefined;
  return reader.tableOf({ fields: Object.fromEntries(saying.map(({ name }, i) => [name, only[i]])) }, file);
}

/** What a column of the table is in rows of a file that does not have it. */
export function absentCell({ name, type }: Column, table: string): string {
  return type === 'string' ? quote(name === 'Type' ? table : '') : `CAST(NULL AS ${sqlType(type)})`;
}

/** The column that names the table says so in rows where it is empty. */
export function filledCell(cell: string, { name }: Column, table: string): string {
  return name === 'Type' ? `coalesce(nullif(${cell}, ''), ${quote(table)})` : cell;
}

let functions = 0;

/**
 * A function of SQL that reads texts as the reader of logs does, and notes what does not fit.
 * @param isUnclear told of a text that only the reader of the whole file can read, such as a date
 */
export function readerFunction(
  { name: column, type: given }: Column,
  connection: DuckDBConnection,
  notes: Notes,
  isUnclear: () => void = () => {},
): string {
  const type = given === 'unknown' ? 'dynamic' : given;
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
          if (type === 'datetime' && (value !== null || misfit)) isUnclear();
          if (misfit) notes.add(`{n} values of ${column} do not fit its type ${type}`, String(texts[row]));
          output.setItem(row, value);
        }
        output.flush();
      },
    }),
  );
  return name;
}
