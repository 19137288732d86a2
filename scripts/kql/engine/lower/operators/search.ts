import type { SyntaxNode } from '../../../analysis/syntax.js';
import type { Expr, PlanColumn, Step } from '../../plan.js';
import { refuse } from '../../run.js';
import { constant, lowerScalar } from '../expressions.js';
import { literalValue } from '../literals.js';
import { type Context, rangeOf } from '../scope.js';
import { columnAt, need, over, parameters, passThrough, project, resultColumns } from './shape.js';
import { everyTable, type NamedTable, tablesOf, unionOf } from './union.js';

/** `search "x"` over the table before it, over `in (T, U*)`; each row begins with the name of its table. */
export function lowerSearch(node: SyntaxNode, input: Step | undefined, context: Context): Step {
  const listed = node.child('InClause')?.items('Expressions') ?? [];
  const tables = input
    ? [{ input, name: 'search_arg0' }]
    : listed.length > 0
      ? tablesOf(listed, context)
      : everyTable(node, context);
  const isCaseSensitive = parameters(node).get('kind') === 'case_sensitive';
  const condition = need(node, 'Condition', context);
  return filtered(
    node,
    tables,
    '$table',
    (table, inner) => lowerCondition(condition, inner, isCaseSensitive, table),
    context,
  );
}

/** `find in (T, U) where …`: for each table its rows, with the table's name. */
export function lowerFind(node: SyntaxNode, context: Context): Step {
  const at = rangeOf(node, context.frame);
  const listed = node.child('InClause')?.items('Expressions') ?? [];
  if (listed.length === 0)
    return refuse('find', 'find over all tables is not supported: name the tables, find in (T) where ….', at);
  if (node.child('Project')) return refuse('find project', 'project in find is not supported.', at);
  const source = parameters(node).get('withsource') ?? 'source_';
  const tables = tablesOf(listed, context);
  const condition = need(node, 'Condition', context);
  return filtered(node, tables, source, (table, inner) => lowerCondition(condition, inner, false, table), context);
}

function filtered(
  node: SyntaxNode,
  tables: readonly NamedTable[],
  source: string,
  lower: (input: Step, inner: Context) => Expr,
  context: Context,
): Step {
  const at = rangeOf(node, context.frame);
  const rows = tables.map(({ input, name }): NamedTable => {
    const condition = lower(input, over(input, context));
    return { name, input: { kind: 'where', input, condition, columns: input.columns, isOpen: input.isOpen, at } };
  });
  const [only] = rows;
  const columns = resultColumns(node, context);
  if (rows.length !== 1 || !only) return unionOf(rows, columns, source, at);
  const named: PlanColumn[] = [{ name: source, type: 'string' }, ...only.input.columns];
  return project(only.input, named, [constant('string', only.name, at), ...passThrough(only.input, at)], at, {
    keep: true,
    without: [],
  });
}

function lowerCondition(node: SyntaxNode, context: Context, isCaseSensitive: boolean, input: Step): Expr {
  const at = rangeOf(node, context.frame);
  const part = (role: string) => lowerCondition(need(node, role, context), context, isCaseSensitive, input);
  if (node.kind === 'ParenthesizedExpression') return part('Expression');
  if (node.kind === 'AndExpression' || node.kind === 'OrExpression') {
    const name = node.kind === 'AndExpression' ? 'and' : 'or';
    return { kind: 'call', type: 'bool', name, args: [part('Left'), part('Right')], at };
  }
  if (node.kind === 'FunctionCallExpression' && /^not\s*\(/.test(node.text)) {
    const inner = node.child('ArgumentList')?.items('Expressions')[0];
    if (inner) {
      const arg = lowerCondition(inner, context, isCaseSensitive, input);
      return { kind: 'call', type: 'bool', name: 'not', args: [arg], at };
    }
  }
  const text = searchText(node);
  // Terms are not looked for in numbers with a fraction.
  const columns = input.columns.map((column, i) => columnAt(column, i, at)).filter(({ type }) => type !== 'real');
  if (text !== undefined) return termIn(text, columns, isCaseSensitive, at);
  if (node.kind === 'SearchExpression') {
    const right = searchText(need(node, 'Right', context));
    const left = need(node, 'Left', context);
    if (right !== undefined) {
      const where = left.kind === 'StarExpression' ? columns : [lowerScalar(left, context)];
      return termIn(right, where, isCaseSensitive, at);
    }
  }
  return lowerScalar(node, context);
}

function searchText(node: SyntaxNode): string | undefined {
  const literal = literalValue(node);
  if (typeof literal?.value === 'string') return literal.value;
  return literal?.type === 'long' || literal?.type === 'real' ? node.text : undefined;
}

function termIn(text: string, columns: readonly Expr[], isCaseSensitive: boolean, at: Expr['at']): Expr {
  const args = [constant('string', text, at), constant('bool', isCaseSensitive, at), ...columns];
  return { kind: 'call', type: 'bool', name: 'search term', args, at };
}
