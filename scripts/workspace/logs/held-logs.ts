import type { Outcome, Prepared, RunOptions, Sources } from '../../kql/index.js';
import type { TimeRange } from './search.js';

export type RunLimits = Pick<RunOptions, 'now' | 'deadlineMs' | 'maxRows'>;

/** Logs of files, wherever they are kept. */
export interface HeldLogs {
  readonly tables: ReadonlySet<string>;
  /** Runs a query over the events of a range, and those without a time. */
  run(prepared: Prepared, lists: Sources['watchlist'], range: TimeRange, limits: RunLimits): Promise<Outcome>;
  /** The moments in a range at which any of the tables has events, sorted. */
  moments(tables: readonly string[], range: TimeRange): Promise<number[]>;
  close(): void;
}

const TICKS_PER_MS = 10_000n;
/** Milliseconds from year 1 to 1970. */
const YEAR_ONE = 62_135_596_800_000n;

export function ticksOf(date: Date): bigint {
  return (BigInt(date.getTime()) + YEAR_ONE) * TICKS_PER_MS;
}

/** Milliseconds since 1970. */
export function momentOf(ticks: bigint): number {
  return Number(ticks / TICKS_PER_MS - YEAR_ONE);
}
