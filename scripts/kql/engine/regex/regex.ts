import { emit } from './emit.js';
import { compileProgram, Matcher } from './matcher.js';
import { type ParsedRegex, parseRegex, RegexError, type RegexNode } from './parse.js';

/** A match: the whole and the groups, as texts; a group that took no part is undefined. */
export interface Match {
  readonly index: number;
  readonly end: number;
  readonly groups: readonly (string | undefined)[];
}

/** A compiled pattern. All its methods take time linear in the text. */
export interface Regex {
  readonly groups: number;
  /** Numbers of the groups that have a name. */
  readonly names: ReadonlyMap<string, number>;
  test(text: string): boolean;
  /** The first match at or after an offset. */
  exec(text: string, from: number): Match | undefined;
}

const compiled = new Map<string, Regex | string>();
const MAX_COMPILED = 2000;

/** Compiles a pattern in Kusto's dialect; the text is what is wrong with it. */
export function compileRegex(pattern: string, flags = ''): Regex | string {
  const key = `${flags}/${pattern}`;
  const known = compiled.get(key);
  if (known !== undefined) return known;
  if (compiled.size >= MAX_COMPILED) compiled.clear();
  const made = compileNew(pattern, flags);
  compiled.set(key, made);
  return made;
}

function compileNew(pattern: string, flags: string): Regex | string {
  try {
    const parsed = parseRegex(pattern, flags);
    return isSafe(parsed.root) ? native(parsed) : linear(parsed);
  } catch (error) {
    if (error instanceof RegexError) return error.message;
    throw error;
  }
}

/** By JavaScript's own engine, which is quick but goes back on its steps: for patterns where it cannot do so for long. */
function native({ root, groups, names }: ParsedRegex): Regex {
  const source = emit(root);
  const simple = new RegExp(source, 'u');
  const global = new RegExp(source, 'gu');
  return {
    groups,
    names,
    test: (text) => simple.test(text),
    exec(text, from) {
      global.lastIndex = from;
      const match = global.exec(text);
      return match ? { index: match.index, end: match.index + match[0].length, groups: match.slice(0) } : undefined;
    },
  };
}

/** By a machine that follows all ways at once. */
function linear({ root, groups, names }: ParsedRegex): Regex {
  const matcher = new Matcher(compileProgram(root), groups);
  return {
    groups,
    names,
    test: (text) => matcher.exec(text, 0) !== undefined,
    exec: (text, from) => matcher.exec(text, from),
  };
}

/**
 * Whether going back cannot take more than a small multiple of the text's square: no repetition without end inside
 * another, no more than two of them in a row.
 */
function isSafe(root: RegexNode): boolean {
  return depth(root) <= 1 && endless(root) <= 3;
}

/** How many repetitions without end stand inside one another. */
function depth(node: RegexNode): number {
  switch (node.kind) {
    case 'group':
      return depth(node.inner);
    case 'sequence':
    case 'choice':
      return Math.max(0, ...node.items.map(depth));
    case 'repeat':
      return depth(node.inner) + (node.max > 10 ? 1 : 0);
    default:
      return 0;
  }
}

function endless(node: RegexNode): number {
  switch (node.kind) {
    case 'group':
      return endless(node.inner);
    case 'sequence':
      return node.items.reduce((sum, item) => sum + endless(item), 0);
    case 'choice':
      return Math.max(0, ...node.items.map(endless));
    case 'repeat':
      return node.max > 10 ? Math.max(1, endless(node.inner)) : endless(node.inner) * node.max;
    default:
      return 0;
  }
}
