import type { Diagnostic, Severity } from '../../base/diagnostic.js';

/** What the formatters show. */
export interface Report {
  diagnostics: readonly Diagnostic[];
  fileCount: number;
  durationMs: number;
  /** Absolute path that the diagnostics' files are relative to. */
  root: string;
  color: boolean;
}

export function count(report: Report, severity: Severity): number {
  return report.diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
}
