import { hash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { RowsOrFile } from '../../content/model.js';
import { type Table, tableOf } from '../../kql/index.js';
import type { Workbench } from '../workbench.js';
import { type Place, UnusableRows } from './unusable-rows.js';

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
      const { fileTable } = await import('./file-rows.js');
      tables.set(name, await fileTable(rows, name, columns, place));
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
    const items = typeof rows === 'string' ? await itemsOfFile(rows, alias, place) : rows;
    tables.set(alias, bench.listOf(alias, items));
  }
  return tables;
}

async function itemsOfFile(path: string, alias: string, place: Place): Promise<Record<string, unknown>[]> {
  const { fileObjects } = await import('./file-rows.js');
  return fileObjects(path, alias, place);
}

/** Changes with the content of a test's file of rows. */
export function fileStamp(path: string, { root, file }: Place): string {
  const absolute = join(root, dirname(file), path);
  const isFile = statSync(absolute, { throwIfNoEntry: false })?.isFile() === true;
  return isFile ? hash('sha256', readFileSync(absolute)) : 'missing';
}
