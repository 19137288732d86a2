import { shorten } from '../../base/strings.js';

/** What a STIX pattern asks for: values that make indicators, and parts that no hunt can look for. */
export interface PatternReading {
  indicators: { value: string; stated: string }[];
  unsupported: { part: string; reason: string }[];
  /** Several values at once are asked for, and each will be hunted alone. */
  widened: boolean;
}

/** `path operator values`, or operands joined. */
type Node =
  | { kind: 'comparison'; path: string; operator: string; values: string[]; negated: boolean; text: string }
  | { kind: 'all' | 'any'; operands: Node[] };

const MAX_NESTING = 64;

/** Object paths whose values make indicators, and the type that each states. */
const OBSERVABLES: readonly (readonly [RegExp, string])[] = [
  [/^ipv[46]-addr:value$/, 'ip'],
  [/^domain-name:value$/, 'domain'],
  [/^domain-name:resolves_to_refs\[(?:\*|\d+)\]\.value$/, 'host'],
  [/^url:value$/, 'url'],
  [/^email-addr:value$/, 'email'],
  [/^email-message:(?:from|sender)_ref\.value$/, 'email'],
  [/^network-traffic:(?:dst|src)_ref\.value$/, 'host'],
];
const HASH = /^(?:file|artifact):hashes\.'?(?:MD5|SHA-?1|SHA-?256)'?$/i;
const PORT = /^network-traffic:dst_port$/;
/** Parts that only repeat what the values say by themselves. */
const REDUNDANT = /^network-traffic:(?:(?:dst|src)_ref\.type|protocols\[(?:\*|\d+)\])$/;

/**
 * Reads a STIX 2.x pattern. Alternatives (`OR`) become one indicator each. Of values that are asked for together
 * (`AND`), each becomes an indicator, `widened` says so; a port joins the addresses beside it. Where a part that
 * cannot be hunted narrows the others (`process:name`, a negation), only file hashes remain: alone, an address would
 * match more than the pattern says.
 * @throws PatternError for text that is no pattern
 */
export function readPattern(pattern: string): PatternReading {
  const reading: PatternReading = { indicators: [], unsupported: [], widened: false };
  collect(new PatternParser(pattern).parse(), { port: '', narrowedBy: '' }, reading);
  return reading;
}

export class PatternError extends Error {}

interface Surroundings {
  port: string;
  /** The part that narrows this one and cannot be hunted; empty when there is none. */
  narrowedBy: string;
}

function collect(node: Node, around: Surroundings, reading: PatternReading): void {
  if (node.kind === 'comparison') {
    collectComparison(node, around, reading);
    return;
  }
  if (node.kind === 'any') {
    for (const operand of node.operands) collect(operand, around, reading);
    return;
  }
  const values = node.operands.filter((operand) => !isPort(operand) && !isRedundant(operand));
  if (values.length === 0) {
    for (const operand of node.operands) collect(operand, around, reading);
    return;
  }
  const ports = node.operands.flatMap((operand) =>
    operand.kind === 'comparison' && isPort(operand) ? operand.values : [],
  );
  const blockers = values.filter((operand) => blockerIn(operand) !== null);
  const evidence = values.filter((operand) => operand.kind !== 'comparison' || !HASH.test(operand.path));
  if (ports.length > 1 || (evidence.length > 1 && blockers.length === 0)) reading.widened = true;
  for (const operand of values) {
    const blocker = blockers.find((other) => other !== operand);
    collect(
      operand,
      {
        port: ports.length === 1 ? (ports[0] ?? '') : around.port,
        narrowedBy: blocker === undefined ? around.narrowedBy : shorten(blockerIn(blocker)?.text ?? '', 80),
      },
      reading,
    );
  }
}

/** The first comparison in a node that cannot be hunted: it narrows what stands beside the node. */
function blockerIn(node: Node): Comparison | null {
  if (node.kind === 'comparison') return refusal(node) === '' ? null : node;
  for (const operand of node.operands) {
    const blocker = blockerIn(operand);
    if (blocker !== null) return blocker;
  }
  return null;
}

type Comparison = Extract<Node, { kind: 'comparison' }>;

function collectComparison(comparison: Comparison, around: Surroundings, reading: PatternReading): void {
  const { path, text, values } = comparison;
  const reason = refusal(comparison) || (isPort(comparison) || isRedundant(comparison) ? 'no address beside it' : '');
  if (reason !== '') {
    reading.unsupported.push({ part: text, reason });
    return;
  }
  if (HASH.test(path)) {
    const stated = path.slice(path.indexOf('.') + 1);
    for (const value of values) reading.indicators.push({ value, stated });
    return;
  }
  const stated = OBSERVABLES.find(([shape]) => shape.test(path))?.[1] ?? '';
  for (const value of values) {
    if (around.narrowedBy !== '') {
      reading.unsupported.push({ part: value, reason: `would match more than its pattern: ${around.narrowedBy}` });
    } else reading.indicators.push(withPort(value, stated, path.includes('src_ref') ? '' : around.port));
  }
}

/** Only addresses take a port: the watchlist of names has none. */
function withPort(value: string, stated: string, port: string): { value: string; stated: string } {
  const isAddress = stated === 'ip' || (stated === 'host' && /^[\d.]+$|:/.test(value));
  if (port === '' || !isAddress || value.includes('/')) return { value, stated };
  return { value: `${value.includes(':') ? `[${value}]` : value}:${port}`, stated: 'ip:port' };
}

/** Why a comparison makes no indicator; empty when it does, or is a port or redundant. */
function refusal({ path, operator, negated }: Comparison): string {
  if (negated) return 'a negation';
  const isKnown =
    HASH.test(path) || PORT.test(path) || REDUNDANT.test(path) || OBSERVABLES.some(([shape]) => shape.test(path));
  if (!isKnown) return 'not a kind of value that is hunted';
  const isSubset = operator === 'ISSUBSET' && /^(?:ipv[46]-addr:|network-traffic:(?:dst|src)_ref\.)value$/.test(path);
  return operator === '=' || operator === 'IN' || isSubset ? '' : `the operator ${operator}`;
}

function isPort(node: Node): boolean {
  return node.kind === 'comparison' && PORT.test(node.path) && refusal(node) === '';
}

function isRedundant(node: Node): boolean {
  return node.kind === 'comparison' && REDUNDANT.test(node.path) && refusal(node) === '';
}

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
class PatternParser {
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
