import { hash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { RowsOrFile } from '../../content/model.js';
import { fileRows, formOf } from '../../kql/engine/logs/log-file.js';
import { parquetRows } from '../../kql/engine/logs/parquet.js';
import type { LogFile } from '../../kql/engine/logs/read.js';
import { readTables } from '../../kql/engine/logs/tables.js';
import { type Table, tableOf } from '../../kql/index.js';
import type { Workbench } from '../workbench.js';

/** Rows of a test that cannot be used, in words for the one who wrote them. */
export class UnusableRows extends Error {
  constructor(
    message: string,
    /** The table or list whose rows they are. */
    readonly of: string,
  ) {
    super(message);
  }
}

/** Where a test stands: the root, and its file relative to the root. */
export interface Place {
  root: string;
  file: string;
}

/**
 * The logs of a test as tables.
 * @throws UnusableRows for a table that nobody knows, a value that does not fit its column, or a file that cannot be read
 */
export async function logTables(
  logs: Readonly<Record<string, RowsOrFile>>,
  place: Place,
  bench: Workbench,
): Promise<Map<string, Table>> {
  const tables = new Map<string, Table>();
  for (const [name, rows] of Object.entries(logs)) {
    const columns = bench.columnsOf(name);
    if (!columns) throw new UnusableRows(`there is no table '${name}'`, name);
    if (typeof rows === 'string') {
      const file = { ...logFile(rows, name, place), table: name };
      const read = await readTables([file], { tableNames: () => [name], table: () => ({ columns }) });
      const [report] = read.reports;
      if (report?.problem !== undefined) throw new UnusableRows(`${rows}: ${report.problem}`, name);
      tables.set(name, { columns, rows: read.rows.get(name) ?? [] });
    } else {
      const { table, misfits } = tableOf(columns, rows);
      const [misfit] = misfits;
      if (misfit) {
        const said = `'${JSON.stringify(misfit.value)}' does not fit the column ${misfit.column}`;
        throw new UnusableRows(`row ${misfit.row + 1} of ${name}: ${said}`, name);
      }
      tables.set(name, table);
    }
  }
  return tables;
}

/** The lists of a test. @throws UnusableRows */
export async function listTables(
  lists: Readonly<Record<string, RowsOrFile>>,
  place: Place,
  bench: Workbench,
): Promise<Map<string, Table>> {
  const tables = new Map<string, Table>();
  for (const [alias, rows] of Object.entries(lists)) {
    tables.set(alias, bench.listOf(alias, typeof rows === 'string' ? await fileObjects(rows, alias, place) : rows));
  }
  return tables;
}

async function fileObjects(path: string, name: string, place: Place): Promise<Record<string, unknown>[]> {
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

/** Changes with the content of a test's file of rows. */
export function fileStamp(path: string, { root, file }: Place): string {
  const absolute = join(root, dirname(file), path);
  return existsSync(absolute) ? hash('sha256', readFileSync(absolute)) : 'missing';
}
