import { statSync } from 'node:fs';
import type { Column } from '../../model.js';
import type { FileReport, LogFile } from '../logs/file-reader.js';
import type { LogForm } from '../logs/log-file.js';
import { type LogCatalog, LogReader } from '../logs/read.js';
import { engineRow } from '../logs/tables.js';
import type { LogValue } from '../logs/values.js';
import type { Row } from '../values/value.js';
import { LogDatabase, type TableWriter } from './database.js';
import type { FileRows } from './file-columns.js';
import { jsonLineRows } from './json-lines.js';
import { parquetRows } from './parquet.js';
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
  readonly rowsInMemory?: number | undefined;
}

/** What the database can read itself, and the bytes of a file above which that is worth it. */
const BY_DATABASE: Partial<Record<LogForm, { least: number; read: typeof parquetRows }>> = {
  parquet: { least: 1_000_000, read: parquetRows },
  json: { least: 10_000_000, read: jsonLineRows },
};

/** Reads log files as tables: few rows into memory, more into a database that the caller closes. */
export async function loadLogs(
  files: readonly LogFile[],
  catalog: LogCatalog,
  { rowsInMemory = ROWS_IN_MEMORY }: LoadSettings = {},
): Promise<LoadedLogs> {
  const reader = new LogReader(files, catalog);
  await reader.survey();
  const store = new Store(reader.tables, rowsInMemory);
  const reports: FileReport[] = [];
  try {
    for (const file of files) {
      const read = rowsInMemory === Number.POSITIVE_INFINITY ? undefined : readerOf(file);
      const database = read && (await store.database());
      // What ends the reading of a broken file there ends that of the reader too, which says it in words.
      const part = database && (await read(file, reader, database).catch(() => undefined));
      if (part) store.addPart(part);
      reports.push(part ? part.report : await reader.readFile(file, keeping));
    }
    return { columns: reader.tables, reports, held: await store.held() };
  } catch (error) {
    store.abandon();
    throw error;
  }

  async function keeping(table: string, values: LogValue[]): Promise<void> {
    const columns = reader.tables.get(table) ?? [];
    await store.add(table, engineRow(values, columns));
  }
}

function readerOf({ form, path }: LogFile): typeof parquetRows | undefined {
  const { least = 0, read } = BY_DATABASE[form] ?? {};
  return (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > least ? read : undefined;
}

/** Takes rows into memory until they are too many, then into a database. */
class Store {
  readonly #rows = new Map<string, Row[]>();
  readonly #writers = new Map<string, TableWriter>();
  readonly #parts = new Map<string, FileRows[]>();
  #database: LogDatabase | undefined;
  #count = 0;

  constructor(
    private readonly columns: ReadonlyMap<string, readonly Column[]>,
    private readonly rowsInMemory: number,
  ) {
    for (const table of columns.keys()) this.#rows.set(table, []);
  }

  async add(table: string, row: Row): Promise<void> {
    if (this.#database) {
      this.#write(table, row);
      return;
    }
    this.#rows.get(table)?.push(row);
    if (++this.#count > this.rowsInMemory) await this.database();
  }

  addPart(part: FileRows): void {
    this.#parts.set(part.table, [...(this.#parts.get(part.table) ?? []), part]);
  }

  /** The database, with all rows so far. */
  async database(): Promise<LogDatabase> {
    if (this.#database) return this.#database;
    const database = await LogDatabase.open();
    this.#database = database;
    for (const [table, columns] of this.columns) this.#writers.set(table, await database.create(table, columns));
    for (const [table, rows] of this.#rows) for (const row of rows) this.#write(table, row);
    this.#rows.clear();
    return database;
  }

  async held(): Promise<LoadedLogs['held']> {
    if (!this.#database) return { in: 'memory', rows: this.#rows };
    for (const writer of this.#writers.values()) writer.close();
    for (const [table, parts] of this.#parts) await this.#database.join(table, parts);
    return { in: 'database', database: this.#database };
  }

  abandon(): void {
    this.#database?.close();
  }

  #write(table: string, row: Row): void {
    const columns = this.columns.get(table) ?? [];
    this.#writers.get(table)?.add(columns.map(({ type }, i) => toStored(row[i] ?? null, type) ?? null));
  }
}
