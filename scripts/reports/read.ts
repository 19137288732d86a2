import { openDocument, type ReportInput, unreadable } from './pages/document.js';
import { readPage } from './pages/page.js';
import { threatFoxReport } from './pages/threatfox-report.js';
import { urlhausReport } from './pages/urlhaus-report.js';
import { vendorPost } from './pages/vendor-post.js';
import type { Reader, ReadOptions } from './reader.js';
import type { Report } from './report.js';

/** The formats of text reports; the first that recognises a file reads it, and the last one takes any text. */
const READERS: readonly Reader[] = [threatFoxReport, urlhausReport, vendorPost];

/**
 * Reads a report in text, Markdown or HTML. Every row of its tables ends among the indicators, the rejections or the
 * reviews; what is odd becomes a warning.
 * @throws SentinelError `report-unreadable` (exit code 1) for a file that is empty, no text, larger than
 *   `MAX_REPORT_BYTES`, or holds nothing that a report is made of
 */
export function readReport(input: ReportInput, options: ReadOptions): Report {
  const document = openDocument(input);
  const page = readPage(document);
  const reader = READERS.find((candidate) => candidate.detect(document, page)) ?? vendorPost;
  const report = reader.read(document, page, options);
  const holdsValues = report.indicators.length + report.rejected.length + report.reviews.length > 0;
  const isReport = holdsValues || report.family !== '' || report.tables.length > 0 || report.falsePositives.length > 0;
  if (isReport) return report;
  throw unreadable(
    input.file,
    'holds no indicators and nothing else of a report',
    'Check that it is the right file; a report has a table of indicators, queries, or defanged values.',
  );
}
