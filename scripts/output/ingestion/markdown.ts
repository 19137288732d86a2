import { counted } from '../../base/strings.js';
import { REVIEW_FILE } from '../../content/layout.js';
import type { Ingestion } from '../../ingestion/ingest.js';
import type { Report } from '../../reports/report.js';
import type { Unread } from '../../reports/sources.js';
import { markdown, markdownCode } from '../text.js';
import { aboutOf, countByType, groups } from './describe.js';

/** Reports, remarks of one report and files that are named; the JSON form has all. */
const MAX_LINES = 50;
const MAX_REMARKS = 10;

/** What a run did, as the text of a pull request: what came of which report, what a person must see, what was written. */
export function toMarkdown({
  unread,
  ingestion,
  dryRun,
}: {
  unread: readonly Unread[];
  ingestion: Ingestion;
  dryRun: boolean;
}): string {
  const { reports, changes, rowsAdded, rowsChanged, expired, dead, waiting, removedBefore } = ingestion;
  const notes = [
    ...unread.map(({ error }) => `Not read: ${markdown(`${error.message}. ${error.help}`)}`),
    waiting > 0
      ? `${counted(waiting, 'decision')} in ${markdownCode(REVIEW_FILE)} for a person: write \`accept\` or \`reject\` into the column Decision.`
      : '',
    expired > 0 ? `${counted(expired, 'row')} left out: their life is over (${markdownCode('expired.csv')}).` : '',
    dead > 0 ? `${counted(dead, 'row')} not written: life and log retention were over before today.` : '',
    removedBefore.length > 0
      ? `${counted(removedBefore.length, 'hunt')} removed earlier, and left out: ${removedBefore.slice(0, MAX_REMARKS).map(markdownCode).join(', ')}${removedBefore.length > MAX_REMARKS ? ', …' : ''}.`
      : '',
  ].filter(Boolean);
  const files = [...changes].map(
    ([file, text]) => `${dryRun ? 'would write' : text === null ? 'removed' : 'wrote'} ${markdownCode(file)}`,
  );
  return [
    `### ${counted(reports.length, 'report')} read: ${counted(rowsAdded, 'row')} added, ${rowsChanged} changed`,
    '',
    ...listed(notes),
    ...listed(reports.map(reportLine)),
    ...(files.length === 0
      ? ['No file changes.', '']
      : [`<details><summary>${counted(files.length, 'file')}</summary>`, '', ...listed(files), '</details>', '']),
  ].join('\n');
}

/** The report, and below it what is odd, waits or was left out, each reason once. */
function reportLine(report: Report): string {
  const remarks = [
    ...report.warnings.map(({ code, message }) => `warning ${code}: ${message}`),
    ...groups(report.reviews, 'review'),
    ...groups(report.rejected, 'rejected'),
  ];
  const more = remarks.length - MAX_REMARKS;
  return [
    `${markdownCode(report.file)}: ${markdown(`${aboutOf(report)}${countByType(report)}`)}`,
    ...remarks.slice(0, MAX_REMARKS).map((remark) => `  - ${markdown(remark)}`),
    ...(more > 0 ? [`  - … and ${more} more`] : []),
  ].join('\n');
}

/** A list that ends with the count of what it leaves out, and a line between it and what follows. */
function listed(lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  const more = lines.length - MAX_LINES;
  return [...lines.slice(0, MAX_LINES).map((line) => `- ${line}`), ...(more > 0 ? [`- … and ${more} more`] : []), ''];
}
