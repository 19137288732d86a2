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
type Kind = 'key' | 'string' | 'literal' | 'record' | 'skipped';

/**
 * Splits JSON into records, in linear time: the structure around the records is checked here, the records themselves by
 * `JSON.parse`, so that a broken one spoils no other. Documents may follow one another (JSON lines). A key that occurs
 * twice is reported twice.
 */
export class JsonRecords {
  /** One entry an entered container, true for arrays; `#path` has as many parts. */
  readonly #arrays: boolean[] = [];
  readonly #path: PathPart[] = [];
  #expected: Expected = 'value';
  #stopped = false;
  #text = '';

  constructor(private readonly handler: JsonRecordHandler) {}

  read(text: string): void {
    this.#text = text;
    for (let at = 0; at < text.length && !this.#stopped; ) at = this.#readStructure(at);
    if (!this.#stopped && this.#arrays.length > 0) this.#truncated();
  }

  #readStructure(from: number): number {
    let at = from;
    while (at < this.#text.length && isBlank(this.#text.charCodeAt(at))) at++;
    const character = this.#text[at];
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
        return this.#finish('key', at, endOfString(this.#text, at + 1));
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
    if (character === '"') return this.#finish('string', at, endOfString(this.#text, at + 1));
    if (character !== '{' && character !== '[') return this.#finish('literal', at, this.#endOfLiteral(at));
    const selection = this.handler.select(this.#path);
    if (selection !== 'enter') {
      const { end, depth } = endOfRecord(this.#text, at);
      const isTooDeep = depth + this.#arrays.length > MAX_DEPTH;
      const refusal = isTooDeep ? `nested deeper than ${MAX_DEPTH} levels` : '';
      return this.#finish(selection === 'take' ? 'record' : 'skipped', at, end, refusal);
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

  /** @param end index behind the value; null for one that the end of the text cuts */
  #finish(kind: Kind, start: number, end: number | null, refusal = ''): number {
    if (end === null) {
      if (kind === 'record') this.#unreadable(start, 'incomplete: the file ends inside this record');
      this.#truncated();
      return this.#text.length;
    }
    // Only the key decides what is expected next; all else was a value.
    this.#expected = kind === 'key' ? 'colon' : this.#arrays.length === 0 ? 'value' : 'end';
    if (kind === 'skipped') return end;
    const reason = end - start > MAX_RECORD_LENGTH ? 'the record is larger than 1 MB' : refusal;
    const parsed = reason === '' ? parse(this.#text.slice(start, end)) : undefined;
    if (kind === 'key') {
      if (typeof parsed === 'string') this.#path[this.#path.length - 1] = parsed;
      else this.#malformed(start, 'a readable key');
    } else if (parsed !== undefined) this.handler.value(this.#path, parsed);
    else if (kind === 'literal') this.#malformed(start, 'a JSON value');
    else this.#unreadable(start, reason || 'malformed JSON');
    return end;
  }

  /** Only a delimiter ends a number; at the root the end of the document is one. */
  #endOfLiteral(from: number): number | null {
    const delimiter = /[\s,\]}:"[{]/g;
    delimiter.lastIndex = from + 1;
    const index = delimiter.exec(this.#text)?.index;
    return index ?? (this.#arrays.length === 0 ? this.#text.length : null);
  }

  #unreadable(start: number, reason: string): void {
    this.handler.unreadable(this.#text.slice(start, start + BEGINNING), reason);
  }

  #malformed(at: number, expected: string): number {
    this.#stopped = true;
    this.handler.stopped(
      'malformed',
      `the JSON is broken near character ${at + 1}: expected ${expected}; the rest was not read`,
    );
    return at;
  }

  #truncated(): void {
    this.#stopped = true;
    this.handler.stopped('truncated', 'the JSON ends before it is complete; its complete records were read');
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

/** Index behind the object or list that starts here, null when it has no end, and how deep it nests. */
function endOfRecord(text: string, start: number): { end: number | null; depth: number } {
  let open = 0;
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      const end = endOfString(text, at + 1);
      if (end === null) break;
      at = end - 1;
    } else if (code === OPEN_BRACE || code === OPEN_BRACKET) depth = Math.max(depth, ++open);
    else if ((code === CLOSE_BRACE || code === CLOSE_BRACKET) && --open === 0) return { end: at + 1, depth };
  }
  return { end: null, depth };
}

/** Index behind the quote that closes a string; null when none does. An odd number of backslashes escapes a quote. */
function endOfString(text: string, from: number): number | null {
  for (let quote = text.indexOf('"', from); quote !== -1; quote = text.indexOf('"', quote + 1)) {
    let slashes = 0;
    while (quote - slashes > from && text.charCodeAt(quote - slashes - 1) === BACKSLASH) slashes++;
    if (slashes % 2 === 0) return quote + 1;
  }
  return null;
}

/** Undefined (which JSON cannot say) for text that is no JSON. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
