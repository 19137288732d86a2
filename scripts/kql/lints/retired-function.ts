import { call, type SyntaxNode, walk } from '../analysis/syntax.js';
import type { Lint } from './lint.js';

/** Names that the documentation no longer has, though the service still takes them, and what took their place. */
const RENAMED: Record<string, string> = {
  makeset: 'make_set',
  makelist: 'make_list',
  any: 'take_any',
  anyif: 'take_anyif',
  argmax: 'arg_max',
  argmin: 'arg_min',
  pack: 'bag_pack',
  pack_dictionary: 'bag_pack',
  columnifexists: 'column_ifexists',
  parsejson: 'parse_json',
  extractjson: 'extract_json',
  extractall: 'extract_all',
  arraylength: 'array_length',
  notempty: 'isnotempty',
  notnull: 'isnotnull',
};

/** A part of a query and what to write instead. */
export interface Renaming {
  node: SyntaxNode;
  written: string;
  right: string;
  /** The part from the node's start on that `right` replaces. */
  start: number;
  end: number;
}

export const retiredFunction: Lint = {
  code: 'retired-function',
  effect: 'advice',
  summary: 'Functions and steps have the names that the documentation has',
  why: 'The service still takes the retired names, but nobody finds them in the documentation, and new features come to the new ones alone.',
  help: 'Run sentinel validate --fix.',
  *run(tree) {
    for (const { node, written, right } of renamings(tree)) {
      yield { node, message: `${written} is a retired name of ${right.replace(/\(.*/s, '()')}` };
    }
  },
};

/** The retired names in a query, in the order of the text. */
export function renamings(tree: SyntaxNode): Renaming[] {
  return walk(tree).flatMap((node) => {
    if (node.isToken && node.text === 'mvexpand') {
      return [{ node, written: 'mvexpand', right: 'mv-expand', start: node.start, end: node.end }];
    }
    const called = call(node);
    if (called?.nameNode.reference?.kind !== 'function') return [];
    const { name, nameNode } = called;
    const right = Object.hasOwn(RENAMED, name) ? RENAMED[name] : undefined;
    const place = { start: nameNode.start, end: nameNode.end };
    if (right !== undefined) return [{ node: nameNode, written: `${name}()`, right, ...place }];
    const [pattern, rewrite, source] = called.arguments;
    if (name !== 'replace' || !pattern || !rewrite || !source) return [];
    const whole = `replace_regex(${source.text}, ${pattern.text}, ${rewrite.text})`;
    return [{ node: nameNode, written: 'replace()', right: whole, start: node.start, end: node.end }];
  });
}
