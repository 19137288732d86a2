import { count, type Report } from './report.js';

/** One JSON document: the diagnostics as they are, and a summary. */
export function formatJson(report: Report): string {
  const { diagnostics, fileCount, durationMs } = report;
  const summary = {
    files: fileCount,
    errors: count(report, 'error'),
    warnings: count(report, 'warning'),
    durationMs,
  };
  return JSON.stringify({ diagnostics, summary }, null, 2);
}
