/** A part of a pattern: `path operator values`, or operands joined. */
export type Node =
  | { kind: 'comparison'; path: string; operator: string; values: string[]; negated: boolean; text: string }
  | { kind: 'all' | 'any'; operands: Node[] };

/** Why a text is no pattern. */
export class PatternError extends Error {}

const MAX_NESTING = 64;

interface Token {
  kind: 'word' | 'string' | 'sign' | 'end';
  text: string;
  start: number;
  end: number;
}

const OPERATORS = new Set([
  '=',
  '==',
  '!=',
  '<>',
  '<',
  '<=',
  '>',
  '>=',
  'IN',
  'LIKE',
  'MATCHES',
  'ISSUBSET',
  'ISSUPERSET',
]);
/** One token: a string, a sign, or a word (an object path with its quoted keys and positions, a number, a keyword). */
const TOKEN =
  /\s*(?:([btxh]?'(?:[^'\\]|\\.)*')|(<>|[<>!=]=?|[[\](),])|((?:[^\s'[\](),<>!=]|(?<=[.:])'(?:[^'\\]|\\.)*'|\[(?:\*|\d+)\])+))/suy;

/** Recursive descent; `AND` binds stronger than `OR`, and that stronger than `FOLLOWEDBY`. */
export class PatternParser {
  #token: Token;
  #at = 0;
  #nesting = 0;

  constructor(private readonly pattern: string) {
    this.#token = this.#read();
  }

  parse(): Node {
    const node = this.#observations();
    if (this.#token.kind !== 'end') this.#fail('the end');
    return node;
  }

  #observations(): Node {
    return this.#chain('all', 'FOLLOWEDBY', () =>
      this.#chain('any', 'OR', () => this.#chain('all', 'AND', () => this.#observation())),
    );
  }

  #observation(): Node {
    const isGroup = this.#accept('(');
    if (!isGroup) this.#expect('[');
    const node = this.#nested(() => (isGroup ? this.#observations() : this.#expression()));
    this.#expect(isGroup ? ')' : ']');
    this.#qualifiers();
    return node;
  }

  /** `WITHIN 5 SECONDS`, `REPEATS 2 TIMES`, `START t'…' STOP t'…'`: they narrow in time, as a hunt does itself. */
  #qualifiers(): void {
    while (this.#token.kind === 'word' && /^(?:WITHIN|REPEATS|START|STOP)$/.test(this.#token.text)) {
      const isUnit = /^(?:WITHIN|REPEATS)$/.test(this.#token.text);
      this.#next();
      this.#next();
      if (isUnit) this.#next();
    }
  }

  #expression(): Node {
    return this.#chain('any', 'OR', () => this.#chain('all', 'AND', () => this.#comparison()));
  }

  #comparison(): Node {
    if (this.#accept('(')) {
      const node = this.#nested(() => this.#expression());
      this.#expect(')');
      return node;
    }
    const start = this.#token.start;
    if (this.#acceptWord('EXISTS')) {
      const { end } = this.#next();
      const text = this.pattern.slice(start, end);
      return { kind: 'comparison', path: '', operator: 'EXISTS', values: [], negated: false, text };
    }
    const path = this.#next();
    if (path.kind !== 'word') this.#fail('an object path');
    const negated = this.#acceptWord('NOT');
    const operator = this.#next().text;
    if (!OPERATORS.has(operator)) this.#fail('an operator');
    const { values, end } = this.#values();
    return {
      kind: 'comparison',
      path: path.text,
      operator: operator === '==' ? '=' : operator,
      values,
      negated: negated || operator === '!=' || operator === '<>',
      text: this.pattern.slice(start, end),
    };
  }

  #values(): { values: string[]; end: number } {
    if (this.#token.text !== '(') {
      const token = this.#value();
      return { values: [token.text], end: token.end };
    }
    this.#next();
    const values = [this.#value().text];
    while (this.#accept(',')) values.push(this.#value().text);
    return { values, end: this.#expect(')').end };
  }

  #value(): Token {
    if (this.#token.kind !== 'string' && this.#token.kind !== 'word') this.#fail('a value');
    return this.#next();
  }

  /** Operands of one operator; a single one stands for itself. */
  #chain(kind: 'all' | 'any', word: string, operand: () => Node): Node {
    const first = operand();
    const operands = [first];
    while (this.#acceptWord(word)) operands.push(operand());
    return operands.length === 1 ? first : { kind, operands };
  }

  #nested(read: () => Node): Node {
    if (++this.#nesting > MAX_NESTING)
      throw new PatternError(`the pattern is nested deeper than ${MAX_NESTING} levels`);
    const node = read();
    this.#nesting--;
    return node;
  }

  #accept(sign: string): boolean {
    if (this.#token.kind !== 'sign' || this.#token.text !== sign) return false;
    this.#next();
    return true;
  }

  #acceptWord(word: string): boolean {
    if (this.#token.kind !== 'word' || this.#token.text !== word) return false;
    this.#next();
    return true;
  }

  #expect(sign: string): Token {
    if (this.#token.kind !== 'sign' || this.#token.text !== sign) this.#fail(`"${sign}"`);
    return this.#next();
  }

  #next(): Token {
    const token = this.#token;
    if (token.kind === 'end') this.#fail('more');
    this.#token = this.#read();
    return token;
  }

  #read(): Token {
    TOKEN.lastIndex = this.#at;
    const match = TOKEN.exec(this.pattern);
    if (match === null) {
      if (this.pattern.slice(this.#at).trim() !== '') {
        throw new PatternError(`the pattern is not readable from character ${this.#at + 1}`);
      }
      return { kind: 'end', text: '', start: this.#at, end: this.#at };
    }
    this.#at = TOKEN.lastIndex;
    const [, string, sign, word] = match;
    const text = string ?? sign ?? word ?? '';
    const start = this.#at - text.length;
    if (string !== undefined) return { kind: 'string', text: unescaped(string), start, end: this.#at };
    return { kind: sign === undefined ? 'word' : 'sign', text, start, end: this.#at };
  }

  #fail(expected: string): never {
    throw new PatternError(`the pattern is broken near character ${this.#token.start + 1}: expected ${expected}`);
  }
}

/** The text of a literal: `\'` is a quote, `\\` a backslash. */
function unescaped(literal: string): string {
  return literal.slice(literal.indexOf("'") + 1, -1).replace(/\\(.)/gs, '$1');
}
