import { parseConstant, parseTimespan } from '../../analysis/library/constants.js';
import type { SyntaxNode } from '../../analysis/syntax.js';
import { isKqlType, type KqlType } from '../../model.js';
import { toGuid } from '../values/convert.js';
import { parseDecimal } from '../values/decimal.js';
import { formatReal } from '../values/json.js';
import { datetimeOf, formatDatetime, formatTimespan, parseDatetime } from '../values/ticks.js';
import { JsonNumber, type Value } from '../values/value.js';

/** The value of a literal; undefined where the node is none, or one that cannot be read. */
export function literalValue(node: SyntaxNode): { type: KqlType; value: Value } | undefined {
  if (node.kind === 'DynamicExpression') {
    const inner = node.child('Expression');
    const value = inner ? jsonLiteral(inner) : null;
    return value === undefined ? undefined : { type: 'dynamic', value };
  }
  if (node.kind === 'NullLiteralExpression') return { type: 'dynamic', value: null };
  if (!node.kind.endsWith('LiteralExpression') || node.kind === 'TokenLiteralExpression') return undefined;
  if (node.kind === 'TypeOfLiteralExpression') {
    return { type: 'string', value: /\(\s*(\w+)\s*\)/.exec(node.text)?.[1] ?? '' };
  }
  const type = node.type ?? LITERAL_TYPES[node.kind];
  return type === undefined ? undefined : scalarLiteral(type, node);
}

const LITERAL_TYPES: Partial<Record<string, KqlType>> = {
  StringLiteralExpression: 'string',
  CompoundStringLiteralExpression: 'string',
  LongLiteralExpression: 'long',
};

function scalarLiteral(type: KqlType, node: SyntaxNode): { type: KqlType; value: Value } | undefined {
  if (type === 'string' || node.kind.includes('String')) {
    const constant = node.constant;
    return constant?.type === 'string' ? { type: 'string', value: constant.value ?? '' } : undefined;
  }
  const value = textLiteral(type, node.text);
  return value === undefined ? undefined : { type, value };
}

/** Reads the text of a literal that is no string: `datetime(2020-01-01)`, `1.5h`, `int(null)`. */
export function textLiteral(type: KqlType, text: string): Value | undefined {
  const inner = (/^[a-z]+\s*\((.*)\)$/is.exec(text)?.[1] ?? text).trim();
  if (inner === 'null') return type === 'string' ? '' : null;
  switch (type) {
    case 'datetime':
      return parseDatetime(unquote(inner)) ?? partsLiteral(inner);
    case 'timespan':
      return parseTimespan(unquote(inner)) ?? null;
    case 'decimal':
      return parseDecimal(inner) ?? undefined;
    case 'guid':
      return toGuid(unquote(inner)) ?? undefined;
    case 'string':
      return unquote(inner);
    case 'dynamic':
      return undefined;
    default: {
      const constant = parseConstant(type, text);
      return constant === undefined || typeof constant.value === 'string' ? undefined : (constant.value ?? null);
    }
  }
}

/** `datetime(2025, 6, 14)`. */
function partsLiteral(text: string): Value {
  const [year, month, day, hour, minute, second, ...rest] = text.split(',').map((part) => Number(part.trim()));
  if (year === undefined || month === undefined || day === undefined || rest.length > 0) return null;
  return datetimeOf(year, month, day, hour, minute, second);
}

function unquote(text: string): string {
  return /^(["'])(.*)\1$/s.exec(text)?.[2] ?? text;
}

/** JSON inside `dynamic(…)`, which takes KQL's literals too. */
function jsonLiteral(node: SyntaxNode): Value | undefined {
  if (node.kind === 'JsonArrayExpression') {
    const items = node.items('Values').map(jsonLiteral);
    return items.every((item) => item !== undefined) ? items : undefined;
  }
  if (node.kind === 'JsonObjectExpression') {
    const bag = new Map<string, Value>();
    for (const pair of node.items('Pairs')) {
      const name = pair.child('Name');
      const value = pair.child('Value');
      const item = value ? jsonLiteral(value) : undefined;
      if (!name || item === undefined) return undefined;
      bag.set(unquoted(name.text), item);
    }
    return bag;
  }
  if (node.kind === 'DynamicExpression') return literalValue(node)?.value;
  if (node.kind === 'UnaryMinusExpression' || node.kind === 'UnaryPlusExpression') return numberLiteral(node.text);
  const literal = literalValue(node);
  if (!literal) return undefined;
  return insideDynamic(literal.type, literal.value, node.text);
}

function insideDynamic(type: KqlType, value: Value, text: string): Value | undefined {
  if (value === null) return null;
  if (type === 'datetime' && typeof value === 'bigint') return formatDatetime(value);
  if (type === 'timespan' && typeof value === 'bigint') return formatTimespan(value);
  return type === 'real' ? numberLiteral(text) : value;
}

function numberLiteral(text: string): Value | undefined {
  const inner = (/^[a-z]+\s*\((.*)\)$/is.exec(text)?.[1] ?? text).trim();
  if (/^[+-]?\d+$/.test(inner)) return BigInt(inner.replace('+', ''));
  const value = parseConstant('real', text)?.value;
  if (typeof value !== 'number') return undefined;
  const isJson = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(inner);
  return isJson && formatReal(value) !== inner ? new JsonNumber(inner) : value;
}

/** The text of a string literal's token. */
export function unquoted(token: string): string {
  if (token.startsWith('@') || token.startsWith('h@')) {
    const quote = token.at(-1) ?? '"';
    return token.slice(token.indexOf(quote) + 1, -1).replaceAll(quote + quote, quote);
  }
  const inner = token.replace(/^[hH]/, '').slice(1, -1);
  return inner.replace(/\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)/gs, (_all, code: string) => {
    if (code.length > 1) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
    return ESCAPES[code] ?? code;
  });
}

const ESCAPES: Record<string, string> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  v: '\v',
  a: '\u0007',
  '0': '\0',
};

/** The type that `typeof(…)` or a column's declaration names; `date`, `double` and others are older names. */
export function typeNamed(text: string): KqlType | undefined {
  const name = text.trim().toLowerCase();
  const known = OLD_NAMES[name] ?? name;
  return isKqlType(known) ? known : undefined;
}

const OLD_NAMES: Record<string, KqlType> = {
  date: 'datetime',
  double: 'real',
  boolean: 'bool',
  time: 'timespan',
  uuid: 'guid',
  uniqueid: 'guid',
  int64: 'long',
  int32: 'int',
};
