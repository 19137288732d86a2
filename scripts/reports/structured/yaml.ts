import { parse } from 'yaml';
import type { Tree } from './leaves.js';

/** Larger files are read as text: the parser takes a hundred times their size in memory. */
const MAX_LENGTH = 1_000_000;

/** The names and values of a YAML file; null for any other file, for one that is broken, and for plain text. */
export function yamlTree(file: string, text: string): Tree | null {
  if (!/\.ya?ml$/i.test(file) || text.length > MAX_LENGTH) return null;
  try {
    // Every scalar stays a text: dates, numbers and `no` are data.
    const tree: unknown = parse(text, { schema: 'failsafe', maxAliasCount: 100, uniqueKeys: false });
    return isTree(tree) && typeof tree !== 'string' ? tree : null;
  } catch {
    return null;
  }
}

/** Whether a tree is a rule of Sigma: what it names is what it looks for. */
export function isSigmaRule(tree: Tree): boolean {
  return typeof tree === 'object' && tree !== null && 'logsource' in tree && 'detection' in tree;
}

function isTree(value: unknown): value is Tree {
  if (typeof value === 'string') return true;
  return typeof value === 'object' && value !== null && Object.values(value).every((item) => isTree(item ?? ''));
}
