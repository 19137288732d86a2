import picocolors from 'picocolors';
import type { Ingestion } from '../authoring/ingest.js';
import type { Report } from '../reports/report.js';
import type { Unread } from '../reports/sources.js';
import { unreadReport } from '../reports/sources.js';
import { plain } from './plan.js';

export interface IngestionResult {
  unread: Unread[];
  ingestion: Ingestion;
  dryRun: boolean;
}

/** Rejections and warnings of one report that the text shows; the JSON form has them all. */
const MAX_LINES = 10;

export function formatIngestion(result: IngestionResult, format: string, color: boolean): string {
  return format === 'json' ? `${JSON.stringify(toJson(result), null, 2)}\n` : toText(result, color);
}

/** The contract's JSON: what awaits a review is no indicator yet, so it stands among the rejected with its reason. */
function toJson({ unread, ingestion, dryRun }: IngestionResult) {
  const files = [...ingestion.changes.keys()];
  return {
    reports: [...ingestion.reports, ...unread.map(unreadReport)].map((report) => ({
      file: report.file,
      source: report.source,
      family: report.family,
      indicators: report.indicators.map(({ type, value }) => ({ type, value })),
      rejected: [
        ...report.rejected.map(({ value, reason }) => ({ value, reason })),
        ...report.reviews.map(({ value, reason }) => ({ value, reason: `for review: ${reason}` })),
      ],
      warnings: report.warnings.map(({ code, message }) => ({ code, message })),
    })),
    written: dryRun ? [] : files,
  };
}

function toText({ unread, ingestion, dryRun }: IngestionResult, color: boolean): string {
  const paint = picocolors.createColors(color);
  const { reports, changes, rowsAdded, rowsChanged, expired, waiting } = ingestion;
  const lines: string[] = [];
  for (const report of reports) {
    const origin = [report.family, report.source && `from ${report.source}`].filter(Boolean).join(' ');
    lines.push(`${plain(report.file)}: ${plain(origin)}${origin ? ', ' : ''}${countByType(report)}`);
    const details = [
      ...report.warnings.map(({ code, message }) => paint.yellow(`warning ${code}: ${plain(message)}`)),
      ...report.reviews.map(({ value, reason }) => paint.yellow(`review ${plain(value)}: ${plain(reason)}`)),
      ...report.rejected.map(({ value, reason }) => paint.yellow(`rejected ${plain(value)}: ${plain(reason)}`)),
    ];
    lines.push(...details.slice(0, MAX_LINES).map((line) => `  ${line}`));
    if (details.length > MAX_LINES) lines.push(`  … and ${details.length - MAX_LINES} more (--format json)`);
  }
  for (const { error } of unread) lines.push(paint.red(`not read: ${plain(error.message)}. ${plain(error.help)}`));
  for (const [file, text] of changes)
    lines.push(`  ${dryRun ? 'would write' : text === null ? 'removed' : 'wrote'} ${file}`);
  const files = changes.size === 0 ? 'no file changes' : `${changes.size} files ${dryRun ? 'would change' : 'written'}`;
  const over = expired === 0 ? '' : `, ${expired} left out because their life is over (expired.csv)`;
  lines.push(`${count(reports.length, 'report')}: ${rowsAdded} rows added, ${rowsChanged} changed${over}; ${files}.`);
  if (waiting > 0) lines.push(`${count(waiting, 'value')} in review.csv for a person to decide on (column Decision).`);
  return `${lines.join('\n')}\n`;
}

function countByType({ indicators, rejected, reviews }: Report): string {
  const types = new Map<string, number>();
  for (const { type } of indicators) types.set(type, (types.get(type) ?? 0) + 1);
  const list = [...types].map(([type, number]) => `${number} ${type}`).join(', ');
  const rest = [reviews.length > 0 ? `${reviews.length} for review` : '', `${rejected.length} rejected`].filter(
    Boolean,
  );
  return `${count(indicators.length, 'indicator')}${list ? ` (${list})` : ''}, ${rest.join(', ')}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
