import picocolors from 'picocolors';
import { counted } from '../../base/strings.js';
import type { Indicator, Rejection } from '../../indicators/indicator.js';
import type { Ingestion } from '../../ingestion/ingest.js';
import type { Report } from '../../reports/report.js';
import type { Unread } from '../../reports/sources.js';
import { unreadReport } from '../../reports/sources.js';
import { type JsonValue, jsonPieces } from '../json-pieces.js';
import { oneLine } from '../text.js';

export interface IngestionResult {
  unread: Unread[];
  ingestion: Ingestion;
  dryRun: boolean;
}

/** Rejections and warnings of one report that the text shows; the JSON form has them all. */
const MAX_LINES = 10;

/** What a run did, in pieces: the JSON of a large feed names half a million indicators. */
export function formatIngestion(result: IngestionResult, format: string, color: boolean): Iterable<string> {
  return format === 'json' ? jsonPieces(toJson(result)) : [toText(result, color)];
}

/** The contract's JSON: what awaits a review is no indicator yet, so it stands among the rejected with its reason. */
function toJson({ unread, ingestion, dryRun }: IngestionResult): JsonValue {
  const reports = [...ingestion.reports, ...unread.map(unreadReport)].map((report) => ({
    file: report.file,
    source: report.source,
    family: report.family,
    indicators: each(standing(report), ({ type, value }) => ({ type, value })),
    rejected: each(rejections(report), ({ value, reason }) => ({ value, reason })),
    warnings: each(report.warnings, ({ code, message }) => ({ code, message })),
  }));
  const { changes, removedBefore } = ingestion;
  return { reports, written: dryRun ? [] : [...changes.keys()], removedBefore };
}

/** A source that takes back what it never dated names no indicator; it may end the life of one on record. */
function isWithdrawn({ retracted, firstSeen }: Indicator): boolean {
  return retracted && firstSeen === null;
}

function* standing({ indicators }: Report): Generator<Indicator> {
  for (const indicator of indicators) if (!isWithdrawn(indicator)) yield indicator;
}

function* rejections({ indicators, rejected, reviews }: Report): Generator<Rejection> {
  yield* rejected;
  for (const indicator of indicators) {
    if (isWithdrawn(indicator)) yield { value: indicator.value, reason: 'withdrawn by its source' };
  }
  for (const { value, reason } of reviews) yield { value, reason: `for review: ${reason}` };
}

/** What each item becomes, one at a time. */
function* each<T, R>(items: Iterable<T>, become: (item: T) => R): Generator<R> {
  for (const item of items) yield become(item);
}

function toText({ unread, ingestion, dryRun }: IngestionResult, color: boolean): string {
  const paint = picocolors.createColors(color);
  const { reports, changes, rowsAdded, rowsChanged, expired, waiting } = ingestion;
  const lines: string[] = [];
  for (const report of reports) {
    const origin = [report.family, report.source && `from ${report.source}`].filter(Boolean).join(' ');
    lines.push(`${oneLine(report.file)}: ${oneLine(origin)}${origin ? ', ' : ''}${countByType(report)}`);
    const details = [
      ...report.warnings.map(({ code, message }) => `warning ${code}: ${message}`),
      ...report.reviews.slice(0, MAX_LINES).map(({ value, reason }) => `review ${value}: ${reason}`),
      ...report.rejected.slice(0, MAX_LINES).map(({ value, reason }) => `rejected ${value}: ${reason}`),
    ];
    lines.push(...details.slice(0, MAX_LINES).map((line) => `  ${paint.yellow(oneLine(line))}`));
    const more = report.warnings.length + report.reviews.length + report.rejected.length - MAX_LINES;
    if (more > 0) lines.push(`  … and ${more} more (--format json)`);
  }
  for (const { error } of unread) lines.push(paint.red(`not read: ${oneLine(error.message)}. ${oneLine(error.help)}`));
  for (const [file, text] of changes)
    lines.push(`  ${dryRun ? 'would write' : text === null ? 'removed' : 'wrote'} ${file}`);
  const files = changes.size === 0 ? 'no file changes' : `${changes.size} files ${dryRun ? 'would change' : 'written'}`;
  const over = expired === 0 ? '' : `, ${expired} left out because their life is over (expired.csv)`;
  const total = counted(
    reports.reduce((sum, { indicators }) => sum + indicators.length, 0),
    'indicator',
  );
  lines.push(
    `${counted(reports.length, 'report')}, ${total}: ${rowsAdded} rows added, ${rowsChanged} changed${over}; ${files}.`,
  );
  const { removedBefore } = ingestion;
  if (removedBefore.length > 0) {
    const them = removedBefore.length === 1 ? 'it' : 'them';
    lines.push(`${counted(removedBefore.length, 'hunt')} removed earlier; ingest leaves ${them} out:`);
    lines.push(...removedBefore.slice(0, MAX_LINES).map((file) => `  ${oneLine(file)}`));
    if (removedBefore.length > MAX_LINES)
      lines.push(`  … and ${removedBefore.length - MAX_LINES} more (--format json)`);
    lines.push("'sentinel new hunt --template NAME --family NAME' brings one back.");
  }
  if (waiting > 0)
    lines.push(`${counted(waiting, 'value')} in review.csv for a person to decide on (column Decision).`);
  return `${lines.join('\n')}\n`;
}

function countByType(report: Report): string {
  const types = new Map<string, number>();
  for (const { type } of standing(report)) types.set(type, (types.get(type) ?? 0) + 1);
  const total = [...types.values()].reduce((sum, number) => sum + number, 0);
  const list = [...types].map(([type, number]) => `${number} ${type}`).join(', ');
  const { indicators, rejected, reviews } = report;
  const rest = [
    reviews.length > 0 ? `${reviews.length} for review` : '',
    indicators.length > total ? `${indicators.length - total} withdrawn` : '',
    `${rejected.length} rejected`,
  ].filter(Boolean);
  return `${counted(total, 'indicator')}${list ? ` (${list})` : ''}, ${rest.join(', ')}`;
}
