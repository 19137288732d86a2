import { enclosingStep } from '../analysis/pipeline.js';
import { ancestors, call, type SyntaxNode, walk } from '../analysis/syntax.js';
import type { Lint } from './lint.js';
import { letValue } from './variables.js';

const WINDOW_FUNCTIONS = new Set([
  'prev',
  'next',
  'row_number',
  'row_cumsum',
  'row_rank_dense',
  'row_rank_min',
  'row_window_session',
]);

/** Steps that give rows an order. */
const ORDERING = new Set([
  'SortOperator',
  'SerializeOperator',
  'TopOperator',
  'TopHittersOperator',
  'GetSchemaOperator',
  'RangeOperator',
]);

/** Steps whose result has no order (Kusto documentation, "Window functions"): about others, do not guess. */
const UNORDERED = new Set([
  'CountOperator',
  'DistinctOperator',
  'FindOperator',
  'JoinOperator',
  'LookupOperator',
  'SampleOperator',
  'SampleDistinctOperator',
  'SearchOperator',
  'SummarizeOperator',
  'UnionOperator',
]);

export const unserializedWindow: Lint = {
  code: 'unserialized-window',
  effect: 'refused',
  summary: 'prev(), next() and the row functions work on rows that have an order',
  why: 'The service refuses window functions on rows without an order: "the row set must be serialized".',
  help: 'Put "| sort by …" (or "| serialize" when the order does not matter) before this step.',
  *run(tree) {
    const known = new Map<SyntaxNode, boolean>();
    for (const node of walk(tree)) {
      const called = call(node);
      if (!called || !WINDOW_FUNCTIONS.has(called.name)) continue;
      const step = enclosingStep(node);
      if (!step || !lacksOrder(step.role === 'Operator' ? step.parent : step, known)) continue;
      yield {
        node: called.nameNode,
        message: `${called.name}() needs rows in an order, and no step before it gives them one`,
      };
    }
  },
};

/** The rows of an expression certainly come in no order. Follows names to what `let` binds and calls pass. */
function lacksOrder(rows: SyntaxNode | undefined, known: Map<SyntaxNode, boolean>): boolean {
  if (!rows) return false;
  const answer = known.get(rows);
  if (answer !== undefined) return answer;
  // What leads back to itself is unknown.
  known.set(rows, false);
  const isUnordered = comesUnordered(rows, known);
  known.set(rows, isUnordered);
  return isUnordered;
}

function comesUnordered(rows: SyntaxNode, known: Map<SyntaxNode, boolean>): boolean {
  switch (rows.kind) {
    case 'PipeExpression': {
      const step = rows.child('Operator');
      if (!step || ORDERING.has(step.kind)) return false;
      // The rows before come in again as the parameter of the function.
      if (step.kind === 'InvokeOperator') return lacksOrder(resultOf(step.child('Function')), known);
      return UNORDERED.has(step.kind) || lacksOrder(rows.child('Expression'), known);
    }
    case 'ParenthesizedExpression':
    case 'MaterializeExpression':
      return lacksOrder(rows.child('Expression'), known);
    case 'FunctionCallExpression':
      return lacksOrder(resultOf(rows), known);
    case 'NameReference':
      if (rows.reference?.kind === 'table') return true;
      if (rows.reference?.kind === 'variable') return lacksOrder(letValue(rows), known);
      return rows.reference?.kind === 'parameter' && isPassedUnordered(rows, known);
    default:
      return UNORDERED.has(rows.kind);
  }
}

/** The rows that a function of the query returns. */
function resultOf(called: SyntaxNode | undefined): SyntaxNode | undefined {
  const name = called && call(called)?.nameNode;
  return name && letValue(name)?.child('Body')?.child('Expression');
}

/** Every call does: one that passes rows in an order may be the one that is meant. */
function isPassedUnordered(parameter: SyntaxNode, known: Map<SyntaxNode, boolean>): boolean {
  const passed = passedTo(parameter);
  return passed.length > 0 && passed.every((rows) => lacksOrder(rows, known));
}

/** The rows that calls in this query pass for a parameter of the function around it. */
function passedTo(parameter: SyntaxNode): SyntaxNode[] {
  const [root, declaration] = outwards(parameter);
  const name = declaration?.parent?.kind === 'LetStatement' ? declaration.parent.child('Name') : undefined;
  // Of two functions of one name, either may be meant.
  if (!declaration || !name || letValue(name) === undefined) return [];
  const parameters = declaration.child('Parameters')?.items('Parameters') ?? [];
  const index = parameters.findIndex((one) => one.child('NameAndType')?.child('Name')?.text === parameter.text);
  return walk(root).flatMap((node) => {
    const called = call(node);
    if (called?.name !== name.text || index < 0) return [];
    // `T | invoke f(…)` passes T as the first.
    const isInvoked = node.parent?.kind === 'InvokeOperator';
    const pipe = isInvoked ? node.parent?.parent : undefined;
    const passed =
      isInvoked && index === 0 ? pipe?.child('Expression') : called.arguments[isInvoked ? index - 1 : index];
    return passed && passed.kind !== 'SimpleNamedExpression' ? [passed] : [];
  });
}

/** The root of the tree, and the innermost function that declares its parameters around a node. */
function outwards(node: SyntaxNode): [root: SyntaxNode, declaration: SyntaxNode | undefined] {
  const above = [...ancestors(node)];
  return [above.at(-1) ?? node, above.find((one) => one.kind === 'FunctionDeclaration')];
}
