import { parse } from 'csv-parse/sync';
import type { Range } from './diagnostic.js';
import type { SourceText } from './source.js';

/** A CSV file (RFC 4180) with the place of each of its rows. */
export interface CsvTable {
  source: SourceText;
  header: string[];
  /** Line of the header, counted from 1. */
  headerLine: number;
  rows: CsvRow[];
}

export interface CsvRow {
  /** Line of the row's first character, counted from 1. */
  line: number;
  cells: string[];
}

/** Broken quoting, with the line (counted from 1) where the broken part begins. */
export class CsvSyntaxError extends Error {
  override readonly name = 'CsvSyntaxError';

  constructor(
    message: string,
    readonly line: number,
  ) {
    super(message);
  }
}

/**
 * Reads a CSV text; rows keep the number of cells that they have. Throws a `CsvSyntaxError` on broken quoting.
 * Lines without a quote are cut at their commas, which is what makes a list of 100,000 rows quick; only the others
 * need the parser.
 */
export function parseCsv(source: SourceText): CsvTable {
  const rows: CsvRow[] = [];
  const { lineCount } = source;
  for (let number = 1; number <= lineCount; number++) {
    const line = source.line(number);
    if (line.includes('"')) number = parseQuoted(source, number, rows);
    else if (line !== '') rows.push({ line: number, cells: line.split(',') });
  }
  const [header, ...items] = rows;
  return { source, header: header?.cells ?? [], headerLine: header?.line ?? 1, rows: items };
}

/** What stands between the names of a header in place of commas, as people call it: spreadsheets of many countries write it. */
export function foreignSeparators(header: string): string | undefined {
  if (header.includes(',')) return undefined;
  return SEPARATORS.find(([character]) => header.includes(character))?.[1];
}

const SEPARATORS: readonly (readonly [character: string, name: string])[] = [
  ['\t', 'tabs'],
  [';', 'semicolons'],
  ['|', 'vertical bars'],
];

/** Reads the run of lines with quotes that begins at `first`; returns the number of its last line. */
function parseQuoted(source: SourceText, first: number, rows: CsvRow[]): number {
  // The lines on which records start: a record goes on while a quote is open.
  const starts: number[] = [];
  let isOpen = false;
  let next = first;
  for (; next <= source.lineCount; next++) {
    const quotes = source.line(next).split('"').length - 1;
    if (!isOpen && quotes === 0) break;
    if (!isOpen) starts.push(next);
    if (quotes % 2 === 1) isOpen = !isOpen;
  }
  const last = next - 1;
  const records = parseRecords(source.lines(first, last));
  if (records instanceof Error || records.length !== starts.length) throw brokenRecord(source, starts, last);
  for (const [index, cells] of records.entries()) rows.push({ line: starts[index] ?? first, cells });
  return last;
}

function parseRecords(text: string): string[][] | Error {
  try {
    return parse(text, { relax_column_count: true, record_delimiter: ['\r\n', '\n'] });
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** The error of the first record that cannot be read alone. */
function brokenRecord(source: SourceText, starts: readonly number[], last: number): CsvSyntaxError {
  for (const [index, start] of starts.entries()) {
    const outcome = parseRecords(source.lines(start, (starts[index + 1] ?? last + 1) - 1));
    // The parser counts lines from the start of the record: its number would mislead.
    if (outcome instanceof Error)
      return new CsvSyntaxError(outcome.message.replace(/,?\s*(at|on)? line \d+/, ''), start);
  }
  return new CsvSyntaxError('the quotes do not fit the lines', starts[0] ?? 1);
}

/**
 * Writes rows as RFC 4180 with CRLF, which the watchlist service expects; a cell is quoted only where it must be, so that
 * diffs read well. Ours, because a library takes ten times as long over a list of 100,000 rows.
 */
export function stringifyCsv(header: readonly string[], rows: readonly (readonly string[])[]): string {
  let text = csvLine(header);
  for (const row of rows) text += csvLine(row);
  return text;
}

/** One row, with its line end. */
export function csvLine(cells: readonly string[]): string {
  // An empty line would be no row at all.
  if (cells.length === 1 && cells[0] === '') return '""\r\n';
  let line = '';
  let comma = '';
  for (const cell of cells) {
    line += comma + (NOT_PLAIN.test(cell) && NEEDS_QUOTES.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
    comma = ',';
  }
  return `${line}\r\n`;
}

/** Most cells have none of these, and are looked at once. */
const NOT_PLAIN = /[\s",]/;
const NEEDS_QUOTES = /[",\r\n]|^\s|\s$/;

/** The range of one cell of a row (quotes included), found by walking the line again: only findings pay for it. */
export function cellRange(table: CsvTable, row: CsvRow, index: number): Range {
  const line = table.source.line(row.line);
  let start = 0;
  for (let cell = 0; cell < index; cell++) start = endOfCell(line, start) + 1;
  return {
    start: { line: row.line, column: Math.min(start, line.length) + 1 },
    end: { line: row.line, column: endOfCell(line, start) + 1 },
  };
}

function endOfCell(line: string, start: number): number {
  let quoted = false;
  for (let at = start; at < line.length; at++) {
    if (line[at] === '"') quoted = !quoted;
    else if (line[at] === ',' && !quoted) return at;
  }
  return line.length;
}
