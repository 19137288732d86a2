/** One record of a delimited file, and the line (from 1) on which it starts. */
export interface DelimitedRow {
  line: number;
  cells: string[];
}

export type CellDelimiter = ',' | ';' | '\t' | '|';

const DELIMITERS: readonly CellDelimiter[] = ['\t', ';', '|', ','];
/** Lines that are looked at to tell a table from prose. */
const SAMPLE_LINES = 400;
/** A quoted cell that is longer was never closed: its quote is a character like others. */
const MAX_QUOTED_LENGTH = 20_000;
/** After so many quotes that nothing closed, quotes are characters like others: else each would be searched for. */
const MAX_OPEN_QUOTES = 500;

/**
 * What parts the cells of a text that is one table from its first line to its last; null for a text that is none. A
 * table has the same number of cells, two or more, in nearly all of its lines; prose has not.
 * @param isNamedTable the file's name says that it is one (`.csv`, `.tsv`): fewer lines are proof enough
 */
// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: a reader: one branch a form that reports have, in the order of the text.
export function tableDelimiter(text: string, isNamedTable: boolean): CellDelimiter | null {
  let best: { delimiter: CellDelimiter; share: number; width: number } | null = null;
  for (const delimiter of DELIMITERS) {
    const widths: number[] = [];
    for (const { cells } of delimitedRows(text, delimiter)) {
      if (cells.length === 1 && (cells[0] === '' || /^\s*(?:#|\/\/)/.test(cells[0] ?? ''))) continue;
      widths.push(cells.length);
      if (widths.length >= SAMPLE_LINES) break;
    }
    const { width, share } = mostCommon(widths.filter((size) => size > 1));
    const overall = widths.length === 0 ? 0 : (share * widths.filter((size) => size > 1).length) / widths.length;
    // Rows may leave out their last cells, or have some more: what counts is that nearly all have several.
    const several = widths.filter((size) => size > 1).length / Math.max(1, widths.length);
    const isTable = isNamedTable ? several >= 0.5 : overall >= 0.8 && several >= 0.9 && widths.length >= 2;
    if (width < 2 || !isTable) continue;
    if (best === null || overall > best.share + 0.05) best = { delimiter, share: overall, width };
  }
  return best?.delimiter ?? null;
}

function mostCommon(widths: readonly number[]): { width: number; share: number } {
  const counts = new Map<number, number>();
  for (const width of widths) counts.set(width, (counts.get(width) ?? 0) + 1);
  const [width, count] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? [0, 0];
  return { width, share: widths.length === 0 ? 0 : count / widths.length };
}

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

function endOfPlain(text: string, from: number, delimiter: string): number {
  const lineEnd = text.indexOf('\n', from);
  const limit = lineEnd === -1 ? text.length : lineEnd;
  for (let at = from; at < limit; at++) if (text[at] === delimiter) return at;
  return limit;
}

/** A quoted cell: what follows its closing quote is the delimiter, a line end or the text's end. */
function quotedCell(
  text: string,
  start: number,
  delimiter: string,
): { value: string; end: number; lines: number } | null {
  const limit = Math.min(text.length, start + MAX_QUOTED_LENGTH);
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
    while (text[end] === ' ') end++;
    if (end >= text.length || text[end] === delimiter || text[end] === '\n') {
      return { value: text.slice(start + 1, at).replaceAll('""', '"'), end, lines };
    }
  }
  return null;
}
