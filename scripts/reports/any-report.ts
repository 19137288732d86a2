import type { CellDelimiter } from '../base/delimited.js';
import { Collector, NO_DETAILS } from './extraction/collector.js';
import { extractAll } from './extraction/extract.js';
import { hint } from './meaning/hints.js';
import { hintsOfLines } from './meaning/text-hints.js';
import type { ReportDocument } from './pages/document.js';
import type { Page } from './pages/page.js';
import { addFromQueries } from './pages/report-reader.js';
import type { ReadOptions } from './reader.js';
import type { Report } from './report.js';
import { tableDelimiter } from './tables/delimited.js';
import { takeDelimited } from './tables/read-table.js';
import { takeText } from './text/read-text.js';

/** What parts the cells of a document that is one table; null for any other. */
export function delimiterOf(document: ReportDocument): CellDelimiter | null {
  if (document.isPage) return null;
  const delimiter = tableDelimiter(document.text, /\.(?:csv|tsv|tab)(?:\.gz)?$/i.test(document.file));
  // Pipes part the cells of Markdown too, whose headings and rules no delimited file has.
  return delimiter === '|' && /^\s*(?:#|\||[-:|\s]+$)/m.test(document.text.slice(0, 2000)) ? null : delimiter;
}

/** Reads a delimited file: its columns are recognised by what they hold. */
export function readDelimited(document: ReportDocument, delimiter: CellDelimiter, options: ReadOptions): Report {
  const collector = new Collector(options);
  const { columns, notes } = takeDelimited(document.text, delimiter, collector, NO_DETAILS);
  hintsOfLines(notes, collector.hints);
  const [title] = notes;
  if (title !== undefined) hint(collector.hints.titles, title);
  return collector.report({ file: document.file, sha256: document.sha256, source: '', family: '', columns });
}

/**
 * Reads what vendors and researchers publish: text, Markdown, AsciiDoc and pages. Indicators stand in tables, in lists and
 * in sections of their own, or are defanged; what stands live in running text is left to a person.
 */
export function readAnyReport(document: ReportDocument, page: Page, options: ReadOptions): Report {
  const collector = new Collector(options);
  const family = page.summary.family ?? '';
  const details = { ...NO_DETAILS, family };
  addFromQueries(page, [], collector, { family });
  const lines = document.lines.map((line, at) => (page.apart.has(at) ? '' : line));
  const { columns, headings } = takeText(lines, collector, details, document.file);
  for (const heading of [...document.titles, titleLine(document.lines), ...headings.slice(0, 1)])
    hint(collector.hints.titles, heading);
  for (const date of document.dates) hint(collector.hints.dates, date);
  hintsOfLines(document.lines, collector.hints);
  for (const heading of headings.slice(1)) hint(collector.hints.mentions, heading);
  if (page.cut !== null) collector.warn('truncated', `the report ends ${page.cut}; its complete rows were read`);
  return collector.report({
    file: document.file,
    sha256: document.sha256,
    source: '',
    family,
    columns,
    falsePositives: page.falsePositives,
    tables: page.tables,
  });
}

/** The first line of a text, where it is a title: some words, no value among them, and an empty line below. */
function titleLine(lines: readonly string[]): string {
  const at = lines.findIndex((line) => line.trim() !== '');
  const line = (lines[at] ?? '').trim();
  const isTitle = /^[\p{L}\p{N}"'“‘[(]/u.test(line) && line.length <= 160 && /\S \S/.test(line) && !/[.:;]$/.test(line);
  return isTitle && (lines[at + 1] ?? '').trim() === '' && extractAll(line).length === 0 ? line : '';
}
