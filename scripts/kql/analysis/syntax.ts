import type { Column, KqlType } from '../model.js';
import type { Constant } from './library/constants.js';

/** The library's names of kinds of nodes and tokens. */
export type NodeKind = keyof typeof Kusto.Language.Syntax.SyntaxKind;

/**
 * A node of a bound query: our view of the library's tree. `role` names the node's place in its parent (`Left`,
 * `Condition`, `Aggregates`), so a consumer asks for `node.child('Condition')` and never counts children.
 */
export interface SyntaxNode {
  /** `FilterOperator`, `FunctionCallExpression`, `WhereKeyword`: the library's names. */
  readonly kind: NodeKind;
  /** Place in the parent; empty for the root and for the items of a list. */
  readonly role: string;
  readonly parent: SyntaxNode | undefined;
  /** In order of the text; a list's items without the separators between them. */
  readonly children: readonly SyntaxNode[];
  /** Keywords, names, literals and punctuation: the leaves. */
  readonly isToken: boolean;
  /** Offsets without the white space and comments around. Inside `calledBody` they count from the body's own start. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** What a name or an operator stands for; undefined when unknown. */
  readonly reference: Reference | undefined;
  /** Type of a scalar expression; undefined for tables and where it is unknown. */
  readonly type: KqlType | undefined;
  /** Columns of a tabular expression or operator; undefined for scalars. */
  readonly columns: readonly Column[] | undefined;
  /** Value of a literal, or of a name that `let` binds to one. */
  readonly constant: Constant | undefined;
  /** The body of the function that this node calls, bound with the arguments of this call; undefined for built-ins. */
  readonly calledBody: SyntaxNode | undefined;
  child(role: string): SyntaxNode | undefined;
  /** Items of the list in a place; empty when there is none. */
  items(role: string): readonly SyntaxNode[];
}

export interface Reference {
  kind: 'column' | 'table' | 'function' | 'operator' | 'variable' | 'parameter' | 'other';
  name: string;
}

/** The nodes of whole trees, which every lint goes through. */
const walked = new WeakMap<SyntaxNode, readonly SyntaxNode[]>();

/** The node and everything below it, parents first; without recursion, so depth is no danger. */
export function walk(root: SyntaxNode): readonly SyntaxNode[] {
  const known = walked.get(root);
  if (known) return known;
  const nodes: SyntaxNode[] = [];
  const pending = [root];
  for (let node = pending.pop(); node; node = pending.pop()) {
    nodes.push(node);
    for (let i = node.children.length - 1; i >= 0; i--) {
      const child = node.children[i];
      if (child) pending.push(child);
    }
  }
  if (!root.parent) walked.set(root, nodes);
  return nodes;
}

/** From the parent upwards. */
export function* ancestors(node: SyntaxNode): Generator<SyntaxNode> {
  for (let above = node.parent; above; above = above.parent) yield above;
}

/** The innermost node that covers a range. */
export function nodeAt(root: SyntaxNode, start: number, end: number): SyntaxNode {
  let found = root;
  for (;;) {
    const inner = found.children.find((child) => child.start <= start && child.end >= end);
    if (!inner) return found;
    found = inner;
  }
}

/** Name of the function that a call names, and its arguments; undefined for other nodes. */
export function call(
  node: SyntaxNode,
): { name: string; nameNode: SyntaxNode; arguments: readonly SyntaxNode[] } | undefined {
  if (node.kind !== 'FunctionCallExpression') return undefined;
  const nameNode = node.child('Name');
  const list = node.child('ArgumentList');
  return nameNode && { name: nameNode.text, nameNode, arguments: list?.items('Expressions') ?? [] };
}

/** The operands of a binary expression, and its operator as it is written: `==`, `in~`, `!contains`. */
export function binary(node: SyntaxNode): { left: SyntaxNode; operator: string; right: SyntaxNode } | undefined {
  if (!node.kind.endsWith('Expression')) return undefined;
  const left = node.child('Left');
  const operator = node.child('Operator');
  const right = node.child('Right');
  return left && operator && right && { left, operator: operator.text, right };
}

/** The expression inside any parentheses. */
export function unwrap(node: SyntaxNode): SyntaxNode {
  let inner = node;
  while (inner.kind === 'ParenthesizedExpression') inner = inner.child('Expression') ?? inner.children[1] ?? inner;
  return inner;
}

/** The text of a constant string; undefined when the node is anything else. */
export function constantText(node: SyntaxNode | undefined): string | undefined {
  const constant = node?.constant;
  return constant?.type === 'string' && constant.value !== null ? constant.value : undefined;
}
