import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { LogFile } from '../../kql/engine/logs/file-reader.js';
import { fileRows, formOf } from '../../kql/engine/logs/log-file.js';
import { parquetRows } from '../../kql/engine/logs/parquet.js';
import { readTables } from '../../kql/engine/logs/tables.js';
import type { Table } from '../../kql/index.js';
import { type Place, UnusableRows } from './unusable-rows.js';

// Most tests have their rows inline: what reads files, DuckDB among it, is loaded for those that do not.

/** A table of a test from a file. @throws UnusableRows */
export async function fileTable(path: string, name: string, columns: Table['columns'], place: Place): Promise<Table> {
  const file = { ...logFile(path, name, place), table: name };
  const read = await readTables([file], { tableNames: () => [name], table: () => ({ columns }) });
  const [report] = read.reports;
  if (report?.problem !== undefined) throw new UnusableRows(`${path}: ${report.problem}`, name);
  return { columns, rows: read.rows.get(name) ?? [] };
}

/** The items of a test's list from a file. @throws UnusableRows */
export async function fileObjects(path: string, name: string, place: Place): Promise<Record<string, unknown>[]> {
  const { path: absolute, form } = logFile(path, name, place);
  const objects: Record<string, unknown>[] = [];
  try {
    for await (const row of form === 'parquet' ? parquetRows(absolute) : fileRows(absolute, form)) {
      if ('fields' in row) objects.push(row.fields);
    }
  } catch (error) {
    throw new UnusableRows(`${path}: ${error instanceof Error ? error.message : String(error)}`, name);
  }
  return objects;
}

function logFile(path: string, name: string, { root, file }: Place): LogFile {
  const relative = join(dirname(file), path);
  const absolute = join(root, relative);
  if (relative.startsWith('..')) throw new UnusableRows(`'${path}' lies outside the repository`, name);
  if (!existsSync(absolute)) {
    throw new UnusableRows(`there is no file '${path}'; paths are relative to ${dirname(file)}`, name);
  }
  const form = formOf(path);
  if (!form) throw new UnusableRows(`'${path}' is no file of rows: JSON lines, a JSON array, CSV or Parquet`, name);
  return { name: basename(path), path: absolute, form, folder: '' };
}
