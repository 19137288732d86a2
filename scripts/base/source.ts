import type { Position, Range } from './diagnostic.js';

/** The text of one file with the means to turn an offset into a line and a column. */
export class SourceText {
  readonly #lineStarts: number[];

  constructor(
    /** Path relative to the repository's root, with forward slashes. */
    readonly file: string,
    readonly text: string,
  ) {
    this.#lineStarts = [0];
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) this.#lineStarts.push(at + 1);
  }

  /** Position of an offset in UTF-16 code units; offsets outside the text are clamped. */
  position(offset: number): Position {
    const at = Math.max(0, Math.min(offset, this.text.length));
    let low = 0;
    let high = this.#lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#lineStarts[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: at - (this.#lineStarts[low] ?? 0) + 1 };
  }

  /** Offset of a position in UTF-16 code units; what lies behind a line's end counts as that end. */
  offset({ line, column }: Position): number {
    const start = this.#lineStarts[line - 1];
    if (start === undefined) return line < 1 ? 0 : this.text.length;
    return start + Math.min(Math.max(0, column - 1), this.line(line).length);
  }

  range(start: number, end: number): Range {
    return { start: this.position(start), end: this.position(end) };
  }

  /** A text that ends with a line end has a last line that is empty. */
  get lineCount(): number {
    return this.#lineStarts.length;
  }

  /** The text from one line to another, both included, as it is. */
  lines(first: number, last: number): string {
    return this.text.slice(this.#lineStarts[first - 1], this.#lineStarts[last]);
  }

  /** The range of a whole line, counted from 1. */
  lineRange(number: number): Range {
    return { start: { line: number, column: 1 }, end: { line: number, column: this.line(number).length + 1 } };
  }

  /** The text of a line, counted from 1, without its line end. */
  line(number: number): string {
    const start = this.#lineStarts[number - 1];
    if (start === undefined) return '';
    const next = this.#lineStarts[number];
    const end = next === undefined ? this.text.length : next - 1;
    return this.text.slice(start, end > start && this.text.charCodeAt(end - 1) === 13 ? end - 1 : end);
  }
}
