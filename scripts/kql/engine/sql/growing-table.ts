import type { Column } from '../../model.js';
import { type LogDatabase, TableWriter } from './database.js';
import { quote, type StoredCell, sqlType } from './storage.js';

/**
 * A table of logs under way: it has only the columns in which a row has said something, out of the hundred that a table of
 * Sentinel may have, and gets others when a row needs them.
 */
export class GrowingTable {
  readonly #own: string;
  readonly #held: number[] = [];
  readonly #isHeld: boolean[];
  #writer: TableWriter | undefined;

  constructor(
    private readonly database: LogDatabase,
    private readonly name: string,
    private readonly columns: readonly Column[],
  ) {
    this.#own = database.newName();
    this.#isHeld = columns.map(() => false);
  }

  /** The cells of a row, one for each column of the table. */
  async add(cells: readonly StoredCell[]): Promise<void> {
    for (let i = 0; i < cells.length; i++) {
      if (!this.#isHeld[i] && cells[i] !== null && cells[i] !== '') await this.#hold(i);
    }
    if (!this.#writer) {
      await this.#create();
      this.#writer = new TableWriter(await this.database.connection.createAppender(this.#own));
    }
    // A table has at least one column: that of rows which say nothing.
    this.#writer?.add([true, ...this.#held.map((i) => cells[i] ?? null)]);
  }

  /** Makes it a table of the database. */
  async close(): Promise<void> {
    await this.#create();
    this.#writer?.close();
    const cells = this.columns.map(({ type }, i) => (this.#isHeld[i] ? `c${i}` : `${this.#blank(type)} AS c${i}`));
    const view = this.database.newName();
    await this.database.connection.run(
      `CREATE VIEW ${view} AS SELECT ${[...cells, 'rowid AS rowid'].join(', ')} FROM ${this.#own}`,
    );
    this.database.tables.set(this.name, { columns: this.columns, from: view });
  }

  #blank(type: Column['type']): string {
    return type === 'string' ? quote('') : `CAST(NULL AS ${sqlType(type)})`;
  }

  async #create(): Promise<void> {
    await this.database.connection.run(`CREATE TABLE IF NOT EXISTS ${this.#own} (is_row BOOLEAN)`);
  }

  async #hold(i: number): Promise<void> {
    this.#writer?.close();
    this.#writer = undefined;
    await this.#create();
    const type = this.columns[i]?.type ?? 'unknown';
    await this.database.connection.run(
      `ALTER TABLE ${this.#own} ADD COLUMN c${i} ${sqlType(type)} DEFAULT ${this.#blank(type)}`,
    );
    this.#held.push(i);
    this.#isHeld[i] = true;
  }
}
