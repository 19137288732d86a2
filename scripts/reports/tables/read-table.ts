import { type CellDelimiter, delimitedRows } from '../../base/delimited.js';
import { cleanText } from '../../base/strings.js';
import type { Collector, Details } from '../extraction/collector.js';
import type { ReportColumn } from '../report.js';
import { bare } from './cells.js';
import { type Column, isHeader, recogniseColumns, SAMPLE_ROWS } from './columns.js';
import { holdsValues } from './headers.js';
import { RowTaker } from './take-rows.js';

/** What a table was understood as. */
export interface TableReading {
  columns: ReportColumn[];
  rows: number;
  /** Whether a column holds indicators at all. */
  hasValues: boolean;
  /** Texts above the header and in comments: titles, sources, dates. */
  notes: string[];
}

/** Rows above a header: a title, a source, an empty line. */
const MAX_PREAMBLE = 10;

/** Reads a table that is in memory: of a page, a document or a sheet. Empty rows are no rows. */
export function takeTable(
  rows: readonly (readonly string[])[],
  collector: Collector,
  defaults: Details,
  section = '',
): TableReading {
  const filled = rows.filter((row) => row.some((cell) => bare(cell) !== ''));
  const start = headerAt(filled);
  const header = start === null ? null : (filled[start] ?? null);
  const body = start === null ? filled : filled.slice(start + 1);
  const notes = start === null ? [] : filled.slice(0, start).map((row) => cleanText(row.filter(Boolean).join(' ')));
  const columns = recogniseColumns(header, body);
  const hasValues = columns.some(({ as }) => holdsValues(as));
  const taker = new RowTaker(columns, collector, defaults, section);
  for (const row of body) taker.take(row);
  return { columns, rows: body.length, hasValues, notes };
}

/** Reads a delimited file, row by row: the first rows tell what the columns are. */
// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: a reader: one branch a form that reports have, in the order of the text.
export function takeDelimited(
  text: string,
  delimiter: CellDelimiter,
  collector: Collector,
  defaults: Details,
): TableReading {
  const notes: string[] = [];
  const sample: string[][] = [];
  const rest = delimitedRows(text, delimiter);
  for (let next = rest.next(); !next.done; next = rest.next()) {
    const { cells } = next.value;
    // A word to spreadsheets.
    if (/^sep=/i.test(cells[0] ?? '')) continue;
    const comment = /^\s*(?:#|\/\/)\s?(.*)$/.exec(cells[0] ?? '');
    if (comment !== null) {
      // A header may be a comment: `# first_seen,dst_ip`.
      const uncommented = [comment[1] ?? '', ...cells.slice(1)];
      if (cells.length > 1 && sample.length === 0 && isHeader(uncommented, [])) sample.push(uncommented);
      else notes.push(cleanText(cells.join(`${delimiter} `)));
    } else if (cells.some((cell) => cell !== '')) sample.push(cells);
    if (sample.length > SAMPLE_ROWS) break;
  }
  const start = headerAt(sample);
  const header = start === null ? null : (sample[start] ?? null);
  const body = start === null ? sample : sample.slice(start + 1);
  if (start !== null) notes.push(...sample.slice(0, start).map((row) => cleanText(row.filter(Boolean).join(' '))));
  const columns = recogniseColumns(header, body);
  if (notes.some(listsCertificates)) for (const column of columns) if (isHashColumn(column)) column.as = 'fingerprint';
  const taker = new RowTaker(columns, collector, defaults, '');
  let rows = body.length;
  for (const row of body) taker.take(row);
  for (let next = rest.next(); !next.done; next = rest.next()) {
    const { cells } = next.value;
    if (/^\s*(?:#|\/\/)/.test(cells[0] ?? '') || cells.every((cell) => cell === '')) continue;
    rows++;
    taker.take(cells);
  }
  return { columns, rows, hasValues: columns.some(({ as }) => holdsValues(as)), notes };
}

/** The SHA-1 of a certificate is no file's: what the head of a list of them says. */
function listsCertificates(note: string): boolean {
  return (
    /\bcertificates?\b/i.test(note) &&
    /\b(?:fingerprints?|thumbprints?|blacklist|blocklist|sha-?1|x\.?509)\b/i.test(note)
  );
}

function isHashColumn({ as }: Column): boolean {
  return as === 'hash' || as === 'md5' || as === 'sha1' || as === 'sha256';
}

/** The first row that is a header, among the first few; null for a table without one. */
function headerAt(rows: readonly (readonly string[])[]): number | null {
  const width = Math.max(...rows.slice(0, 50).map((row) => row.length), 1);
  for (const [index, row] of rows.slice(0, MAX_PREAMBLE).entries()) {
    const filled = row.filter((cell) => bare(cell) !== '').length;
    if (filled === 0 || (filled === 1 && width > 1)) continue;
    if (isHeader(row, rows.slice(index + 1, index + 50))) return index;
    // A row of values: what follows has no header any more.
    return width === 1 ? headerOfOne(rows) : null;
  }
  return width === 1 ? headerOfOne(rows) : null;
}

function headerOfOne(rows: readonly (readonly string[])[]): number | null {
  const [first = []] = rows;
  return rows.length > 1 && isHeader(first, rows.slice(1, 50)) ? 0 : null;
}
