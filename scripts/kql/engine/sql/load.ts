import type { Column } from '../../model.js';
import { type FileReport, type LogCatalog, type LogFile, LogReader } from '../logs/read.js';
import { engineRow } from '../logs/tables.js';
import type { Row } from '../values/value.js';
import { LogDatabase, type TableWriter } from './database.js';
import { toStored } from './storage.js';

/** Rows of all tables together that stay in memory: the interpreter is done with them before a database is open. */
const ROWS_IN_MEMORY = 50_000;

/** Logs that are read: in memory, or where they are many, in a database. */
export interface LoadedLogs {
  readonly columns: ReadonlyMap<string, readonly Column[]>;
  readonly reports: readonly FileReport[];
  readonly held:
    | { readonly in: 'memory'; readonly rows: ReadonlyMap<string, readonly Row[]> }
    | { readonly in: 'database'; readonly database: LogDatabase };
}

export interface LoadSettings {
  /** Which rows are kept, by table; all without it. */
  readonly keeps?: ((table: string, row: Row, columns: readonly Column[]) => boolean) | undefined;
  readonly rowsInMemory?: number | undefined;
}

/** Reads log files as tables: few rows into memory, more into a database that the caller closes. */
export async function loadLogs(
  files: readonly LogFile[],
  catalog: LogCatalog,
  { keeps, rowsInMemory = ROWS_IN_MEMORY }: LoadSettings = {},
): Promise<LoadedLogs> {
  const reader = new LogReader(files, catalog);
  await reader.survey();
  const store = new Store(reader.tables, rowsInMemory);
  try {
    const reports = await reader.read(async (table, values) => {
      const columns = reader.tables.get(table) ?? [];
      const row = engineRow(values, columns);
      if (!keeps || keeps(table, row, columns)) await store.add(table, row);
    });
    return { columns: reader.tables, reports, held: store.held() };
  } catch (error) {
    store.abandon();
    throw error;
  }
}

/** Takes rows into memory until they are too many, then into a database. */
class Store {
  readonly #rows = new Map<string, Row[]>();
  readonly #writers = new Map<string, TableWriter>();
  #database: LogDatabase | undefined;
  #count = 0;

  constructor(
    private readonly columns: ReadonlyMap<string, readonly Column[]>,
    private readonly rowsInMemory: number,
  ) {
    for (const table of columns.keys()) this.#rows.set(table, []);
  }

  async add(table: string, row: Row): Promise<void> {
    if (this.#database) return this.#write(table, row);
    this.#rows.get(table)?.push(row);
    if (++this.#count > this.rowsInMemory) await this.#moveToDatabase();
  }

  held(): LoadedLogs['held'] {
    if (!this.#database) return { in: 'memory', rows: this.#rows };
    for (const writer of this.#writers.values()) writer.close();
    return { in: 'database', database: this.#database };
  }

  abandon(): void {
    this.#database?.close();
  }

  async #moveToDatabase(): Promise<void> {
    const database = await LogDatabase.open();
    this.#database = database;
    for (const [table, columns] of this.columns) this.#writers.set(table, await database.create(table, columns));
    for (const [table, rows] of this.#rows) for (const row of rows) this.#write(table, row);
    this.#rows.clear();
  }

  #write(table: string, row: Row): void {
    const columns = this.columns.get(table) ?? [];
    this.#writers.get(table)?.add(columns.map(({ type }, i) => toStored(row[i] ?? null, type) ?? null));
  }
}
