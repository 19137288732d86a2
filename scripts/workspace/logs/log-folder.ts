import type { Repository } from '../../content/repository.js';
import { watchlistTables } from '../../content/watchlist-table.js';
import { type Catalog, withTables } from '../../kql/analysis/catalog.js';
import type { FileReport, LogFile } from '../../kql/engine/logs/read.js';
import { readTables } from '../../kql/engine/logs/tables.js';
import {
  createEngine,
  type Engine,
  type Preparation,
  type Row,
  type RowFilter,
  rowFilter,
  run,
  type Table,
  toObjects,
} from '../../kql/index.js';
import type { Column } from '../../kql/model.js';
import type { Hit, Logs, Search, SearchOutcome, TimeRange } from './search.js';

/** Milliseconds that one query may take over a folder of logs. */
const DEADLINE_MS = 120_000;
const MAX_ROWS = 5_000_000;

/** Logs in files, searched by the engine. */
export class LogFolder implements Logs {
  readonly #engine: Engine;
  readonly #prepared = new Map<string, Preparation>();
  readonly #lists: (alias: string) => Table | undefined;
  readonly #slices = new Map<string, TimedRows>();

  private constructor(
    catalog: Catalog,
    repository: Repository,
    columns: ReadonlyMap<string, readonly Column[]>,
    rows: ReadonlyMap<string, readonly Row[]>,
    readonly reports: readonly FileReport[],
  ) {
    this.#engine = createEngine(catalog);
    this.#lists = watchlistTables(repository.watchlists);
    for (const [table, own] of rows) this.#slices.set(table, new TimedRows(own, columns.get(table) ?? []));
  }

  /**
   * Reads the log files. Tables that no schema describes get the columns that the files show. Where `queries` are given,
   * rows that none of them can use are not kept: then nothing else can be asked.
   */
  static async open(
    files: readonly LogFile[],
    repository: Repository,
    catalog: Catalog,
    queries?: readonly string[],
  ): Promise<LogFolder> {
    const keeps = queries && filterFor(queries, repository, catalog);
    const { columns, rows, reports } = await readTables(files, catalog, keeps);
    const unknown = [...columns].filter(([name]) => !catalog.table(name));
    const all = withTables(
      catalog,
      unknown.map(([name, own]) => ({ name, columns: [...own] })),
    );
    return new LogFolder(all, repository, columns, rows, reports);
  }

  async search({ query, range, now }: Search): Promise<SearchOutcome> {
    const preparation = this.#prepare(query);
    if (preparation.outcome === 'refused') return { outcome: 'not-run', reason: preparation.refused.message };
    if (preparation.outcome === 'invalid') {
      return { outcome: 'failed', reason: preparation.diagnostics[0]?.message ?? 'the query has no result' };
    }
    const { prepared } = preparation;
    const { tables } = prepared.reads;
    if (tables.length > 0 && !tables.some((table) => this.#slices.has(table))) {
      return { outcome: 'not-run', reason: `there are no logs of ${tables.join(', ')}` };
    }
    const missing = tables.filter((table) => !this.#slices.has(table));
    const sources = {
      table: (name: string) => this.#slices.get(name)?.within(range),
      watchlist: this.#lists,
    };
    const ran = run(prepared, sources, { now: now.toISOString(), deadlineMs: DEADLINE_MS, maxRows: MAX_ROWS });
    if (ran.outcome === 'refused') return { outcome: 'not-run', reason: ran.refused.message };
    const notes = missing.length > 0 ? [`there are no logs of ${missing.join(', ')}`] : [];
    return { outcome: 'ran', hits: toObjects(ran.result).map(inMilliseconds), notes };
  }

  moments(query: string, range: TimeRange): readonly number[] | undefined {
    const preparation = this.#prepare(query);
    if (preparation.outcome !== 'prepared') return undefined;
    const all: number[] = [];
    for (const table of preparation.prepared.reads.tables) {
      const own = this.#slices.get(table)?.moments(range);
      if (!own) continue;
      for (const moment of own) all.push(moment);
    }
    return all.sort((a, b) => a - b);
  }

  #prepare(query: string): Preparation {
    let preparation = this.#prepared.get(query);
    if (!preparation) {
      preparation = this.#engine.prepare(query);
      this.#prepared.set(query, preparation);
    }
    return preparation;
  }
}

/** Keeps the rows that any of the queries can use; of a table that no schema describes, all. */
function filterFor(queries: readonly string[], repository: Repository, catalog: Catalog): RowFilter {
  const engine = createEngine(catalog);
  const preparations = queries.map((query) => engine.prepare(query));
  // A query that may read a table which only the files describe is not understood yet.
  if (preparations.some(({ outcome }) => outcome === 'invalid')) return () => true;
  const prepared = preparations.flatMap((one) => (one.outcome === 'prepared' ? [one.prepared] : []));
  const keeps = rowFilter(prepared, { watchlist: watchlistTables(repository.watchlists) });
  return (table, row, columns) => !catalog.table(table) || keeps(table, row, columns);
}

/** Times as the query API's client gives them: the same hit looks the same wherever it is found. */
function inMilliseconds(hit: Hit): Hit {
  const cells = Object.entries(hit).map(([name, value]) => [
    name,
    typeof value === 'string' ? value.replace(SHORT_TIME, '$1') : value,
  ]);
  return Object.fromEntries(cells);
}

const SHORT_TIME = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3})0000(?=Z$)/;

const TICKS_PER_MS = 10_000n;
const YEAR_ONE = 62_135_596_800_000n;

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
    this.#rows = this.#time === -1 ? rows : [...rows].sort((a, b) => compare(this.#timeOf(a), this.#timeOf(b)));
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
            ...this.#rows.slice(this.#first(ticks(from)), this.#first(ticks(to))),
          ];
    const table = { columns, rows };
    this.#whole = { key, table };
    return table;
  }

  moments({ from, to }: TimeRange): number[] {
    if (this.#time === -1) return this.#rows.length > 0 ? [from.getTime()] : [];
    return this.#rows
      .slice(this.#first(ticks(from)), this.#first(ticks(to)))
      .map((row) => Number(this.#timeOf(row) / TICKS_PER_MS - YEAR_ONE));
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

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function ticks(date: Date): bigint {
  return (BigInt(date.getTime()) + YEAR_ONE) * TICKS_PER_MS;
}
