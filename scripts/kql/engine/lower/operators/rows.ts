import type { SyntaxNode } from '../../../analysis/syntax.js';
import type { Expr, PlanColumn, SortKey, Step } from '../../plan.js';
import { columnNamed, lowerScalar } from '../expressions.js';
import { type Context, nameOf, rangeOf } from '../scope.js';
import { shared } from '../tables.js';
import { type LowerOperator, need, over, resultColumns, valueNode } from './shape.js';

export const lowerWhere: LowerOperator = (node, input, context) => ({
  kind: 'where',
  input,
  condition: lowerScalar(need(node, 'Condition', context), over(input, context)),
  columns: input.columns,
  isOpen: input.isOpen,
  at: rangeOf(node, context.frame),
});

export const lowerTake: LowerOperator = (node, input, context) => ({
  kind: 'take',
  input,
  limit: lowerScalar(need(node, 'Expression', context), { ...context, row: undefined }),
  columns: input.columns,
  isOpen: input.isOpen,
  at: rangeOf(node, context.frame),
});

export const lowerSort: LowerOperator = (node, input, context) =>
  sorted(node, input, node.items('Expressions'), undefined, context);

export const lowerTop: LowerOperator = (node, input, context) => {
  const limit = lowerScalar(need(node, 'Expression', context), { ...context, row: undefined });
  return sorted(node, input, [need(node, 'ByExpression', context)], limit, context);
};

function sorted(
  node: SyntaxNode,
  input: Step,
  keys: readonly SyntaxNode[],
  limit: Expr | undefined,
  context: Context,
): Step {
  return {
    kind: 'sort',
    input,
    by: keys.map((key) => sortKey(key, over(input, context))),
    limit,
    columns: input.columns,
    isOpen: input.isOpen,
    at: rangeOf(node, context.frame),
  };
}

function sortKey(node: SyntaxNode, context: Context): SortKey {
  const isOrdered = node.kind === 'OrderedExpression';
  const expr = lowerScalar(isOrdered ? need(node, 'Expression', context) : node, context);
  const words = isOrdered ? (node.child('Ordering')?.text.toLowerCase() ?? '') : '';
  const descending = !/\basc\b/.test(words);
  const nullsFirst = words.includes('first') || (!words.includes('last') && !descending);
  return { expr, descending, nullsFirst };
}

export const lowerDistinct: LowerOperator = (node, input, context) => {
  const inner = over(input, context);
  const at = rangeOf(node, context.frame);
  const keys = node.items('Expressions').flatMap((item) => {
    if (item.kind !== 'StarExpression') return [lowerScalar(valueNode(item), inner)];
    return input.columns.flatMap((column) => columnNamed(column.name, inner, at) ?? []);
  });
  const columns = resultColumns(node, context).map((column, i): PlanColumn => {
    return column.type === 'unknown' ? { name: column.name, type: keys[i]?.type ?? 'unknown' } : column;
  });
  return { kind: 'distinct', input, keys, columns, isOpen: false, at };
};

export const lowerCount: LowerOperator = (node, input, context) => {
  const at = rangeOf(node, context.frame);
  const aggregates = [{ name: 'count', args: [], type: 'long', at } as const];
  return { kind: 'summarize', input, keys: [], aggregates, columns: resultColumns(node, context), isOpen: false, at };
};

/** `as NAME`: later steps can read this one by the name. */
export const lowerAs: LowerOperator = (node, input, context) => {
  const name = nameOf(need(node, 'Name', context));
  const step = shared(name, input);
  context.scope.bind(name, { kind: 'table', step: () => step, isView: false });
  return step;
};

/** `render`, `consume`: nothing happens to the rows. */
export const lowerNothing: LowerOperator = (_node, input) => input;

export const lowerGetSchema: LowerOperator = (node, input, context) => ({
  kind: 'getschema',
  input,
  columns: resultColumns(node, context),
  isOpen: false,
  at: rangeOf(node, context.frame),
});

/** `sample-distinct N of x`: some of the distinct values. */
export const lowerSampleDistinct: LowerOperator = (node, input, context) => {
  const at = rangeOf(node, context.frame);
  const keys = [lowerScalar(need(node, 'OfExpression', context), over(input, context))];
  const columns = resultColumns(node, context);
  const distinct: Step = { kind: 'distinct', input, keys, columns, isOpen: false, at };
  const limit = lowerScalar(need(node, 'Expression', context), { ...context, row: undefined });
  return { kind: 'take', input: distinct, limit, columns, isOpen: false, at };
};
