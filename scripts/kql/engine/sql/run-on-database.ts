import { finishRun, refusalOf, startRun } from '../engine.js';
import { refuse } from '../run.js';
import type { Outcome, Prepared, RunOptions, Sources } from '../types.js';
import { Accelerator } from './accelerator.js';
import type { LogDatabase, TickRange } from './database.js';

/** Rows that may leave the database at any one step: with twenty columns, some hundred megabytes. */
const ROW_BUDGET = 500_000;

export interface DatabaseRunOptions extends RunOptions {
  /** Rows that one step may take out of the database; 500,000 without it. */
  readonly rowBudget?: number;
  /** Rows of tables that the query sees, by their TimeGenerated. */
  readonly range?: TickRange;
}

/**
 * Runs a prepared query whose tables are in a database: the same outcome as `run` over the same rows, or a refusal where
 * more rows than the budget would have to leave the database. One run at a time.
 */
export async function runOnDatabase(
  prepared: Prepared,
  database: LogDatabase,
  sources: Pick<Sources, 'watchlist' | 'external'>,
  options: DatabaseRunOptions,
): Promise<Outcome> {
  const all: Sources = {
    ...sources,
    table: (name) =>
      database.tables.has(name)
        ? refuse(name, `The rows of ${name} are in a database, which cannot do this step.`, state.at)
        : undefined,
  };
  const state = startRun(all, options);
  const settings = { rowBudget: options.rowBudget ?? ROW_BUDGET, range: options.range };
  const accelerator = new Accelerator(prepared.plan, state, database, settings);
  try {
    await accelerator.prepare(prepared.plan);
    return finishRun(prepared, state);
  } catch (error) {
    return refusalOf(error, state);
  } finally {
    await accelerator.close();
  }
}
