import { delimiterOf, readAnyReport, readDelimited } from './any-report.js';
import { openDocument, type ReportDocument, type ReportInput, unreadable } from './pages/document.js';
import { readPage } from './pages/page.js';
import { threatFoxReport } from './pages/threatfox-report.js';
import { urlhausReport } from './pages/urlhaus-report.js';
import type { Reader, ReadOptions } from './reader.js';
import type { Report } from './report.js';
import { readStructured } from './structured/read-structured.js';

/** The formats of text reports that are known by name; the first that recognises a file reads it. */
const READERS: readonly Reader[] = [threatFoxReport, urlhausReport];

/**
 * Reads a report in text, Markdown or HTML. Every row of its tables ends among the indicators, the rejections or the
 * reviews; what is odd becomes a warning.
 * @throws SentinelError `report-unreadable` (exit code 1) for a file that is empty, no text, larger than
 *   `MAX_REPORT_BYTES`, or holds nothing that a report is made of
 */
export function readReport(input: ReportInput, options: ReadOptions): Report {
  const document = openDocument(input);
  const report = read(document, options);
  const holdsValues = report.indicators.length + report.rejected.length + report.reviews.length > 0;
  const isReport =
    holdsValues ||
    (report.family !== '' && report.certainty === 'high') ||
    report.tables.length > 0 ||
    report.falsePositives.length > 0;
  if (isReport) return report;
  throw unreadable(
    input.file,
    'holds no indicators and nothing else of a report',
    'Check that it is the right file; a report has a table of indicators, queries, or defanged values.',
  );
}

function read(document: ReportDocument, options: ReadOptions): Report {
  if (document.syntax !== 'text') return readStructured(document, options);
  const delimiter = delimiterOf(document);
  if (delimiter === ',' || delimiter === ';') return readDelimited(document, delimiter, options);
  const page = readPage(document);
  const reader = READERS.find((candidate) => candidate.detect(document, page));
  if (reader !== undefined) return reader.read(document, page, options);
  return delimiter === null ? readAnyReport(document, page, options) : readDelimited(document, delimiter, options);
}
