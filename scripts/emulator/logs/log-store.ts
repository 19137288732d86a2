import type { DuckDBAppender } from '@duckdb/node-api';
import type { TableSchema } from '../../kql/analysis/catalog.js';
import type { FileReport } from '../../kql/engine/logs/file-reader.js';
import { openLogFolder } from '../../kql/engine/logs/folder.js';
import { LogReader } from '../../kql/engine/logs/read.js';
import { engineRow } from '../../kql/engine/logs/tables.js';
import { type JsonRow, type Row, type Table, tableOf, toJson } from '../../kql/index.js';
import type { Column } from '../../kql/model.js';
import { type Session, text } from '../state/session.js';
import type { Store } from '../state/store.js';
import { readCatalog } from './workspace-catalog.js';

/** The logs of the workspace: in its database, and those tables that queries have read also in memory. */
export class LogStore {
  readonly #tables = new Map<string, Promise<Table>>();
  #schemas: Promise<readonly TableSchema[]> | undefined;

  constructor(private readonly store: Store) {}

  /**
   * Makes the log files of a folder the workspace's logs, instead of those that it had.
   * @param tables the table of a file that names none, by its path or name
   * @throws SentinelError `usage` where there is no such folder or file
   */
  async replace(folder: string, tables: ReadonlyMap<string, string> = new Map()): Promise<readonly FileReport[]> {
    const { files } = openLogFolder(folder, tables);
    const reader = new LogReader(files, await this.store.read((session) => readCatalog(session, '')));
    await reader.survey();
    this.#tables.clear();
    this.#schemas = undefined;
    return this.store.write(async (session) => {
      await session.run('DELETE FROM log_table');
      await session.run('DELETE FROM log_row');
      for (const [name, columns] of reader.tables)
        await session.run('INSERT INTO log_table VALUES ($1, $2)', [name, JSON.stringify(columns)]);
      const appender = await session.connection.createAppender('log_row');
      const reports = await reader.read((table, values) => {
        const columns = reader.tables.get(table) ?? [];
        append(appender, table, engineRow(values, columns), columns);
      });
      appender.closeSync();
      return reports;
    });
  }

  /** The tables that have logs. */
  schemas(): Promise<readonly TableSchema[]> {
    this.#schemas ??= this.store.read(async (session) => {
      const rows = await session.rows('SELECT name, columns FROM log_table ORDER BY name');
      return rows.map((row) => ({ name: text(row, 'name'), columns: JSON.parse(text(row, 'columns')) }));
    });
    return this.#schemas;
  }

  /** The rows of a table; undefined without logs. */
  async table(name: string): Promise<Table | undefined> {
    const schema = (await this.schemas()).find((one) => one.name === name);
    if (!schema) return undefined;
    const known = this.#tables.get(name);
    if (known) return known;
    const loaded = this.store.read((session) => load(session, schema));
    this.#tables.set(name, loaded);
    return loaded;
  }
}

function append(appender: DuckDBAppender, table: string, row: Row, columns: readonly Column[]): void {
  const cells = columns.flatMap(({ name, type }, index) => {
    const value = row[index] ?? null;
    return value === null || value === '' ? [] : [[name, toJson(value, type)] as const];
  });
  appender.appendVarchar(table);
  appender.appendVarchar(JSON.stringify(Object.fromEntries(cells)));
  appender.endRow();
}

async function load(session: Session, { name, columns }: TableSchema): Promise<Table> {
  const rows = await session.rows('SELECT fields FROM log_row WHERE name = $1 ORDER BY rowid', [name]);
  const objects = rows.map((row): JsonRow => JSON.parse(text(row, 'fields')));
  return tableOf(columns, objects).table;
}
