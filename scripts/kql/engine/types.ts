import type { Column, KqlDiagnostic } from '../model.js';
import type { Range, Step } from './plan.js';
import type { Row, Value, ValueType } from './values/value.js';

/** Why a query is not run: a construct that the engine does not have, or a limit. Neither passed nor failed. */
export interface Refusal extends Range {
  /** The construct, in KQL's words: `evaluate basket`, `geo_info_from_ip_address()`; `deadline`, `row budget`. */
  readonly construct: string;
  /** One sentence. */
  readonly message: string;
}

/** A query that is bound and lowered once, and can be run many times. */
export interface Prepared {
  readonly query: string;
  readonly plan: Step;
  /** Columns of the result; `unknown` and further ones only where the data decides (`evaluate bag_unpack`). */
  readonly columns: readonly { readonly name: string; readonly type: ValueType }[];
  /** Tables, aliases and URLs that a run asks its sources for. */
  readonly reads: {
    readonly tables: readonly string[];
    readonly watchlists: readonly string[];
    readonly urls: readonly string[];
  };
}

export type Preparation =
  | { readonly outcome: 'prepared'; readonly prepared: Prepared }
  | { readonly outcome: 'refused'; readonly refused: Refusal }
  /** Microsoft's analyser calls it an error. */
  | { readonly outcome: 'invalid'; readonly diagnostics: readonly KqlDiagnostic[] };

/**
 * Rows from outside. A row is an object as JSON has it (`{"TimeGenerated": "2026-05-07T10:00:00Z", "RemotePort": 443}`:
 * each value is read as its column's type, what is absent is null), or a `Table` that is converted already.
 * No answer means an empty table.
 */
export interface Sources {
  table?(name: string): readonly JsonRow[] | Table | undefined;
  watchlist?(alias: string): readonly JsonRow[] | Table | undefined;
  /** The text behind a URL of `externaldata`; no answer refuses the query. */
  external?(url: string): string | undefined;
}

export type JsonRow = Readonly<Record<string, unknown>>;

export interface Table {
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

export interface RunOptions {
  /** What `now()` is: ISO 8601, or ticks from year 1. */
  readonly now: string | bigint;
  /** Milliseconds that the run may take; 10,000 without it. */
  readonly deadlineMs?: number;
  /** Rows that any one step may return; two million without it. */
  readonly maxRows?: number;
  /** Report what each step of the query returned. */
  readonly trace?: boolean;
}

export type Outcome =
  | { readonly outcome: 'ran'; readonly result: Result }
  | { readonly outcome: 'refused'; readonly refused: Refusal };

export interface Result {
  readonly columns: readonly { readonly name: string; readonly type: ValueType }[];
  readonly rows: readonly Row[];
  /** The last step that orders rows decides: their order means something. */
  readonly isOrdered: boolean;
  /** With the option `trace`: the steps in the order in which they ran. */
  readonly trace: readonly TraceStep[];
}

/** What a step did. Where it ran more than once (in `mv-apply`), the rows of all times together. */
export interface TraceStep extends Range {
  readonly operator: string;
  /** Rows of its input (of both, for a join). */
  readonly rowsIn: number;
  readonly rowsOut: number;
}

/** A weakened query. */
export interface Mutant extends Range {
  /** In the query's own words: "without `| where Port == 443`", "`>` instead of `>=`". */
  readonly mutation: string;
  readonly prepared: Prepared;
}

export type { Row, Value, ValueType };
