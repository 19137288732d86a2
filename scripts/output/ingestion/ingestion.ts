import picocolors from 'picocolors';
import { counted } from '../../base/strings.js';
import type { Indicator, Rejection } from '../../indicators/indicator.js';
import type { Ingestion } from '../../ingestion/ingest.js';
import type { Report } from '../../reports/report.js';
import type { Unread } from '../../reports/sources.js';
import { unreadReport } from '../../reports/sources.js';
import { type JsonValue, jsonPieces } from '../json-pieces.js';
import { oneLine } from '../text.js';
import { aboutOf, countByType, groups, isWithdrawn, standing } from './describe.js';
import { toMarkdown } from './markdown.js';

export interface IngestionResult {
  unread: Unread[];
  ingestion: Ingestion;
  dryRun: boolean;
}

/** Rejections and warnings of one report that the text shows; the JSON form has them all. */
const MAX_LINES = 10;

/** What a run did, in pieces: the JSON of a large feed names half a million indicators. */
export function formatIngestion(result: IngestionResult, format: string, color: boolean): Iterable<string> {
  if (format === 'json') return jsonPieces(toJson(result));
  return [format === 'markdown' ? toMarkdown(result) : toText(result, color)];
}

/** The contract's JSON: a value stands among the indicators, the rejected or what awaits a review, and in one of them. */
function toJson({ unread, ingestion, dryRun }: IngestionResult): JsonValue {
  const reports = [...ingestion.reports, ...unread.map(unreadReport)].map((report) => ({
    file: report.file,
    source: report.source,
    family: report.family || report.campaign.slice(0, 64).trim(),
    campaign: report.campaign,
    actor: report.actor,
    certainty: report.certainty,
    tlp: report.tlp,
    published: report.published,
    columns: each(report.columns, ({ index, header, as }) => ({ index, header, as })),
    indicators: each(onceEach(standing(report)), ({ type, value }) => ({ type, value })),
    rejected: each(rejections(report), ({ value, reason }) => ({ value, reason })),
    review: each(report.reviews, ({ value, type, reason, section }) => ({ value, type, reason, section })),
    warnings: each(report.warnings, ({ code, message }) => ({ code, message })),
  }));
  const { changes, removedBefore, rowsAdded, rowsChanged, expired, dead, waiting } = ingestion;
  const summary = { rowsAdded, rowsChanged, expired, dead, waiting };
  return { reports, written: dryRun ? [] : [...changes.keys()], removedBefore, summary };
}

function* rejections({ indicators, rejected }: Report): Generator<Rejection> {
  yield* rejected;
  for (const indicator of indicators) {
    if (isWithdrawn(indicator)) yield { value: indicator.value, reason: 'withdrawn by its source' };
  }
}

/** A value of several families once. */
function* onceEach(indicators: Iterable<Indicator>): Generator<Indicator> {
  const seen = new Set<string>();
  for (const indicator of indicators) {
    if (seen.has(indicator.value)) continue;
    seen.add(indicator.value);
    yield indicator;
  }
}

/** What each item becomes, one at a time. */
function* each<T, R>(items: Iterable<T>, become: (item: T) => R): Generator<R> {
  for (const item of items) yield become(item);
}

// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: one branch a reason to keep, change or remove a file.
function toText({ unread, ingestion, dryRun }: IngestionResult, color: boolean): string {
  const paint = picocolors.createColors(color);
  const { reports, changes, rowsAdded, rowsChanged, expired, dead, waiting } = ingestion;
  const lines: string[] = [];
  for (const report of reports) {
    lines.push(`${oneLine(report.file)}: ${oneLine(aboutOf(report))}${countByType(report)}`);
    const columns = describeColumns(report.columns);
    if (columns !== '') lines.push(`  ${oneLine(columns)}`);
    const details = [
      ...report.warnings.map(({ code, message }) => `warning ${code}: ${message}`),
      ...groups(report.reviews, 'review'),
      ...groups(report.rejected, 'rejected'),
    ];
    lines.push(...details.slice(0, MAX_LINES).map((line) => `  ${paint.yellow(oneLine(line))}`));
    if (details.length > MAX_LINES) lines.push(`  … and ${details.length - MAX_LINES} more (--format json)`);
  }
  for (const { error } of unread) lines.push(paint.red(`not read: ${oneLine(error.message)}. ${oneLine(error.help)}`));
  for (const [file, text] of changes)
    lines.push(`  ${dryRun ? 'would write' : text === null ? 'removed' : 'wrote'} ${file}`);
  const files = changes.size === 0 ? 'no file changes' : `${changes.size} files ${dryRun ? 'would change' : 'written'}`;
  const over = expired === 0 ? '' : `, ${expired} left out because their life is over (expired.csv)`;
  const late = dead === 0 ? '' : `, ${dead} not written because life and log retention were over before today`;
  const total = counted(
    reports.reduce((sum, { indicators }) => sum + indicators.length, 0),
    'indicator',
  );
  lines.push(
    `${counted(reports.length, 'report')}, ${total}: ${rowsAdded} rows added, ${rowsChanged} changed${over}${late}; ${files}.`,
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
    lines.push(
      `${counted(waiting, 'decision')} in review.csv for a person (column Decision; --accept REASON takes all of one reason).`,
    );
  return `${lines.join('\n')}\n`;
}

/** `column 1 as type, 2 as value, 4 as reference`: what the reader made of a table, without what it left alone. */
function describeColumns(columns: Report['columns']): string {
  const known = columns.filter(({ as }) => as !== 'other' && as !== 'description').slice(0, MAX_LINES);
  if (known.length === 0) return '';
  return `column ${known.map(({ index, as, header }) => `${index}${header ? ` "${header.slice(0, 30)}"` : ''} as ${as}`).join(', ')}`;
}
