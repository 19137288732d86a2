import type { Diagnostic } from '../../../scripts/base/diagnostic.js';
import type { Report } from '../../../scripts/output/findings/report.js';

export const finding = (changes: Partial<Diagnostic> = {}): Diagnostic => ({
  code: 'duplicate-id',
  severity: 'error',
  message: 'The id is taken',
  file: 'hunts/a.yaml',
  range: { start: { line: 1, column: 5 }, end: { line: 1, column: 9 } },
  help: 'Choose another.',
  ...changes,
});

export const report = (diagnostics: Diagnostic[], changes: Partial<Report> = {}): Report => ({
  diagnostics,
  fileCount: 2,
  durationMs: 1234,
  root: '/nowhere',
  color: false,
  ...changes,
});
