/** Longest line, in UTF-16 code units. */
export const MAX_LINE_LENGTH = 1_048_576;
/** How much of a line that is too long is shown. */
const BEGINNING = 300;

export interface CsvLineHandler {
  /** @param ended false for what stands behind the last line end: it may have been cut. */
  line(text: string, ended: boolean): void;
  /** A line that is too long to be a row; reading goes on behind it. */
  tooLong(beginning: string): void;
}

/**
 * Splits text into lines while it arrives, in pieces of any size; LF or CRLF. The feeds keep a row on one line, so a
 * quote that is never closed spoils its own row and no other.
 */
export class CsvLines {
  #held = '';
  #tooLong = false;

  constructor(private readonly handler: CsvLineHandler) {}

  write(text: string): void {
    let at = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', at)) {
      this.#hold(text.slice(at, end));
      this.#release(true);
      at = end + 1;
    }
    if (at < text.length) this.#hold(text.slice(at));
  }

  end(): void {
    if (this.#held !== '') this.#release(false);
  }

  #hold(piece: string): void {
    if (this.#tooLong) return;
    this.#held += piece;
    if (this.#held.length <= MAX_LINE_LENGTH) return;
    this.#tooLong = true;
    this.#held = this.#held.slice(0, BEGINNING);
  }

  #release(ended: boolean): void {
    const line = this.#held.endsWith('\r') ? this.#held.slice(0, -1) : this.#held;
    if (this.#tooLong) this.handler.tooLong(line);
    else this.handler.line(line, ended);
    this.#held = '';
    this.#tooLong = false;
  }
}

/**
 * The cells of a line, or null when a quote is not closed. Blanks around a cell do not count, a doubled quote stands
 * for one, and a quote in the middle of a quoted cell is itself unless a comma or the end follows.
 */
export function splitCells(line: string): string[] | null {
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    while (line[at] === ' ' || line[at] === '\t') at++;
    const isQuoted = line[at] === '"';
    const end = isQuoted ? endOfQuoted(line, at + 1) : endOfPlain(line, at);
    if (end === null) return null;
    cells.push(isQuoted ? unquote(line.slice(at + 1, end)) : line.slice(at, end).trimEnd());
    const comma = isQuoted ? line.indexOf(',', end) : end;
    if (comma === -1 || comma >= line.length) return cells;
    at = comma + 1;
  }
}

function endOfPlain(line: string, from: number): number {
  const comma = line.indexOf(',', from);
  return comma === -1 ? line.length : comma;
}

/** Index of the quote that closes the cell. */
function endOfQuoted(line: string, from: number): number | null {
  for (let quote = line.indexOf('"', from); quote !== -1; quote = line.indexOf('"', quote)) {
    if (line[quote + 1] === '"') {
      quote += 2;
      continue;
    }
    let next = quote + 1;
    while (line[next] === ' ' || line[next] === '\t') next++;
    if (next >= line.length || line[next] === ',') return quote;
    quote = next;
  }
  return null;
}

function unquote(text: string): string {
  return text.includes('""') ? text.replaceAll('""', '"') : text;
}
