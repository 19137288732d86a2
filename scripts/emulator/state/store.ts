import { resolve } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { SentinelError } from '../../base/errors.js';
import { upgrade } from './format.js';
import { Session } from './session.js';

/**
 * The files that this process has open. DuckDB's lock keeps other processes out, but not this one: it would open the
 * file twice, and closing one of the two would free the lock of both.
 */
const openFiles = new Set<string>();

/**
 * The state of the local workspace in one DuckDB database. Each unit of work gets a connection and a transaction of
 * its own: readers see whole resources only, writers come one after the other.
 */
export class Store {
  #lastWrite: Promise<unknown> = Promise.resolve();

  private constructor(
    /** For queries over the workspace's logs. */
    readonly instance: DuckDBInstance,
    private readonly file: string | undefined,
  ) {}

  /**
   * Opens the file, or `:memory:`.
   * Throws SentinelError `workspace-locked` when another process has it, `workspace-unreadable` when it is no database
   * of ours.
   */
  static async open(database: string): Promise<Store> {
    const file = database === ':memory:' ? undefined : resolve(database);
    if (file && openFiles.has(file)) throw lockedError(database, 'this process');
    if (file) openFiles.add(file);
    try {
      const instance = await DuckDBInstance.create(database);
      const store = new Store(instance, file);
      await store.write(upgrade).catch((error: unknown) => {
        instance.closeSync();
        throw error;
      });
      return store;
    } catch (cause) {
      if (file) openFiles.delete(file);
      throw openingError(database, cause);
    }
  }

  async read<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.#transaction(work);
  }

  /** Runs after every write before it, in a transaction that an error rolls back, as does `keep` false. */
  write<T>(work: (session: Session) => Promise<T>, keep = true): Promise<T> {
    const result = this.#lastWrite.then(() => this.#transaction(work, keep));
    this.#lastWrite = result.catch(() => undefined);
    return result;
  }

  /** Waits for the writes under way. */
  async close(): Promise<void> {
    await this.#lastWrite;
    this.instance.closeSync();
    if (this.file) openFiles.delete(this.file);
  }

  async #transaction<T>(work: (session: Session) => Promise<T>, keep = true): Promise<T> {
    const connection = await this.instance.connect();
    try {
      await connection.run('BEGIN');
      const result = await work(new Session(connection));
      await connection.run(keep ? 'COMMIT' : 'ROLLBACK');
      return result;
    } finally {
      // Closing a connection rolls back what it has not committed.
      connection.closeSync();
    }
  }
}

function lockedError(database: string, holder: string, cause?: unknown): SentinelError {
  return new SentinelError(
    'workspace-locked',
    `The local workspace ${database} is in use by ${holder}.`,
    'Wait until that process has ended, or end it, then try again.',
    { cause },
  );
}

function openingError(database: string, cause: unknown): SentinelError {
  const message = cause instanceof Error ? cause.message : String(cause);
  if (/could not set lock|used by another process/i.test(message)) {
    const pid = /\(PID (\d+)\)/.exec(message)?.[1];
    return lockedError(database, pid === undefined ? 'another process' : `process ${pid}`, cause);
  }
  return new SentinelError(
    'workspace-unreadable',
    `The local workspace ${database} cannot be opened: ${message.split('\n', 1)[0]}`,
    'Check the permissions of its folder. If the file is damaged, delete the folder .sentinel and deploy again.',
    { cause },
  );
}
