import { textsOf } from '../../functions/search/search.js';
import { fold, type TermEdges } from '../../values/text.js';
import { literal, quote } from '../storage.js';
import { isAscii, type Operand, type Template, type Templates } from './template.js';

/** Needles up to which the database looks for any of them before the interpreter is asked; RE2 takes long for more. */
const NEEDLES_OF_A_PATTERN = 500;
const MOST_NEEDLES = 1_000;
/** Needles up to which each is looked for by itself. */
const FEW = 4;

interface Kind {
  readonly isFolded: boolean;
  readonly isNegated: boolean;
}

/**
 * Operators that look for terms. In a text of ASCII a term ends where the letters and digits of ASCII do, which a pattern
 * can tell; elsewhere the interpreter decides. CASE keeps the order: most texts do not have the term at all.
 */
function term(edges: TermEdges, { isFolded, isNegated }: Kind): Template {
  return ({ operands: [left, right], lifted }) => {
    if (!isText(left) || typeof right?.constant !== 'string') return undefined;
    const sought = isFolded ? fold(right.constant) : right.constant;
    const part = literal(sought, 'string');
    const other = lifted();
    if (part === undefined || other === undefined) return undefined;
    const text = isFolded ? `lower(${left.sql})` : left.sql;
    const isIn = isAsciiText(sought)
      ? `contains(${text}, ${part}) AND regexp_matches(${text}, ${quote(withEdges(sought, edges))})`
      : 'false';
    const ofAscii = `WHEN ${isAscii(left.sql)} THEN ${isNegated ? `NOT (${isIn})` : isIn}`;
    const isAbsent = isFolded ? '' : `WHEN NOT contains(${text}, ${part}) THEN ${isNegated}`;
    return `CASE ${isAbsent} ${ofAscii} ELSE ${other} END`;
  };
}

/** A pattern of a text of ASCII whose ends, where they are letters or digits, are those of a term. */
function withEdges(text: string, { start, end }: TermEdges): string {
  const before = start && /^[a-z0-9]/i.test(text) ? '(?:^|[^A-Za-z0-9])' : '';
  const after = end && /[a-z0-9]$/i.test(text) ? '(?:[^A-Za-z0-9]|$)' : '';
  return `${before}${escaped(text)}${after}`;
}

/** A text of ASCII as a pattern of RE2. */
function escaped(text: string): string {
  return text.replace(/[^A-Za-z0-9 ]/g, (sign) => `\\x{${sign.charCodeAt(0).toString(16)}}`);
}

function isText(operand: Operand | undefined): operand is Operand {
  return operand?.type === 'string' && operand.isColumn;
}

/** Operators that compare characters alone, as the database does, but for the case of letters that are not ASCII. */
function characters(name: string, { isFolded, isNegated }: Kind): Template {
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
    const exact = lifted();
    if (isThere === undefined || exact === undefined) return undefined;
    return `CASE WHEN ${isAscii(left.sql)} AND NOT (${isThere}) THEN false ELSE ${exact} END`;
  };
}

/** What is not ASCII is in no text of ASCII. */
const isAsciiText = (text: string) => Buffer.byteLength(text) === text.length;

function anyOf(needles: readonly string[], sql: string): string | undefined {
  if (needles.length > MOST_NEEDLES || needles.includes('')) return undefined;
  const possible = needles.filter(isAsciiText);
  if (possible.length === 0) return 'false';
  if (possible.length <= FEW) return contained(possible, sql, ' OR ');
  const patterns: string[] = [];
  for (let at = 0; at < possible.length; at += NEEDLES_OF_A_PATTERN) {
    const pattern = possible
      .slice(at, at + NEEDLES_OF_A_PATTERN)
      .map(escaped)
      .join('|');
    patterns.push(`regexp_matches(${sql}, ${quote(pattern)})`);
  }
  return patterns.join(' OR ');
}

function allOf(needles: readonly string[], sql: string): string | undefined {
  return needles.length > NEEDLES_OF_A_PATTERN ? undefined : contained(needles, sql, ' AND ');
}

function contained(needles: readonly string[], sql: string, word: string): string | undefined {
  const parts = needles.map((needle) => literal(needle, 'string'));
  return parts.includes(undefined) ? undefined : parts.map((part) => `contains(${sql}, ${part})`).join(word);
}

const TERMS: Readonly<Record<string, TermEdges>> = {
  has: { start: true, end: true },
  hasprefix: { start: true, end: false },
  hassuffix: { start: false, end: true },
};

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
      for (const [name, edges] of Object.entries(TERMS))
        templates[`${not}${name}${suffix}`] = term(edges, { isFolded, isNegated });
    }
  }
  return templates;
}

export const searchTemplates: Templates = byName();
