import type { LogDatabase } from '../../kql/engine/sql/database.js';
import { runOnDatabase } from '../../kql/engine/sql/run-on-database.js';
import type { Outcome, Prepared, Sources } from '../../kql/index.js';
import { type HeldLogs, momentOf, type RunLimits, ticksOf } from './held-logs.js';
import type { TimeRange } from './search.js';

/** Logs in a database, which does what it can of a query; the rest is the interpreter's. */
export class DatabaseLogs implements HeldLogs {
  readonly tables: ReadonlySet<string>;

  constructor(private readonly database: LogDatabase) {
    this.tables = new Set(database.tables.keys());
  }

  run(prepared: Prepared, lists: Sources['watchlist'], range: TimeRange, limits: RunLimits): Promise<Outcome> {
    const within = { from: ticksOf(range.from), to: ticksOf(range.to) };
    return runOnDatabase(prepared, this.database, lists ? { watchlist: lists } : {}, { ...limits, range: within });
  }

  async moments(tables: readonly string[], range: TimeRange): Promise<number[]> {
    const within = { from: ticksOf(range.from), to: ticksOf(range.to) };
    const all = new Set<number>();
    for (const table of tables) {
      const own = await this.database.times(table, within);
      if (own === 'none') all.add(range.from.getTime());
      else for (const time of own) all.add(momentOf(time));
    }
    return [...all].sort((a, b) => a - b);
  }

  close(): void {
    this.database.close();
  }
}
