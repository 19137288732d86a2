/** From the first moment to the last; the end is exclusive. */
export interface TimeRange {
  from: Date;
  to: Date;
}

/** A query to run over logs. */
export interface Search {
  query: string;
  /** Events of this range alone are seen. */
  range: TimeRange;
  /** What `now()` is, and what `ago()` counts from. */
  now: Date;
}

/** Rows as objects, in the forms of JSON: times as ISO 8601 with Z, dynamic values as they are. */
export type Hit = Record<string, unknown>;

/** What was found. */
export interface Found {
  outcome: 'ran';
  hits: Hit[];
  /** What must be said of the result. */
  notes: string[];
  /** Of a rule: the runs that made alerts, and how many alerts they made. */
  firings?: Firing[];
  alerts?: number;
}

/** A run of a rule that would have made alerts. */
export interface Firing {
  /** The end of the period that it looked at, ISO 8601. */
  at: string;
  rows: number;
}

/** What became of a search. */
export type SearchOutcome =
  | Found
  /** The query has something that these logs, or this engine, do not have. */
  | { outcome: 'not-run'; reason: string }
  | { outcome: 'failed'; reason: string };

/** Logs that can be searched: a folder of files, or a workspace. */
export interface Logs {
  search(search: Search): Promise<SearchOutcome>;
  /**
   * The moments in a range at which there are events that a query may see, sorted, where that can be told: a
   * rule's run over a time without any is left out.
   */
  moments?(query: string, range: TimeRange): Promise<readonly number[] | undefined>;
}
