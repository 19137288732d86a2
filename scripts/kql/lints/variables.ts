import { type SyntaxNode, walk } from '../syntax.js';

/** What `let` binds to a name; undefined when the query has no such statement, or several, of which any may be meant. */
export function letValue(name: SyntaxNode): SyntaxNode | undefined {
  let root = name;
  while (root.parent) root = root.parent;
  let value: SyntaxNode | undefined;
  for (const node of walk(root)) {
    if (node.kind !== 'LetStatement' || node.child('Name')?.text !== name.text) continue;
    if (value) return undefined;
    value = node.child('Expression');
  }
  return value;
}
