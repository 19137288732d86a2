import type { SyntaxNode } from '../../../analysis/syntax.js';
import type { Apply, Expand, Expr, Group, PlanColumn, Step } from '../../plan.js';
import { lowerScalar } from '../expressions.js';
import { typeNamed } from '../literals.js';
import { type Context, nameOf, rangeOf } from '../scope.js';
import { lowerTable } from '../tables.js';
import { givenName, type LowerOperator, need, over, parameters, valueNode } from './shape.js';

export const lowerExpand: LowerOperator = (node, input, context) => expand(node, input, context, node.columns ?? []);

function expand(node: SyntaxNode, input: Step, context: Context, bound: readonly PlanColumn[]): Expand {
  const at = rangeOf(node, context.frame);
  const options = parameters(node);
  const columns: PlanColumn[] = [...input.columns];
  const inner = over(input, context);
  const names = new Set(input.columns.map(({ name }) => name));
  const unnamed = bound.map(({ name }) => name).filter((name) => !names.has(name));
  const items = node.items('Expressions').map((item) => {
    const named = item.child('Expression') ?? item;
    const expr = lowerScalar(valueNode(named), inner);
    const isColumn = valueNode(named).kind === 'NameReference';
    const given = givenName(named) ?? (isColumn ? nameOf(valueNode(named)) : undefined);
    const name =
      given ?? unnamed.find((one) => !columns.some((column) => column.name === one)) ?? `Column${columns.length}`;
    const type = typeNamed(item.child('ToTypeOf')?.child('TypeOf')?.items('Types')[0]?.text ?? '') ?? itemType(expr);
    return { expr, position: place(columns, { name, type }), type };
  });
  const index = options.get('with_itemindex') ?? options.get('with_item_index');
  const itemIndex = index === undefined ? -1 : place(columns, { name: index, type: 'long' });
  const limit = node.child('RowLimitClause')?.child('RowLimit');
  return {
    kind: 'expand',
    input,
    items,
    itemIndex,
    bagsAsArrays: (options.get('kind') ?? options.get('bagexpansion')) === 'array',
    limit: limit ? lowerScalar(limit, { ...context, row: undefined }) : undefined,
    columns,
    isOpen: input.isOpen,
    at,
  };
}

function itemType(expr: Expr): PlanColumn['type'] {
  return expr.type === 'unknown' ? 'unknown' : 'dynamic';
}

function place(columns: PlanColumn[], column: PlanColumn): number {
  const at = columns.findIndex(({ name }) => name === column.name);
  if (at === -1) return columns.push(column) - 1;
  columns[at] = column;
  return at;
}

export const lowerApply: LowerOperator = (node, input, context): Apply => {
  const at = rangeOf(node, context.frame);
  const first = expand(node, input, context, []);
  const group: Group = { kind: 'group', columns: first.columns, isOpen: first.isOpen, at };
  const subquery = need(need(node, 'Subquery', context), 'Expression', context);
  const body = lowerTable(subquery, { ...context, row: undefined, source: group });
  const isItem = (name: string) => first.items.some(({ position }) => first.columns[position]?.name === name);
  const outputs: Apply['outputs'][number][] = [];
  const columns: PlanColumn[] = [];
  input.columns.forEach((column, index) => {
    const inBody = body.columns.findIndex(({ name }) => name === column.name);
    if (inBody === -1 || !isItem(column.name)) {
      if (isItem(column.name)) return;
      outputs.push({ side: 'left', index });
      columns.push(column);
    } else {
      outputs.push({ side: 'right', index: inBody });
      columns.push(body.columns[inBody] ?? column);
    }
  });
  body.columns.forEach((column, index) => {
    if (columns.some(({ name }) => name === column.name)) return;
    outputs.push({ side: 'right', index });
    columns.push(column);
  });
  return { kind: 'apply', expand: first, group, body, outputs, columns, isOpen: false, at };
};

export const lowerPartition: LowerOperator = (node, input, context) => {
  const at = rangeOf(node, context.frame);
  const key = lowerScalar(need(node, 'ByExpression', context), over(input, context));
  const group: Group = { kind: 'group', columns: input.columns, isOpen: input.isOpen, at };
  const operand = need(node, 'Operand', context);
  const subquery = operand.child('Subquery') ?? need(operand, 'Query', context);
  const body = lowerTable(subquery, { ...context, row: undefined, source: group });
  return { kind: 'partition', input, key, group, body, columns: body.columns, isOpen: body.isOpen, at };
};
