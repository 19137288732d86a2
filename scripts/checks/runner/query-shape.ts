import { COMMENT_OR_TEXT } from '../../kql/literals.js';

/** A query without what cannot change its meaning for the analyser: comments, and texts that a value is compared with. */
export interface QueryShape {
  /** Two queries of one key have the same tables, columns, types and steps. */
  key: string;
  /** What was left out, in order. */
  gaps: readonly Gap[];
}

interface Gap {
  start: number;
  end: number;
}

const TOKENS = new RegExp(COMMENT_OR_TEXT, 'g');

/** A plain name. Whatever could be a hash, an address, a date or a pattern matters to the lints. */
const PLAIN = /^(["'])(?!.*[0-9a-fA-F]{32})[A-Za-z][A-Za-z0-9 _-]{0,99}\1$/;

/** Linear in the text. */
export function shapeOf(query: string): QueryShape {
  const gaps: Gap[] = [];
  const parts: string[] = [];
  let end = 0;
  for (const match of query.matchAll(TOKENS)) {
    const [text] = match;
    const isComment = text.startsWith('//');
    const isCompared = /[=!][=~]\s{0,3}$/.test(query.slice(Math.max(0, match.index - 5), match.index));
    if (!isComment && !(isCompared && PLAIN.test(text))) continue;
    parts.push(query.slice(end, match.index), isComment ? '\0//' : '\0""');
    end = match.index + text.length;
    gaps.push({ start: match.index, end });
  }
  parts.push(query.slice(end));
  return { key: parts.join(''), gaps };
}

/** The offset in one query that an offset in another of the same key stands for. */
export function translate(offset: number, from: QueryShape, to: QueryShape): number {
  let shift = 0;
  for (const [index, gap] of from.gaps.entries()) {
    const other = to.gaps[index];
    if (!other || offset < gap.start) break;
    if (offset < gap.end) return other.start;
    shift = other.end - gap.end;
  }
  return offset + shift;
}
