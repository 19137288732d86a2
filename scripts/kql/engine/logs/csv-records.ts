/** A record of a CSV file and the line on which it starts, counted from 1. */
export interface CsvRecord {
  line: number;
  cells: string[];
}

/** Longer than any cell of a real log: a quote that nobody closes must not take the whole file into memory. */
const MAX_RECORD = 50_000_000;

const SEPARATORS = ',;\t|';

/** Thrown where a quote is opened and never closed. */
export class UnclosedQuote extends Error {
  constructor(readonly line: number) {
    super(`a quote that opens on line ${line} is never closed`);
  }
}

/**
 * Reads the records of a CSV text as it comes: quoted cells may hold separators, line ends and doubled quotes; lines
 * without any cell are left out. The separator is the one that the header's line has most of: comma, semicolon, tab or
 * vertical bar.
 */
export async function* csvRecords(pieces: AsyncIterable<string>): AsyncGenerator<CsvRecord> {
  let text = '';
  let line = 1;
  let separator: string | undefined;
  for await (const piece of pieces) {
    text += piece;
    // What follows the last line end may go on in the next piece, and so may a quoted cell.
    let at = 0;
    for (;;) {
      const end = recordEnd(text, at, separator ?? SEPARATORS);
      if (end === -1) break;
      const source = text.slice(at, end);
      separator ??= separatorOf(source);
      if (source.trim() !== '') yield { line, cells: cellsOf(source, separator) };
      line += 1 + countLineEnds(source);
      at = end + 1;
    }
    text = text.slice(at);
    if (text.length > MAX_RECORD) throw new UnclosedQuote(line);
  }
  if (text.trim() === '') return;
  const last = recordEnd(`${text}\n`, 0, separator ?? SEPARATORS);
  if (last === -1) throw new UnclosedQuote(line);
  yield { line, cells: cellsOf(text, separator ?? separatorOf(text)) };
}

/**
 * The line end that closes the record which starts at `from`; -1 while it is not there yet. A quote opens a quoted cell
 * only where a cell begins: elsewhere it is a character, such as that of inches.
 */
function recordEnd(text: string, from: number, separators: string): number {
  let end = text.indexOf('\n', from);
  let quote = text.indexOf('"', from);
  while (quote !== -1 && quote < end) {
    let next = quote + 1;
    if (quote === from || separators.includes(text.charAt(quote - 1))) {
      const close = closingQuote(text, quote);
      if (close === -1) return -1;
      if (close > end) end = text.indexOf('\n', close);
      if (end === -1) return -1;
      next = close + 1;
    }
    quote = text.indexOf('"', next);
  }
  return end;
}

/** The quote that closes the cell which the quote at `open` opens; a doubled one does not. */
function closingQuote(text: string, open: number): number {
  let close = text.indexOf('"', open + 1);
  while (close !== -1 && text[close + 1] === '"') close = text.indexOf('"', close + 2);
  return close;
}

function countLineEnds(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

function separatorOf(header: string): string {
  const bare = header.replace(/"[^"]*"/g, '');
  let best = ',';
  for (const candidate of SEPARATORS) {
    if (bare.split(candidate).length > bare.split(best).length) best = candidate;
  }
  return best;
}

// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: a scanner: one branch a character or a form of the export.
function cellsOf(source: string, separator: string): string[] {
  const text = source.endsWith('\r') ? source.slice(0, -1) : source;
  if (!text.includes('"')) return text.split(separator);
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    if (text[at] === '"') {
      const close = closingQuote(text, at);
      const end = close === -1 ? text.length : close;
      const cell = text.slice(at + 1, end).replaceAll('""', '"');
      // What stands between the closing quote and the separator belongs to the cell, as spreadsheets read it.
      const next = text.indexOf(separator, end);
      cells.push(cell + text.slice(end + 1, next === -1 ? text.length : next));
      if (next === -1) return cells;
      at = next + 1;
    } else {
      const next = text.indexOf(separator, at);
      cells.push(text.slice(at, next === -1 ? text.length : next));
      if (next === -1) return cells;
      at = next + 1;
    }
  }
}
