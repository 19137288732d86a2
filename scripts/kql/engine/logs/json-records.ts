import { isObject } from '../../../base/objects.js';

/** Thrown where a text is no JSON, with the line (counted from 1) of the value that cannot be read. */
export class BrokenJson extends Error {
  constructor(
    readonly line: number,
    reason: string,
  ) {
    super(`the JSON value that begins on line ${line} cannot be read: ${reason}`);
  }
}

/** A JSON object and the line on which it begins, counted from 1. */
export interface JsonRecord {
  line: number;
  value: Record<string, unknown>;
}

/** Node holds no longer text. */
const MAX_VALUE = 400_000_000;

const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;

/**
 * The objects of a JSON text as it comes: one a line, one after another, or the items of a list. Only one of them is in
 * memory at a time. Values that are no objects are left out.
 */
export async function* jsonRecords(pieces: AsyncIterable<string>): AsyncGenerator<JsonRecord> {
  const splitter = new Splitter();
  for await (const piece of pieces) {
    for (const { line, text } of splitter.take(piece)) {
      const value = parseValue(line, text);
      if (isObject(value)) yield { line, value };
    }
  }
  splitter.end();
}

/** Cuts a text into the objects that stand at its top, or in a list at its top. */
class Splitter {
  #text = '';
  /** Where the scan goes on in the text. */
  #at = 0;
  #line = 1;
  #depth = 0;
  #start = -1;
  #startLine = 1;

  // biome-ignore lint/complexity/noExcessiveCognitiveComplexity: a scanner: one branch a character or a form of the export.
  *take(piece: string): Generator<{ line: number; text: string }> {
    this.#text += piece;
    const text = this.#text;
    let at = this.#at;
    while (at < text.length) {
      const code = text.charCodeAt(at);
      if (code === 34 /* " */) {
        const close = stringEnd(text, at);
        if (close === -1) break;
        at = close + 1;
        continue;
      }
      if (code === 10) this.#line++;
      else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
        if (this.#start === -1 && code === OPEN_BRACE) {
          this.#start = at;
          this.#startLine = this.#line;
          this.#depth = 0;
        }
        if (this.#start !== -1) this.#depth++;
      } else if ((code === CLOSE_BRACE || code === CLOSE_BRACKET) && this.#start !== -1) {
        this.#depth--;
        if (this.#depth === 0) {
          yield { line: this.#startLine, text: text.slice(this.#start, at + 1) };
          this.#start = -1;
        }
      }
      at++;
    }
    const keep = this.#start === -1 ? at : this.#start;
    this.#text = text.slice(keep);
    this.#at = at - keep;
    if (this.#start !== -1) this.#start = 0;
    if (this.#text.length > MAX_VALUE) throw new BrokenJson(this.#startLine, 'it is too long');
  }

  end(): void {
    if (this.#start !== -1) throw new BrokenJson(this.#startLine, 'it is not closed');
    if (this.#text.trim() !== '') throw new BrokenJson(this.#line, 'a text is not closed');
  }
}

/** The quote that closes the string which opens at `open`; -1 while it is not there. */
function stringEnd(text: string, open: number): number {
  let close = text.indexOf('"', open + 1);
  while (close !== -1) {
    let slashes = 0;
    while (text.charCodeAt(close - 1 - slashes) === 92) slashes++;
    if (slashes % 2 === 0) return close;
    close = text.indexOf('"', close + 1);
  }
  return -1;
}

/** Numbers that JavaScript would write otherwise: long ones, exponents, ends in zero after the point. */
const FRAGILE_NUMBER = /[:,[]\s*-?\d+(?:\d{15}|(?:\.\d+)?[eE]|\.\d*0\s*[,\]}]|\.\d{15})/;

/** Before a number that is kept as a text, as it was written. A character of private use: no log has it. */
const NUMBER_MARK = '\ue000';
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const KEPT_NUMBER = /"\ue000(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)"/g;

function parseValue(line: number, text: string): unknown {
  try {
    return JSON.parse(FRAGILE_NUMBER.test(text) ? keepNumbers(text) : text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new BrokenJson(line, reason.slice(0, 120));
  }
}

function keepNumbers(text: string): string {
  return text.replace(TOKEN, (token) => (token.startsWith('"') ? token : `"${NUMBER_MARK}${token}"`));
}

/** The text of a number that was kept; undefined for other values. */
export function keptNumber(value: unknown): string | undefined {
  return typeof value === 'string' && value.startsWith(NUMBER_MARK) ? value.slice(1) : undefined;
}

/** JSON of a value that `jsonRecords` gave, its numbers as they were written. */
export function toJson(value: unknown): string {
  return JSON.stringify(value).replace(KEPT_NUMBER, '$1');
}
