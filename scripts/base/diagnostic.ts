/** A finding about one place of one file. Diagnostics are data: checks return them, formatters print them. */
export interface Diagnostic {
  /** Stable name of the check, kebab-case: `schema`, `duplicate-id`. */
  code: string;
  severity: Severity;
  /** One sentence: what is wrong. */
  message: string;
  /** Path relative to the repository's root, with forward slashes. */
  file: string;
  range: Range;
  /** What to do about it. */
  help: string;
}

export type Severity = 'error' | 'warning' | 'info';

/** Line and column count from 1; a column is a UTF-16 code unit, as in editors and SARIF. */
export interface Position {
  line: number;
  column: number;
}

/** `end` is exclusive: the position after the last character. */
export interface Range {
  start: Position;
  end: Position;
}

/** The range of a file as a whole, for findings that have no better place. */
export const FILE_START: Range = { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } };

/** Order of a report: by file, then by place, then by code. */
export function compareDiagnostics(a: Diagnostic, b: Diagnostic): number {
  return (
    compareText(a.file, b.file) ||
    a.range.start.line - b.range.start.line ||
    a.range.start.column - b.range.start.column ||
    compareText(a.code, b.code) ||
    compareText(a.message, b.message)
  );
}

/** Compares by code unit: the same order on every machine and locale. */
export function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
