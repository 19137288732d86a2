/** One record of a delimited file, and the line (from 1) on which it starts. */
export interface DelimitedRow {
  line: number;
  cells: string[];
}

export type CellDelimiter = ',' | ';' | '\t' | '|';

/** A quoted cell that is longer was never closed: its quote is a character like others. */
const MAX_QUOTED_LENGTH = 20_000;
/** After so many quotes that nothing closed, quotes are characters like others: else each would be searched for. */
const MAX_OPEN_QUOTES = 500;

/**
 * The records of a delimited text, one at a time: quoted cells may hold line ends and doubled quotes; a quote inside of
 * a plain cell is a character, and so is one that is never closed. Each character is read once, or twice behind a quote
 * that stays open.
 */
export function* delimitedRows(text: string, delimiter: CellDelimiter): Generator<DelimitedRow> {
  let at = 0;
  let line = 1;
  let openQuotes = 0;
  while (at < text.length) {
    const row: DelimitedRow = { line, cells: [] };
    let isOpen = true;
    while (isOpen) {
      while (text[at] === ' ') at++;
      const isQuote = text[at] === '"' && openQuotes < MAX_OPEN_QUOTES;
      const quoted = isQuote ? quotedCell(text, at, delimiter) : null;
      if (quoted === null) {
        if (isQuote) openQuotes++;
        const end = endOfPlain(text, at, delimiter);
        row.cells.push(text.slice(at, end).trim());
        at = end;
      } else {
        row.cells.push(quoted.value.trim());
        line += quoted.lines;
        at = quoted.end;
      }
      isOpen = text[at] === delimiter;
      if (at < text.length) at++;
    }
    line++;
    yield row;
  }
}

/**
 * The cells of one line; null when a quote is not closed. Blanks around a cell do not count, a doubled quote stands for
 * one, and a quote in the middle of a quoted cell is itself unless a delimiter or the end follows.
 */
export function cellsOfLine(line: string, delimiter: CellDelimiter): string[] | null {
  const cells: string[] = [];
  for (let at = 0; ; at++) {
    while (line[at] === ' ' || (line[at] === '\t' && delimiter !== '\t')) at++;
    const quoted = line[at] === '"' ? quotedCell(line, at, delimiter, line.length) : undefined;
    if (quoted === null) return null;
    const end = quoted?.end ?? endOfPlain(line, at, delimiter);
    cells.push(quoted?.value ?? line.slice(at, end).trimEnd());
    if (end >= line.length) return cells;
    at = end;
  }
}

function endOfPlain(text: string, from: number, delimiter: string): number {
  let at = from;
  while (at < text.length && text[at] !== delimiter && text[at] !== '\n') at++;
  return at;
}

/** A quoted cell: what follows its closing quote is the delimiter, a line end or the text's end. */
function quotedCell(
  text: string,
  start: number,
  delimiter: string,
  limit = Math.min(text.length, start + MAX_QUOTED_LENGTH),
): { value: string; end: number; lines: number } | null {
  let lines = 0;
  for (let at = start + 1; at < limit; at++) {
    const char = text[at];
    if (char === '\n') lines++;
    if (char !== '"') continue;
    if (text[at + 1] === '"') {
      at++;
      continue;
    }
    let end = at + 1;
    while (text[end] === ' ' || (text[end] === '\t' && delimiter !== '\t')) end++;
    if (end >= text.length || text[end] === delimiter || text[end] === '\n') {
      return { value: text.slice(start + 1, at).replaceAll('""', '"'), end, lines };
    }
  }
  return null;
}
