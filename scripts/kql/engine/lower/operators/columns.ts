import type { SyntaxNode } from '../../../analysis/syntax.js';
import { matchWildcard } from '../../../analysis/vocabulary.js';
import type { Expr, PlanColumn, Range, Step } from '../../plan.js';
import { refuse } from '../../run.js';
import { isList } from '../../values/value.js';
import { columnNamed, constant, lowerScalar } from '../expressions.js';
import { type Context, nameOf, rangeOf } from '../scope.js';
import {
  columnAt,
  givenName,
  KEEP_LATE,
  type LowerOperator,
  over,
  passThrough,
  project,
  resultColumns,
  valueNode,
} from './shape.js';

/** `project`, `print`: one expression for each column. */
export const lowerProject: LowerOperator = (node, input, context) => {
  const columns = resultColumns(node, context);
  const inner = over(input, context);
  const outputs = node.items('Expressions').flatMap((item) => lowerItem(item, inner));
  return project(input, columns, outputs, rangeOf(node, context.frame));
};

/** An item of a list of expressions; one with several results gives as many. */
export function lowerItem(item: SyntaxNode, context: Context): Expr[] {
  const at = rangeOf(item, context.frame);
  if (item.kind === 'StarExpression') {
    return (context.row?.columns ?? []).map((column, i) => columnAt(column, i, at));
  }
  if (item.kind === 'CompoundNamedExpression') return compound(item, context);
  const expr = lowerScalar(item, context);
  const sorted = expr.kind === 'call' && /^array_sort_(asc|desc)$/.test(expr.name) ? expr.args : [];
  const lists = sorted.filter(({ type }) => type !== 'bool').length;
  return lists > 1 && givenName(item) === undefined ? itemsOf(expr, lists, at) : [expr];
}

function itemsOf(list: Expr, count: number, at: Range): Expr[] {
  return Array.from({ length: count }, (_, i): Expr => {
    const position = constant('long', BigInt(i), at);
    return { kind: 'call', type: 'dynamic', name: 'index', args: [list, position], at };
  });
}

/** `(a, b) = expression`: the items of a list by position. */
function compound(item: SyntaxNode, context: Context): Expr[] {
  const value = item.child('Expression');
  const names = item.child('Names')?.items('Names') ?? [];
  const at = rangeOf(item, context.frame);
  if (!value) return refuse('()', 'An expression is missing.', at);
  const list = lowerScalar(value, context);
  if (list.type !== 'dynamic') return refuse(value.text, 'An expression with several results is not supported.', at);
  return itemsOf(list, names.length, at);
}

/** `extend`, `serialize`: all columns, some of them new. */
export const lowerExtend: LowerOperator = (node, input, context) => {
  const at = rangeOf(node, context.frame);
  const inner = over(input, context);
  const columns: PlanColumn[] = [...input.columns];
  const outputs = passThrough(input, at);
  const without: string[] = [];
  const unnamed = newNames(node, input);
  for (const item of node.items('Expressions')) {
    const names = item.kind === 'CompoundNamedExpression' ? (item.child('Names')?.items('Names') ?? []) : [];
    lowerItem(item, inner).forEach((expr, i) => {
      const compoundName = names[i];
      const name = compoundName
        ? nameOf(compoundName)
        : (givenName(item) ?? ownName(item) ?? unnamed.shift() ?? `Column${columns.length}`);
      const place = columns.findIndex((column) => column.name === name);
      const column = { name, type: expr.type };
      without.push(name);
      if (place === -1) {
        columns.push(column);
        outputs.push(expr);
      } else {
        columns[place] = column;
        outputs[place] = expr;
      }
    });
  }
  return project(input, columns, outputs, at, { keep: true, without });
};

function ownName(item: SyntaxNode): string | undefined {
  return item.kind === 'NameReference' && item.reference?.kind === 'column' ? nameOf(item) : undefined;
}

/** Names that the binder gives to expressions without one, in their order. */
function newNames(node: SyntaxNode, input: Step): string[] {
  const known = new Set(input.columns.map((column) => column.name));
  for (const item of node.items('Expressions')) {
    for (const name of item.child('Names')?.items('Names') ?? []) known.add(nameOf(name));
    const given = givenName(item);
    if (given !== undefined) known.add(given);
  }
  return (node.columns ?? []).map((column) => column.name).filter((name) => !known.has(name));
}

/** Positions of the columns that names and patterns mean, each once. */
function meant(
  nodes: readonly SyntaxNode[],
  columns: readonly PlanColumn[],
): { positions: number[]; patterns: string[] } {
  const names = columns.map((column) => column.name);
  const patterns = nodes.map((node) => nameOf(node));
  const positions = patterns.flatMap((pattern) => {
    const found = pattern.includes('*') ? matchWildcard(pattern, names) : [pattern];
    return found.map((name) => names.indexOf(name)).filter((index) => index >= 0);
  });
  return { positions: [...new Set(positions)], patterns };
}

function choose(
  input: Step,
  positions: readonly number[],
  node: SyntaxNode,
  context: Context,
  late: { keep: boolean; without: string[] },
) {
  const at = rangeOf(node, context.frame);
  const columns = positions.flatMap((index) => input.columns[index] ?? []);
  const outputs = positions.flatMap((index) => {
    const column = input.columns[index];
    return column ? [columnAt(column, index, at)] : [];
  });
  return project(input, columns, outputs, at, late);
}

export const lowerProjectAway: LowerOperator = (node, input, context) => {
  const { positions, patterns } = meant(node.items('Expressions'), input.columns);
  const rest = input.columns.map((_column, i) => i).filter((i) => !positions.includes(i));
  return choose(input, rest, node, context, { keep: true, without: patterns });
};

export const lowerProjectKeep: LowerOperator = (node, input, context) => {
  const { positions } = meant(node.items('Expressions'), input.columns);
  return choose(
    input,
    positions.sort((a, b) => a - b),
    node,
    context,
    { keep: false, without: [] },
  );
};

export const lowerProjectReorder: LowerOperator = (node, input, context) => {
  const order: number[] = [];
  for (const item of node.items('Expressions')) {
    const isOrdered = item.kind === 'OrderedExpression';
    const name = isOrdered ? (item.child('Expression') ?? item) : item;
    const found = meant([name], input.columns).positions.filter((i) => !order.includes(i));
    if (isOrdered) {
      const direction = item.child('Ordering')?.text.toLowerCase() ?? 'asc';
      const nameAt = (i: number) => input.columns[i]?.name ?? '';
      found.sort((a, b) => (nameAt(a) < nameAt(b) ? -1 : 1) * (direction.includes('desc') ? -1 : 1));
    }
    order.push(...found);
  }
  // A `*` stands for the columns that no other name means.
  const named = meant(
    node.items('Expressions').flatMap((item) => (item.text === '*' ? [] : [item.child('Expression') ?? item])),
    input.columns,
  ).positions;
  const star = node.items('Expressions').findIndex((item) => item.text === '*');
  if (star !== -1) return choose(input, starred(node, input, named), node, context, { keep: true, without: [] });
  const rest = input.columns.map((_column, i) => i).filter((i) => !order.includes(i));
  return choose(input, [...order, ...rest], node, context, { keep: true, without: [] });
};

function starred(node: SyntaxNode, input: Step, named: readonly number[]): number[] {
  const rest = input.columns.map((_column, i) => i).filter((i) => !named.includes(i));
  return node
    .items('Expressions')
    .flatMap((item) => (item.text === '*' ? rest : meant([item.child('Expression') ?? item], input.columns).positions));
}

export const lowerProjectRename: LowerOperator = (node, input, context) => {
  const at = rangeOf(node, context.frame);
  const columns = [...input.columns];
  const outputs = passThrough(input, at);
  const without: string[] = [];
  const inner = over(input, context);
  for (const item of node.items('Expressions')) {
    const name = givenName(item);
    const old = nameOf(valueNode(item));
    const place = input.columns.findIndex((column) => column.name === old);
    const column = input.columns[place];
    if (name === undefined) continue;
    if (column) columns[place] = { name, type: column.type };
    else {
      columns.push({ name, type: 'unknown' });
      outputs.push(columnNamed(old, inner, at) ?? { kind: 'late', type: 'unknown', name: old, at });
      without.push(old);
    }
  }
  return project(input, columns, outputs, at, { ...KEEP_LATE, without });
};

/** `project-by-names "A", dynamic(["B*"])`: columns by names that are constants. */
export const lowerProjectByNames: LowerOperator = (node, input, context) => {
  const patterns = node.items('Expressions').flatMap((item): string[] => {
    const value = lowerScalar(item, { ...context, row: undefined });
    const given = value.kind === 'constant' ? value.value : null;
    return (isList(given) ? given : [given]).map((text) => {
      if (typeof text === 'string') return text;
      return refuse('project-by-names', 'The names must be constants.', rangeOf(item, context.frame));
    });
  });
  const names = input.columns.map(({ name }) => name);
  const positions = patterns.flatMap((pattern) => matchWildcard(pattern, names).map((name) => names.indexOf(name)));
  return choose(input, [...new Set(positions)], node, context, { keep: false, without: [] });
};
