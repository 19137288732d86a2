import { type Outcome, type Prepared, type Row, run, type Sources, type Table } from '../../kql/index.js';
import type { Column } from '../../kql/model.js';
import { type HeldLogs, momentOf, type RunLimits, ticksOf } from './held-logs.js';
import type { TimeRange } from './search.js';

/** Logs in memory, run by the interpreter. */
export class MemoryLogs implements HeldLogs {
  readonly #slices: ReadonlyMap<string, TimedRows>;
  readonly tables: ReadonlySet<string>;

  constructor(columns: ReadonlyMap<string, readonly Column[]>, rows: ReadonlyMap<string, readonly Row[]>) {
    this.#slices = new Map([...rows].map(([table, own]) => [table, new TimedRows(own, columns.get(table) ?? [])]));
    this.tables = new Set(rows.keys());
  }

  async run(prepared: Prepared, lists: Sources['watchlist'], range: TimeRange, limits: RunLimits): Promise<Outcome> {
    const table = (name: string) => this.#slices.get(name)?.within(range);
    return run(prepared, { table, ...(lists && { watchlist: lists }) }, limits);
  }

  async moments(tables: readonly string[], range: TimeRange): Promise<number[]> {
    const all: number[] = [];
    for (const table of tables) for (const moment of this.#slices.get(table)?.moments(range) ?? []) all.push(moment);
    return all.sort((a, b) => a - b);
  }

  close(): void {}
}

/** The rows of a table by time, so that a range of them is found without a look at the others. */
class TimedRows {
  readonly #rows: readonly Row[];
  readonly #time: number;
  #whole: { key: string; table: Table } | undefined;

  constructor(
    rows: readonly Row[],
    private readonly columns: readonly Column[],
  ) {
    this.#time = columns.findIndex(({ name }) => name === 'TimeGenerated');
    // Rows without a time stand first.
    this.#rows = this.#time === -1 ? rows : [...rows].sort((a, b) => Number(this.#timeOf(a) - this.#timeOf(b)));
  }

  #timeOf(row: Row): bigint {
    const time = row[this.#time];
    return typeof time === 'bigint' ? time : -1n;
  }

  /** The rows of a range; those without a time belong to every one. */
  within({ from, to }: TimeRange): Table {
    const key = `${from.getTime()} ${to.getTime()}`;
    if (this.#whole?.key === key) return this.#whole.table;
    const { columns } = this;
    const rows =
      this.#time === -1
        ? this.#rows
        : [
            ...this.#rows.slice(0, this.#first(0n)),
            ...this.#rows.slice(this.#first(ticksOf(from)), this.#first(ticksOf(to))),
          ];
    const table = { columns, rows };
    this.#whole = { key, table };
    return table;
  }

  moments({ from, to }: TimeRange): number[] {
    if (this.#time === -1) return this.#rows.length > 0 ? [from.getTime()] : [];
    return this.#rows
      .slice(this.#first(ticksOf(from)), this.#first(ticksOf(to)))
      .map((row) => momentOf(this.#timeOf(row)));
  }

  /** The place of the first row at or after a time. */
  #first(time: bigint): number {
    let low = 0;
    let high = this.#rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const row = this.#rows[middle];
      if (row && this.#timeOf(row) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
