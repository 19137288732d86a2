import { type SyntaxNode, walk } from '../analysis/syntax.js';

/** What `let` binds in whole trees, by name: lints ask for each use of a name. */
const bindings = new WeakMap<SyntaxNode, ReadonlyMap<string, SyntaxNode | undefined>>();

/** What `let` binds to a name; undefined when the query has no such statement, or several, of which any may be meant. */
export function letValue(name: SyntaxNode): SyntaxNode | undefined {
  let root = name;
  while (root.parent) root = root.parent;
  const known = bindings.get(root) ?? bindingsOf(root);
  bindings.set(root, known);
  return known.get(name.text);
}

function bindingsOf(root: SyntaxNode): ReadonlyMap<string, SyntaxNode | undefined> {
  const found = new Map<string, SyntaxNode | undefined>();
  for (const node of walk(root)) {
    const name = node.kind === 'LetStatement' ? node.child('Name')?.text : undefined;
    if (name !== undefined) found.set(name, found.has(name) ? undefined : node.child('Expression'));
  }
  return found;
}

/**
 * The values of an item of a list: those of a dynamic list that is written out, or the item itself. `node` is what to
 * underline: the value, or the name that `let` binds to the list.
 */
export function listedValues(item: SyntaxNode): { node: SyntaxNode; value: SyntaxNode }[] {
  if (item.type !== 'dynamic') return [{ node: item, value: item }];
  const written = item.kind === 'NameReference' && item.reference?.kind === 'variable' ? letValue(item) : item;
  const array = written?.kind === 'DynamicExpression' ? written.child('Expression') : undefined;
  if (array?.kind !== 'JsonArrayExpression') return [];
  return array.items('Values').map((value) => ({ node: written === item ? value : item, value }));
}
