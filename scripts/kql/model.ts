/** What the rest of the program knows of KQL: types, columns and findings, free of the library that computes them. */

export const KQL_TYPES = [
  'bool',
  'datetime',
  'decimal',
  'dynamic',
  'guid',
  'int',
  'long',
  'real',
  'string',
  'timespan',
] as const;

export type KqlType = (typeof KQL_TYPES)[number];

export interface Column {
  name: string;
  /** `unknown` where the type depends on data, as after `evaluate bag_unpack`, or on a name that is an error. */
  type: KqlType | 'unknown';
}

/** A finding inside a query. */
export interface KqlDiagnostic {
  /** `KS142` and the like are those of Microsoft's analyser; kebab-case codes are our own. */
  code: string;
  severity: 'error' | 'warning' | 'info';
  /** One sentence: what is wrong. */
  message: string;
  /** Why it matters and what to write instead. */
  help: string;
  /** Offset in the query, in UTF-16 code units. */
  start: number;
  /** Exclusive. */
  end: number;
}

/** A table, function or watchlist that a query names, and where. */
export interface NamedRange {
  name: string;
  start: number;
  end: number;
}

export function isKqlType(name: string): name is KqlType {
  return (KQL_TYPES as readonly string[]).includes(name);
}
