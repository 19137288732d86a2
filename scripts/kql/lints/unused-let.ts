import { walk } from '../analysis/syntax.js';
import type { Lint } from './lint.js';

export const unusedLet: Lint = {
  code: 'unused-let',
  effect: 'misleads',
  summary: 'Every name that let binds is used',
  why: 'A name that nothing uses is often a filter or a list that was meant to count: the query runs without it.',
  help: 'Use the name, or remove the let.',
  *run(tree) {
    const used = new Map<string, number>();
    for (const node of walk(tree)) {
      // `["name"]` and `table("name")` have a name as a text.
      const text = node.isToken ? node.text.replace(/^["']|["']$/g, '') : undefined;
      if (text !== undefined) used.set(text, (used.get(text) ?? 0) + 1);
    }
    const names = walk(tree).flatMap((node) => (node.kind === 'LetStatement' ? (node.child('Name') ?? []) : []));
    const hasWildcard = walk(tree).some(({ kind }) => kind === 'WildcardedName');
    for (const name of names) {
      if ((used.get(name.text.replace(/^\[["']|["']\]$/g, '')) ?? 0) > 1 || hasWildcard) continue;
      yield { node: name, message: `Nothing uses ${name.text}` };
    }
  },
};
