/** A step into a JSON document: a key or an index. */
export type PathPart = string | number;

/** What becomes of an object or an array: parsed as one record, looked into, or passed over. */
export type Selection = 'take' | 'enter' | 'skip';

/** Receives what `JsonRecords` finds. Paths are valid during the call only. */
export interface JsonRecordHandler {
  /** Asked once for each object and array that is not inside a taken or skipped one. */
  select(path: readonly PathPart[]): Selection;
  /** A taken record, or a scalar of a container that was entered. */
  value(path: readonly PathPart[], value: unknown): void;
  /** A taken record that could not be read: its beginning, and why. Reading goes on behind it. */
  unreadable(beginning: string, reason: string): void;
  /** The rest of the document could not be read. */
  stopped(code: 'truncated' | 'malformed', message: string): void;
}

/** Longest record, in UTF-16 code units. Larger ones are attachments or attacks. */
export const MAX_RECORD_LENGTH = 1_048_576;
/** Levels of nesting, from the document's root. */
export const MAX_DEPTH = 64;
/** How much of an unreadable record is shown. */
const BEGINNING = 300;

type Expected = 'value' | 'first-value' | 'key' | 'first-key' | 'colon' | 'end';
type Capture = 'key' | 'string' | 'literal' | 'record' | 'skipped';

/**
 * Splits JSON into records while it arrives, in pieces of any size: linear in time, and in memory one record.
 * The structure around the records is checked here, the records themselves by `JSON.parse`. Documents may follow
 * one another (JSON lines). A key that occurs twice is reported twice.
 */
export class JsonRecords {
  /** One entry an entered container, true for arrays; `#path` has as many parts. */
  readonly #arrays: boolean[] = [];
  readonly #path: PathPart[] = [];
  #expected: Expected = 'value';
  #capture: Capture | null = null;
  #held = '';
  /** Why the record under way will not be parsed; empty while nothing speaks against it. */
  #refusal = '';
  #depth = 0;
  #inString = false;
  #escaped = false;
  /** Characters before the current piece. */
  #offset = 0;
  #stopped = false;

  constructor(private readonly handler: JsonRecordHandler) {}

  write(text: string): void {
    let at = 0;
    while (at < text.length && !this.#stopped) {
      at = this.#capture === null ? this.#readStructure(text, at) : this.#continueCapture(text, at);
    }
    this.#offset += text.length;
  }

  end(): void {
    if (this.#stopped) return;
    // Only the delimiter ends a number: the end of the document is one.
    if (this.#capture === 'literal' && this.#arrays.length === 0) this.#finishCapture();
    if (this.#stopped || (this.#capture === null && this.#arrays.length === 0)) return;
    if (this.#capture === 'record') {
      this.handler.unreadable(this.#held.slice(0, BEGINNING), 'incomplete: the file ends inside this record');
    }
    this.#stop('truncated', 'the JSON ends before it is complete; its complete records were read');
  }

  #readStructure(text: string, from: number): number {
    let at = from;
    while (at < text.length && isBlank(text.charCodeAt(at))) at++;
    const character = text[at];
    if (character === undefined) return at;
    switch (this.#expected) {
      case 'value':
      case 'first-value':
        if (character === ']' && this.#expected === 'first-value') return this.#leave(at);
        return this.#beginValue(character, at);
      case 'key':
      case 'first-key':
        if (character === '}' && this.#expected === 'first-key') return this.#leave(at);
        if (character !== '"') return this.#malformed(at, 'a key in quotes');
        return this.#beginCapture('key', at, 1);
      case 'colon':
        if (character !== ':') return this.#malformed(at, 'a colon');
        this.#expected = 'value';
        return at + 1;
      default:
        return this.#afterValue(character, at);
    }
  }

  #afterValue(character: string, at: number): number {
    const isArray = this.#arrays.at(-1) === true;
    if (character === ',') {
      this.#expected = isArray ? 'value' : 'key';
      return at + 1;
    }
    return character === (isArray ? ']' : '}')
      ? this.#leave(at)
      : this.#malformed(at, `a comma or the end of the ${isArray ? 'list' : 'object'}`);
  }

  #beginValue(character: string, at: number): number {
    const last = this.#path.length - 1;
    const index = this.#path[last];
    if (this.#arrays[last] === true && typeof index === 'number') this.#path[last] = index + 1;
    if (character === '"') return this.#beginCapture('string', at, 1);
    if (character !== '{' && character !== '[') return this.#beginCapture('literal', at, 0);
    const selection = this.handler.select(this.#path);
    if (selection !== 'enter') {
      this.#beginCapture(selection === 'take' ? 'record' : 'skipped', at, 0);
      return at;
    }
    if (this.#arrays.length >= MAX_DEPTH) return this.#malformed(at, `nesting of at most ${MAX_DEPTH} levels`);
    const isArray = character === '[';
    this.#arrays.push(isArray);
    this.#path.push(isArray ? -1 : '');
    this.#expected = isArray ? 'first-value' : 'first-key';
    return at + 1;
  }

  #leave(at: number): number {
    this.#arrays.pop();
    this.#path.pop();
    this.#expected = this.#arrays.length === 0 ? 'value' : 'end';
    return at + 1;
  }

  /** `length` characters at `at` are known to belong to what begins: the quote of a string. */
  #beginCapture(capture: Capture, at: number, length: 0 | 1): number {
    this.#capture = capture;
    this.#held = length === 1 ? '"' : '';
    this.#inString = length === 1;
    this.#escaped = false;
    this.#depth = 0;
    this.#refusal = '';
    return at + length;
  }

  #continueCapture(text: string, from: number): number {
    const end = this.#capture === 'literal' ? endOfLiteral(text, from) : this.#endOfValue(text, from);
    const stop = end ?? text.length;
    if (this.#capture !== 'skipped') this.#hold(text, from, stop);
    if (end !== null) this.#finishCapture();
    return stop;
  }

  #hold(text: string, from: number, to: number): void {
    if (this.#held.length + to - from > MAX_RECORD_LENGTH) {
      this.#refusal = 'the record is larger than 1 MB';
      this.#held = (this.#held + text.slice(from, from + BEGINNING)).slice(0, BEGINNING);
    } else if (this.#refusal === '') this.#held += text.slice(from, to);
  }

  #finishCapture(): void {
    const capture = this.#capture;
    const held = this.#held;
    this.#capture = null;
    this.#held = '';
    // Only the key decides what is expected next; all else was a value.
    this.#expected = capture === 'key' ? 'colon' : this.#arrays.length === 0 ? 'value' : 'end';
    if (capture === 'skipped') return;
    const parsed = this.#refusal === '' ? parse(held) : undefined;
    if (capture === 'key') {
      if (typeof parsed === 'string') this.#path[this.#path.length - 1] = parsed;
      else this.#malformed(0, 'a readable key');
    } else if (parsed !== undefined) this.handler.value(this.#path, parsed);
    else if (capture === 'literal') this.#malformed(0, 'a JSON value');
    else this.handler.unreadable(held.slice(0, BEGINNING), this.#refusal || 'malformed JSON');
  }

  /** Index behind the string, object or list that is under way; null when it goes on in the next piece. */
  // biome-ignore lint/complexity/noExcessiveCognitiveComplexity: a reader: one branch a form that reports have, in the order of the text.
  #endOfValue(text: string, from: number): number | null {
    let at = from;
    while (at < text.length) {
      if (this.#inString) {
        const end = this.#endOfString(text, at);
        if (end === null || this.#depth === 0) return end;
        at = end;
        continue;
      }
      const code = text.charCodeAt(at++);
      if (code === QUOTE) this.#inString = true;
      else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
        this.#depth++;
        if (this.#depth + this.#arrays.length > MAX_DEPTH) this.#refusal = `nested deeper than ${MAX_DEPTH} levels`;
      } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
        this.#depth--;
        if (this.#depth === 0) return at;
      }
    }
    return null;
  }

  #endOfString(text: string, from: number): number | null {
    let at = this.#escaped ? from + 1 : from;
    this.#escaped = false;
    for (;;) {
      const quote = text.indexOf('"', at);
      const stop = quote === -1 ? text.length : quote;
      // An odd number of backslashes before a character escapes it.
      let slashes = 0;
      while (stop - slashes > at && text.charCodeAt(stop - slashes - 1) === BACKSLASH) slashes++;
      const escaped = slashes % 2 === 1;
      if (quote === -1) {
        this.#escaped = escaped;
        return null;
      }
      at = quote + 1;
      if (escaped) continue;
      this.#inString = false;
      return at;
    }
  }

  #malformed(at: number, expected: string): number {
    const place = this.#offset + at + 1;
    this.#stop('malformed', `the JSON is broken near character ${place}: expected ${expected}; the rest was not read`);
    return at;
  }

  #stop(code: 'truncated' | 'malformed', message: string): void {
    this.#stopped = true;
    this.#held = '';
    this.handler.stopped(code, message);
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

function endOfLiteral(text: string, from: number): number | null {
  const delimiter = /[\s,\]}:"[{]/g;
  delimiter.lastIndex = from;
  const index = delimiter.exec(text)?.index;
  // A literal has at least one character, or reading would not advance.
  return index === undefined ? null : Math.max(index, from);
}

/** Undefined (which JSON cannot say) for text that is no JSON. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
