import { codeOf, WORD } from './sets.js';
import type { RegexNode } from './tree.js';

/** The source of a JavaScript regular expression, for Unicode mode. */
export function emit(node: RegexNode): string {
  switch (node.kind) {
    case 'empty':
      return '(?:)';
    case 'set':
      return setSource(node);
    case 'assert':
      return ASSERTIONS[node.what];
    case 'group':
      return `(${emit(node.inner)})`;
    case 'sequence':
      return node.items.map((item) => (item.kind === 'choice' ? `(?:${emit(item)})` : emit(item))).join('');
    case 'choice':
      return node.items.map(emit).join('|');
    case 'repeat':
      return `(?:${emit(node.inner)})${quantifier(node.min, node.max)}${node.isLazy ? '?' : ''}`;
  }
}

const ASSERTIONS = {
  start: '(?<![^])',
  end: '(?![^])',
  lineStart: '(?<![^\\n])',
  lineEnd: '(?![^\\n])',
  boundary: `(?:(?<=[${WORD}])(?![${WORD}])|(?<![${WORD}])(?=[${WORD}]))`,
  noBoundary: `(?:(?<=[${WORD}])(?=[${WORD}])|(?<![${WORD}])(?![${WORD}]))`,
};

function quantifier(min: number, max: number): string {
  if (max === Number.POSITIVE_INFINITY) return min === 0 ? '*' : min === 1 ? '+' : `{${min},}`;
  return min === 0 && max === 1 ? '?' : `{${min},${max}}`;
}

/** A set as a class; without regard to case it has the other case of each of its characters. */
export function setSource({ source, isNegated, isFolded }: Extract<RegexNode, { kind: 'set' }>): string {
  return `[${isNegated ? '^' : ''}${isFolded ? withOtherCase(source) : source}]`;
}

const otherCases = new Map<string, string>();

function withOtherCase(source: string): string {
  const known = otherCases.get(source);
  if (known !== undefined) return known;
  let extended = source;
  for (const [, low, high] of source.matchAll(
    /(?:\\[pP]\{[^}]*\})|(\\u\{[0-9a-f]+\}|[^\\-])(?:-(\\u\{[0-9a-f]+\}|[^\\-]))?/g,
  )) {
    if (low === undefined) continue;
    extended += casesOf(codeOf(low), codeOf(high ?? low));
  }
  otherCases.set(source, extended);
  return extended;
}

/** Characters beyond have no case worth the time. */
const LAST_CASED = 0x24ff;

function casesOf(low: number, high: number): string {
  let cases = '';
  for (let code = low; code <= Math.min(high, LAST_CASED); code++) {
    const character = String.fromCodePoint(code);
    for (const other of [character.toLowerCase(), character.toUpperCase()]) {
      const isOther = other !== character && [...other].length === 1;
      if (isOther) cases += `\\u{${other.codePointAt(0)?.toString(16)}}`;
    }
  }
  return cases;
}
