import { emit } from './emit.js';
import { compileProgram, Matcher } from './matcher.js';
import { parseRegex } from './parse.js';
import { type Match, type ParsedRegex, RegexError, type RegexNode } from './tree.js';

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

/**
 * By JavaScript's own engine, which is quick but goes back on its steps. A text that is so long that going back could take
 * more than a moment goes to the linear machine.
 */
function native(parsed: ParsedRegex): Regex {
  const { root, groups, names } = parsed;
  const source = emit(root);
  const simple = new RegExp(source, 'u');
  const global = new RegExp(source, 'gu');
  const longest = MAX_STEPS ** (1 / (endless(root) + 1));
  let machine: Regex | undefined;
  const slow = () => {
    machine ??= linear(parsed);
    return machine;
  };
  return {
    groups,
    names,
    test: (text) => (text.length > longest ? slow().test(text) : simple.test(text)),
    exec(text, from) {
      if (text.length > longest) return slow().exec(text, from);
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
    test: (text) => matcher.test(text),
    exec: (text, from) => matcher.exec(text, from),
  };
}

/** Steps that going back may take at worst: well under a second. */
const MAX_STEPS = 5e8;
/** Repetitions in a row from which even a short text takes too many ways. */
const MAX_ENDLESS = 4;

/**
 * Whether the ways that going back can take are a power of the text's length that is known: nothing that matches in
 * several ways stands inside a repetition.
 */
function isSafe(root: RegexNode): boolean {
  return !isAmbiguous(root) && endless(root) <= MAX_ENDLESS;
}

function isAmbiguous(node: RegexNode): boolean {
  switch (node.kind) {
    case 'group':
      return isAmbiguous(node.inner);
    case 'sequence':
    case 'choice':
      return node.items.some(isAmbiguous);
    case 'repeat':
      return node.max > 1 ? varies(node.inner, node.min === node.max && node.max <= FEW) : isAmbiguous(node.inner);
    default:
      return false;
  }
}

/** Whether a node can match in several ways. A fixed number of times, a few short ones do no harm. */
function varies(node: RegexNode, isFixed: boolean): boolean {
  switch (node.kind) {
    case 'group':
      return varies(node.inner, isFixed);
    case 'sequence':
      return node.items.some((item) => varies(item, isFixed));
    case 'choice':
      return !isFixed || node.items.some((item) => varies(item, isFixed));
    case 'repeat':
      if (node.min === node.max) return varies(node.inner, isFixed);
      return !isFixed || node.max > FEW || varies(node.inner, isFixed);
    default:
      return false;
  }
}

const FEW = 4;

/** How many repetitions follow one another that can each take more or less of the text. */
function endless(node: RegexNode): number {
  switch (node.kind) {
    case 'group':
      return endless(node.inner);
    case 'sequence':
      return node.items.reduce((sum, item) => sum + endless(item), 0);
    case 'choice':
      return Math.max(0, ...node.items.map(endless));
    case 'repeat':
      return node.min !== node.max && node.max > FEW
        ? Math.max(1, endless(node.inner))
        : endless(node.inner) * node.max;
    default:
      return 0;
  }
}
