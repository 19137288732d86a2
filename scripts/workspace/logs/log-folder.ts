import type { Repository } from '../../content/repository.js';
import { watchlistTables } from '../../content/watchlist-table.js';
import { type Catalog, withTables } from '../../kql/analysis/catalog.js';
import type { FileReport, LogFile } from '../../kql/engine/logs/file-reader.js';
import { loadLogs } from '../../kql/engine/sql/load.js';
import { createEngine, type Engine, type Preparation, type Table, toObjects } from '../../kql/index.js';
import { DatabaseLogs } from './database-logs.js';
import type { HeldLogs } from './held-logs.js';
import { MemoryLogs } from './memory-logs.js';
import type { Hit, Logs, Search, SearchOutcome, TimeRange } from './search.js';

/** Milliseconds that one query may take over a folder of logs. */
const DEADLINE_MS = 120_000;
const MAX_ROWS = 5_000_000;

export interface OpenOptions {
  /** Rows that stay in memory; with more, a database holds them. */
  rowsInMemory?: number | undefined;
}

/** Logs in files, searched by the engine. */
export class LogFolder implements Logs {
  readonly #engine: Engine;
  readonly #prepared = new Map<string, Preparation>();
  readonly #lists: (alias: string) => Table | undefined;

  private constructor(
    catalog: Catalog,
    repository: Repository,
    private readonly held: HeldLogs,
    readonly reports: readonly FileReport[],
  ) {
    this.#engine = createEngine(catalog);
    this.#lists = watchlistTables(repository.watchlists);
  }

  /**
   * Reads the log files; close the folder when all is asked. Tables that no schema describes get the columns that the
   * files show.
   */
  static async open(
    files: readonly LogFile[],
    repository: Repository,
    catalog: Catalog,
    { rowsInMemory }: OpenOptions = {},
  ): Promise<LogFolder> {
    const { columns, reports, held } = await loadLogs(files, catalog, { rowsInMemory });
    const unknown = [...columns].filter(([name]) => !catalog.table(name));
    const all = withTables(
      catalog,
      unknown.map(([name, own]) => ({ name, columns: [...own] })),
    );
    const logs = held.in === 'memory' ? new MemoryLogs(columns, held.rows) : new DatabaseLogs(held.database);
    return new LogFolder(all, repository, logs, reports);
  }

  close(): void {
    this.held.close();
  }

  async search({ query, range, now }: Search): Promise<SearchOutcome> {
    const preparation = this.#prepare(query);
    if (preparation.outcome === 'refused') return { outcome: 'not-run', reason: preparation.refused.message };
    if (preparation.outcome === 'invalid') {
      return { outcome: 'failed', reason: preparation.diagnostics[0]?.message ?? 'the query has no result' };
    }
    const { prepared } = preparation;
    const { tables } = prepared.reads;
    const own = this.held.tables;
    if (tables.length > 0 && !tables.some((table) => own.has(table))) {
      return { outcome: 'not-run', reason: `there are no logs of ${tables.join(', ')}` };
    }
    const missing = tables.filter((table) => !own.has(table));
    const limits = { now: now.toISOString(), deadlineMs: DEADLINE_MS, maxRows: MAX_ROWS };
    const ran = await this.held.run(prepared, this.#lists, range, limits);
    if (ran.outcome === 'refused') return { outcome: 'not-run', reason: ran.refused.message };
    const notes = missing.length > 0 ? [`there are no logs of ${missing.join(', ')}`] : [];
    return { outcome: 'ran', hits: toObjects(ran.result).map(inMilliseconds), notes };
  }

  async moments(query: string, range: TimeRange): Promise<readonly number[] | undefined> {
    const preparation = this.#prepare(query);
    if (preparation.outcome !== 'prepared') return undefined;
    return this.held.moments(preparation.prepared.reads.tables, range);
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

/** Times as the query API's client gives them: the same hit looks the same wherever it is found. */
function inMilliseconds(hit: Hit): Hit {
  const cells = Object.entries(hit).map(([name, value]) => [
    name,
    typeof value === 'string' ? value.replace(SHORT_TIME, '$1') : value,
  ]);
  return Object.fromEntries(cells);
}

const SHORT_TIME = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3})0000(?=Z$)/;
