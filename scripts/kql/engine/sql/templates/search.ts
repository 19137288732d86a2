import { textsOf } from '../../functions/search/search.js';
import { fold } from '../../values/text.js';
import { literal, quote } from '../storage.js';
import { isAscii, type Operand, type Template, type Templates } from './template.js';

/** Needles up to which the database looks for any of them before the interpreter is asked; RE2 takes long for more. */
const NEEDLES_OF_A_PATTERN = 500;
const MOST_NEEDLES = 1_000;

/**
 * Operators that look for terms: the database looks whether the text is there at all, and only where it is, or where
 * letters are not ASCII, the interpreter decides. CASE keeps that order.
 */
function term({ isFolded, isNegated }: { isFolded: boolean; isNegated: boolean }): Template {
  return ({ operands: [left, right], lifted }) => {
    if (!isText(left) || typeof right?.constant !== 'string') return undefined;
    const part = literal(isFolded ? fold(right.constant) : right.constant, 'string');
    if (part === undefined) return undefined;
    const isThere = `contains(${isFolded ? `lower(${left.sql})` : left.sql}, ${part})`;
    return necessary(left, isFolded, isThere, isNegated, lifted());
  };
}

function necessary(
  { sql }: Operand,
  isFolded: boolean,
  isThere: string,
  isNegated: boolean,
  exact: string | undefined,
): string | undefined {
  if (exact === undefined) return undefined;
  const isSurelyNot = isFolded ? `${isAscii(sql)} AND NOT (${isThere})` : `NOT (${isThere})`;
  return `CASE WHEN ${isSurelyNot} THEN ${isNegated} ELSE ${exact} END`;
}

function isText(operand: Operand | undefined): operand is Operand {
  return operand?.type === 'string' && operand.isColumn;
}

/** Operators that compare characters alone, as the database does, but for the case of letters that are not ASCII. */
function characters(name: string, { isFolded, isNegated }: { isFolded: boolean; isNegated: boolean }): Template {
  return ({ operands: [left, right], lifted }) => {
    if (left?.type !== 'string' || typeof right?.constant !== 'string') return undefined;
    const part = literal(isFolded ? fold(right.constant) : right.constant, 'string');
    if (part === undefined) return undefined;
    const not = isNegated ? 'NOT ' : '';
    if (!isFolded) return `(${not}${name}(${left.sql}, ${part}))`;
    const other = left.isColumn ? lifted() : undefined;
    if (other === undefined) return undefined;
    return `CASE WHEN ${isAscii(left.sql)} THEN ${not}${name}(lower(${left.sql}), ${part}) ELSE ${other} END`;
  };
}

/** `has_any` and `has_all` of a list that is the same for all rows. */
function many(ofNone: boolean, condition: (needles: readonly string[], sql: string) => string | undefined): Template {
  return ({ operands: [left, ...list], lifted }) => {
    if (!isText(left) || list.some(({ constant }) => constant === undefined)) return undefined;
    const needles = list.flatMap(({ constant, type }) => textsOf(constant ?? null, { type })).map(fold);
    if (needles.length === 0) return String(ofNone);
    const isThere = condition([...new Set(needles)], `lower(${left.sql})`);
    return isThere === undefined ? undefined : necessary(left, true, isThere, false, lifted());
  };
}

/** What is not ASCII is in no text of ASCII. */
const isAsciiText = (text: string) => Buffer.byteLength(text) === text.length;

function anyOf(needles: readonly string[], sql: string): string | undefined {
  if (needles.length > MOST_NEEDLES || needles.includes('')) return undefined;
  const possible = needles.filter(isAsciiText);
  const patterns: string[] = [];
  for (let at = 0; at < possible.length; at += NEEDLES_OF_A_PATTERN) {
    const pattern = possible
      .slice(at, at + NEEDLES_OF_A_PATTERN)
      .map((needle) => needle.replace(/[^a-z0-9 ]/g, (sign) => `\\x{${sign.charCodeAt(0).toString(16)}}`))
      .join('|');
    patterns.push(`regexp_matches(${sql}, ${quote(pattern)})`);
  }
  return patterns.length === 0 ? 'false' : patterns.join(' OR ');
}

function allOf(needles: readonly string[], sql: string): string | undefined {
  if (needles.length > NEEDLES_OF_A_PATTERN) return undefined;
  const parts = needles.map((needle) => literal(needle, 'string'));
  return parts.includes(undefined) ? undefined : parts.map((part) => `contains(${sql}, ${part})`).join(' AND ');
}

function byName(): Templates {
  const templates: Record<string, Template> = { has_any: many(false, anyOf), has_all: many(true, allOf) };
  const characterFunctions: Record<string, string> = {
    contains: 'contains',
    startswith: 'starts_with',
    endswith: 'ends_with',
  };
  for (const isNegated of [false, true]) {
    const not = isNegated ? '!' : '';
    for (const isFolded of [false, true]) {
      const suffix = isFolded ? '' : '_cs';
      for (const [name, sql] of Object.entries(characterFunctions))
        templates[`${not}${name}${suffix}`] = characters(sql, { isFolded, isNegated });
      for (const name of ['has', 'hasprefix', 'hassuffix'])
        templates[`${not}${name}${suffix}`] = term({ isFolded, isNegated });
    }
  }
  return templates;
}

export const searchTemplates: Templates = byName();
