import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBAppender, type DuckDBConnection, DuckDBInstance, type DuckDBValue } from '@duckdb/node-api';
import type { Column } from '../../model.js';
import type { Value, ValueType } from '../values/value.js';
import { Lifting } from './lifting.js';
import { append, type StoredCell, sqlType, toStored } from './storage.js';

/** What one query may take of memory; beyond it the database writes into its folder. */
const MEMORY_LIMIT = '1GB';

/** The column that says when an event happened. */
export const TIME = 'TimeGenerated';

/** A range of time in ticks, from the first to before the second. */
export interface TickRange {
  readonly from: bigint;
  readonly to: bigint;
}

/** A table of logs in the database. */
export interface StoredTable {
  readonly columns: readonly Column[];
  /** Its columns are called `c` with their position here, and `rowid` is their order. */
  readonly from: string;
}

/**
 * Tables of logs in a DuckDB database: in files of a private folder, so that memory does not grow with the logs. Close it
 * to remove them.
 */
export class LogDatabase {
  readonly tables = new Map<string, StoredTable>();
  readonly lifting: Lifting;
  #count = 0;
  /** Also where the program ends before the database is closed. */
  readonly #remove = () => rmSync(this.folder, { recursive: true, force: true });

  private constructor(
    /** Where its files are. */
    readonly folder: string,
    private readonly instance: DuckDBInstance,
    readonly connection: DuckDBConnection,
  ) {
    this.lifting = new Lifting(connection);
    process.once('exit', this.#remove);
  }

  static async open(memoryLimit = MEMORY_LIMIT): Promise<LogDatabase> {
    const folder = mkdtempSync(join(tmpdir(), 'sentinel-logs-'));
    try {
      const instance = await DuckDBInstance.create(join(folder, 'logs.duckdb'), {
        memory_limit: memoryLimit,
        temp_directory: join(folder, 'spill'),
      });
      const connection = await instance.connect();
      await connection.run("SET TimeZone = 'UTC'");
      return new LogDatabase(folder, instance, connection);
    } catch (error) {
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  close(): void {
    this.connection.closeSync();
    this.instance.closeSync();
    this.#remove();
    process.off('exit', this.#remove);
  }

  /** The different times of a table's rows in a range, in ticks; `none` where its rows have no such column. */
  async times(table: string, { from, to }: TickRange): Promise<bigint[] | 'none'> {
    const stored = this.tables.get(table);
    const column = stored?.columns.findIndex(({ name }) => name === TIME) ?? -1;
    if (!stored) return [];
    if (column === -1) return 'none';
    const sql = `SELECT DISTINCT c${column} FROM ${stored.from} WHERE c${column} >= ${from} AND c${column} < ${to}`;
    const times: bigint[] = [];
    for await (const rows of this.rows(sql)) for (const [time] of rows) if (typeof time === 'bigint') times.push(time);
    return times;
  }

  /** A name that no table has yet. */
  newName(): string {
    return `t${++this.#count}`;
  }

  /** An empty table, and what puts rows into it. */
  async create(name: string, columns: readonly Column[]): Promise<TableWriter> {
    const table = this.newName();
    const definitions = columns.map(({ type }, i) => `c${i} ${sqlType(type)}`);
    await this.connection.run(`CREATE TABLE ${table} (${definitions.join(', ')})`);
    this.tables.set(name, { columns, from: table });
    return new TableWriter(await this.connection.createAppender(table));
  }

  /** Puts the rows of other tables or views with the same columns before those of a table. */
  async join(name: string, parts: readonly { readonly from: string; readonly rows: number }[]): Promise<void> {
    const own = this.tables.get(name);
    if (!own) return;
    const columns = own.columns.map((_column, i) => `c${i}`).join(', ');
    let before = 0;
    const all: string[] = [];
    for (const { from, rows } of [...parts, { from: own.from, rows: 0 }]) {
      all.push(`SELECT ${columns}, rowid + ${before} AS rowid FROM ${from}`);
      before += rows;
    }
    const view = this.newName();
    await this.connection.run(`CREATE VIEW ${view} AS ${all.join(' UNION ALL ')}`);
    this.tables.set(name, { ...own, from: view });
  }

  /** Rows as a temporary table for one run; undefined where a value has no form in the database. */
  async createTemporary(columns: readonly Column[], rows: Iterable<readonly Value[]>): Promise<string | undefined> {
    const table = this.newName();
    const definitions = columns.map(({ type }, i) => `c${i} ${sqlType(type)}`);
    await this.connection.run(`CREATE TEMP TABLE ${table} (${definitions.join(', ')})`);
    const writer = new TableWriter(await this.connection.createAppender(table, 'main', 'temp'));
    try {
      for (const row of rows) {
        const cells = columns.map(({ type }, i) => toStored(row[i] ?? null, type));
        if (!cells.every((cell) => cell !== undefined)) return undefined;
        writer.add(cells);
      }
    } finally {
      writer.close();
    }
    return `temp.main.${table}`;
  }

  /** The values of a list as a temporary table with the column `v`. */
  async writeList(table: string, values: readonly Value[], type: ValueType): Promise<void> {
    await this.connection.run(`CREATE TEMP TABLE ${table} (v ${sqlType(type)})`);
    const name = table.slice(table.lastIndexOf('.') + 1);
    const writer = new TableWriter(await this.connection.createAppender(name, 'main', 'temp'));
    for (const value of values) writer.add([toStored(value, type) ?? null]);
    writer.close();
  }

  /** Work that is interrupted after so many milliseconds; a function of the interpreter looks at the clock itself. */
  async within<T>(milliseconds: number, work: () => Promise<T>): Promise<T> {
    const timer = setTimeout(() => this.connection.interrupt(), milliseconds);
    try {
      return await work();
    } finally {
      clearTimeout(timer);
    }
  }

  async drop(tables: Iterable<string>): Promise<void> {
    for (const table of tables) await this.connection.run(`DROP TABLE IF EXISTS ${table}`);
  }

  /** All rows of a SELECT, chunk by chunk. */
  async *rows(sql: string): AsyncGenerator<DuckDBValue[][]> {
    const result = await this.connection.stream(sql);
    for await (const rows of result.yieldRows()) yield rows;
  }
}

/** Rows after which what was appended is written. */
const FLUSH_EVERY = 50_000;

export class TableWriter {
  #count = 0;

  constructor(private readonly appender: DuckDBAppender) {}

  /** Cells as the database holds them. */
  add(cells: readonly StoredCell[]): void {
    for (const cell of cells) append(this.appender, cell);
    this.appender.endRow();
    if (++this.#count % FLUSH_EVERY === 0) this.appender.flushSync();
  }

  close(): void {
    this.appender.closeSync();
  }
}
