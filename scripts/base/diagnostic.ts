/** A finding about one place of one file. Diagnostics are data: checks return them, formatters print them. */
export interface Diagnostic {
  /** Stable name of the check, kebab-case: `schema`, `duplicate-id`. */
  code: string;
  severity: Severity;
  /** What the service makes of it; absent where a finding is not about content of the service. */
  effect?: Effect;
  /** One sentence: what is wrong. */
  message: string;
  /** Path relative to the repository's root, with forward slashes. */
  file: string;
  range: Range;
  /** What to do about it. */
  help: string;
}

export type Severity = 'error' | 'warning' | 'info';

/** What the service makes of content with a finding: the first word of each message, and what the severity follows from. */
export const EFFECTS = {
  refused: { word: 'Refused', severity: 'error', means: 'The service refuses to save it.' },
  fails: {
    word: 'Fails',
    severity: 'error',
    means: 'The service saves it unread, and then it does not run, or can never find what it is for.',
  },
  blocked: {
    word: 'Blocked',
    severity: 'error',
    means:
      'It does not come so far: the file cannot be read, is not proven, or contradicts another one. A plan does not take it.',
  },
  misleads: {
    word: 'Misleads',
    severity: 'warning',
    means: 'The service runs it, but it misses events, finds too much, or says what is not so.',
  },
  unsure: {
    word: 'Unsure',
    severity: 'warning',
    means: 'Whether the service runs it depends on what only the workspace knows.',
  },
  slow: {
    word: 'Slow',
    severity: 'info',
    means: 'The service runs it as it is meant, but slower or dearer than need be.',
  },
  ignored: { word: 'Ignored', severity: 'info', means: 'The service runs it without what the finding names.' },
  advice: {
    word: 'Runs',
    severity: 'info',
    means: 'The service runs it as it is meant; people would do better with a change.',
  },
} as const satisfies Record<string, { word: string; severity: Severity; means: string }>;

export type Effect = keyof typeof EFFECTS;

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
