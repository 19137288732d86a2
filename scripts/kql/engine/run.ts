import type { Range, Step } from './plan.js';
import type { Refusal, Sources, TraceStep } from './types.js';
import type { Row, Value } from './values/value.js';

/** Thrown inside the engine, caught at its border: the query is not run. */
export class NotRun extends Error {
  constructor(readonly refused: Refusal) {
    super(refused.message);
  }
}

export function refuse(construct: string, message: string, { start, end }: Range): never {
  throw new NotRun({ construct, message, start, end });
}

/** Values that one step may make: at 8 bytes each and what they hold, a process of the usual size survives a few such steps. */
const MAX_CELLS = 40_000_000;

/** Calls between two looks at the clock. */
const CHECK_INTERVAL = 512;

/** Rows of a step; after the columns of the plan, those that only the data knows. */
export interface RowSet {
  readonly rows: readonly Row[];
  readonly late: readonly string[];
}

export interface RunSettings {
  /** Ticks from year 1; the same for the whole run. */
  readonly now: bigint;
  readonly deadlineMs: number;
  readonly maxRows: number;
  readonly sources: Sources;
  readonly isTraced?: boolean;
  /** Works out a step; an expression that is worked out once and for all reads no table, and needs none. */
  readonly evaluate?: (step: Step, run: Run) => RowSet;
}

/** State of one run of a plan. */
export class Run {
  /** The rows that window functions look at, and where they stand. */
  window: { rows: readonly Row[]; index: number } = { rows: [], index: 0 };
  /** What window functions carry from row to row, by function. */
  state = new Map<object, unknown>();
  /** Positions of the columns that only the data knows. */
  late: ReadonlyMap<string, number> = new Map();
  /** Values that are the same for all rows. */
  readonly memo = new Map<object, Value>();
  /** Rows of steps that are worked out already: tables that are read more than once, and what a database did. */
  readonly known = new Map<Step, RowSet>();
  /** Rows of the enclosing mv-apply or partition. */
  readonly groups = new Map<Step, RowSet>();
  readonly trace = new Map<Step, TraceStep>();
  /** The operator at work: a limit that is met is its fault. */
  at: Range = { start: 0, end: 0 };
  readonly now: bigint;
  readonly sources: Sources;
  #calls = 0;
  #serial = 0;
  readonly #end: number;

  constructor(readonly settings: RunSettings) {
    this.now = settings.now;
    this.sources = settings.sources;
    this.#end = performance.now() + settings.deadlineMs;
  }

  /** The rows of a step. Expressions and steps find each other here, so that neither needs to import the other. */
  evaluate(step: Step): RowSet {
    const { evaluate } = this.settings;
    if (!evaluate) throw new TypeError('this run has no tables');
    return evaluate(step, this);
  }

  /** Numbers from 1, each once in a run. */
  serial(): number {
    return ++this.#serial;
  }

  /** Milliseconds until the deadline; a timer takes no more than these. */
  remaining(): number {
    return Math.min(Math.max(0, this.#end - performance.now()), 2 ** 31 - 1);
  }

  /** To be called in every loop: throws when the time is over. */
  tick(): void {
    if (++this.#calls % CHECK_INTERVAL === 0) this.checkDeadline();
  }

  checkDeadline(): void {
    if (performance.now() <= this.#end) return;
    refuse('deadline', `The query takes longer than ${this.settings.deadlineMs} ms.`, this.at);
  }

  /**
   * To be called where rows are made: throws when they are too many, or take too much memory.
   * @param width columns of a row
   */
  checkRows(count: number, width = 1): void {
    const { maxRows } = this.settings;
    if (count * width > MAX_CELLS) {
      refuse('memory limit', `This step makes more than ${MAX_CELLS / 1_000_000} million values.`, this.at);
    }
    if (count > maxRows) refuse('row budget', `This step returns more than ${maxRows} rows.`, this.at);
    this.tick();
  }
}
