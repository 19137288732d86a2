import type { Column } from '../../model.js';
import { parseDynamic } from '../values/convert.js';
import type { Row, Value } from '../values/value.js';
import type { FileReport, LogFile } from './file-reader.js';
import { type LogCatalog, LogReader } from './read.js';
import type { LogValue } from './values.js';

/** Tables of logs in memory. */
export interface LogTables {
  /** Their columns: those of the catalog, or those that the files show. */
  columns: ReadonlyMap<string, readonly Column[]>;
  rows: ReadonlyMap<string, readonly Row[]>;
  reports: readonly FileReport[];
}

/** Reads log files as tables of the engine. */
export async function readTables(files: readonly LogFile[], catalog: LogCatalog): Promise<LogTables> {
  const reader = new LogReader(files, catalog);
  await reader.survey();
  const rows = new Map<string, Row[]>([...reader.tables.keys()].map((table) => [table, []]));
  const reports = await reader.read((table, values) => {
    const columns = reader.tables.get(table) ?? [];
    rows.get(table)?.push(engineRow(values, columns));
  });
  return { columns: reader.tables, rows, reports };
}

/** A row with its dynamic values as the engine has them. */
export function engineRow(values: readonly LogValue[], columns: readonly Column[]): Row {
  return values.map((value, index): Value => {
    return typeof value === 'string' && columns[index]?.type === 'dynamic' ? parseDynamic(value) : value;
  });
}
