import { formatDecimal } from './decimal.js';
import { type Bag, Decimal, isBag, isList, JsonNumber, type Value } from './value.js';

/** Deeper JSON is not read: it would overflow the stack. */
const MAX_DEPTH = 500;

/** A number as Kusto writes a real: `1.0`, `1.5`, `1e+20`, `NaN`. */
export function formatReal(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Object.is(value, -0)) return '-0.0';
  // Small numbers have an exponent sooner than in JavaScript.
  const text = Math.abs(value) < 1e-4 && value !== 0 ? value.toExponential() : String(value);
  const exponent = /^(-?)(\d+)(?:\.(\d+))?e([+-])(\d+)$/.exec(text);
  if (exponent) {
    const [, sign, whole, fraction, direction, power] = exponent;
    return `${sign}${whole}${fraction ? `.${fraction}` : ''}e${direction}${(power ?? '').padStart(2, '0')}`;
  }
  if (!text.includes('.')) return Math.abs(value) < 1e15 ? `${text}.0` : toExponent(text);
  return text;
}

/** `1234000…` as `1.234e+18`. */
function toExponent(text: string): string {
  const sign = text.startsWith('-') ? '-' : '';
  const digits = text.replace('-', '');
  const fraction = digits.slice(1).replace(/0+$/, '');
  return `${sign}${digits.charAt(0)}${fraction ? `.${fraction}` : ''}e+${digits.length - 1}`;
}

/** The JSON text of a value, compact; a real inside it keeps a point (`1.0`). */
export function jsonText(value: Value): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return Number.isFinite(value) ? formatReal(value) : `"${formatReal(value)}"`;
  if (value instanceof JsonNumber) return value.text;
  if (value instanceof Decimal) return `"${formatDecimal(value)}"`;
  if (isList(value)) {
    let list = '';
    for (const item of value) list += list === '' ? jsonText(item) : `,${jsonText(item)}`;
    return `[${list}]`;
  }
  let pairs = '';
  for (const [name, item] of value) pairs += `${pairs === '' ? '' : ','}${quote(name)}:${jsonText(item)}`;
  return `{${pairs}}`;
}

const PLAIN = /^[ !#-[\]-\ud7ff\ue000-\uffff]*$/;

function quote(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
}

/** Reads JSON; undefined where it is not. Numbers keep their text, names their order. */
export function parseJson(text: string): Value | undefined {
  const reader = new Reader(text);
  try {
    return reader.document();
  } catch (error) {
    if (error instanceof NotJson) return undefined;
    throw error;
  }
}

class NotJson extends Error {}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const SPACE = /[ \t\r\n]*/y;
const STRING = /"(?:[ !#-[\]-\uffff]|\\.)*"/y;
const MAX_LONG = 9_223_372_036_854_775_807n;

class Reader {
  #at = 0;
  constructor(readonly text: string) {}

  document(): Value {
    const value = this.#value(0);
    this.#space();
    if (this.#at < this.text.length) throw new NotJson();
    return value;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #space(): void {
    const code = this.text.charCodeAt(this.#at);
    if (code === 32 || (code >= 9 && code <= 13)) this.#match(SPACE);
  }

  #value(depth: number): Value {
    if (depth > MAX_DEPTH) throw new NotJson();
    this.#space();
    switch (this.text.charAt(this.#at)) {
      case '{':
        return this.#bag(depth);
      case '[':
        return this.#list(depth);
      case '"':
        return this.#string();
      case 't':
        return this.#word('true', true);
      case 'f':
        return this.#word('false', false);
      case 'n':
        return this.#word('null', null);
      default:
        return this.#number();
    }
  }

  #word<T extends Value>(word: string, value: T): T {
    if (!this.text.startsWith(word, this.#at)) throw new NotJson();
    this.#at += word.length;
    return value;
  }

  #number(): Value {
    const text = this.#match(NUMBER);
    if (text === undefined) throw new NotJson();
    if (/^-?\d+$/.test(text)) {
      const value = BigInt(text);
      if (value <= MAX_LONG && value >= -MAX_LONG - 1n && text !== '-0') return value;
    }
    const value = Number(text);
    return formatReal(value) === text ? value : new JsonNumber(text);
  }

  #string(): string {
    const text = this.#match(STRING);
    if (text === undefined) throw new NotJson();
    if (!text.includes('\\')) return text.slice(1, -1);
    try {
      return JSON.parse(text);
    } catch {
      throw new NotJson();
    }
  }

  #list(depth: number): Value {
    const items: Value[] = [];
    this.#at++;
    this.#space();
    if (this.text.charAt(this.#at) === ']') {
      this.#at++;
      return items;
    }
    for (;;) {
      items.push(this.#value(depth + 1));
      this.#space();
      const sign = this.text.charAt(this.#at++);
      if (sign === ']') return items;
      if (sign !== ',') throw new NotJson();
    }
  }

  #bag(depth: number): Bag {
    const bag = new Map<string, Value>();
    this.#at++;
    this.#space();
    if (this.text.charAt(this.#at) === '}') {
      this.#at++;
      return bag;
    }
    for (;;) {
      this.#space();
      if (this.text.charAt(this.#at) !== '"') throw new NotJson();
      const name = this.#string();
      this.#space();
      if (this.text.charAt(this.#at++) !== ':') throw new NotJson();
      bag.set(name, this.#value(depth + 1));
      this.#space();
      const sign = this.text.charAt(this.#at++);
      if (sign === '}') return bag;
      if (sign !== ',') throw new NotJson();
    }
  }
}

/** What a value inside a dynamic is: `long`, `double`, `string`, `bool`, `array`, `dictionary`, `null`. */
export function jsonKind(value: Value): string {
  if (value === null) return 'null';
  if (typeof value === 'bigint') return 'long';
  if (typeof value === 'number' || value instanceof JsonNumber) return 'double';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'string') return 'string';
  if (value instanceof Decimal) return 'decimal';
  return isBag(value) ? 'dictionary' : 'array';
}
