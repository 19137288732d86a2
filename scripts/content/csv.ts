import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
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

/** Reads a CSV text; rows keep the number of cells that they have. Throws the parser's error on broken quoting. */
export function parseCsv(source: SourceText): CsvTable {
  const records: unknown = parse(source.text, {
    bom: true,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
  });
  const rows: CsvRow[] = [];
  if (Array.isArray(records)) {
    let line = 1;
    for (const { record, info } of records) {
      const cells: string[] = record;
      const end: number = info.lines;
      // A quoted cell may hold line ends: the row then starts before the line on which it ends.
      const breaks = cells.reduce((sum, cell) => sum + (cell.includes('\n') ? cell.split('\n').length - 1 : 0), 0);
      line = Math.max(line, end - breaks);
      rows.push({ line, cells });
      line = end;
    }
  }
  const [header, ...items] = rows;
  return { source, header: header?.cells ?? [], headerLine: header?.line ?? 1, rows: items };
}

/** Writes rows as RFC 4180 with CRLF, which the watchlist service expects. */
export function stringifyCsv(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return stringify([[...header], ...rows.map((row) => [...row])], { record_delimiter: '\r\n' });
}

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
