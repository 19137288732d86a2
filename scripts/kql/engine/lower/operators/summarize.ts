import { call, type SyntaxNode } from '../../../analysis/syntax.js';
import { hasAggregate } from '../../aggregates/catalogue.js';
import type { Aggregate, Expr, PlanColumn } from '../../plan.js';
import { refuse } from '../../run.js';
import { columnNamed, lowerScalar } from '../expressions.js';
import { type Context, nameOf, rangeOf } from '../scope.js';
import { type LowerOperator, over, project, resultColumns, valueNode } from './shape.js';

export const lowerSummarize: LowerOperator = (node, input, context) => {
  const at = rangeOf(node, context.frame);
  const inner = over(input, context);
  const keyNodes = node.child('ByClause')?.items('Expressions') ?? [];
  const keys = keyNodes.map((key) => lowerScalar(valueNode(key), inner));
  const columns = resultColumns(node, context);
  const hidden: Aggregate[] = [];
  const outputs: Expr[] = [];
  let isPlain = true;
  for (const item of node.items('Aggregates')) {
    const value = aggregateNode(item);
    if (isAggregateCall(value, inner)) {
      const keyNames = keyNodes.map((key) => nameOf(valueNode(key)));
      for (const aggregate of lowerAggregate(value, inner, keyNames)) {
        outputs.push(hiddenColumn(keys.length + hidden.length, aggregate));
        hidden.push(aggregate);
      }
    } else {
      isPlain = false;
      outputs.push(lowerScalar(value, { ...inner, groups: { aggregates: hidden, keyCount: keys.length } }));
    }
  }
  const typed = columns.map((column, i): PlanColumn => {
    const type = i < keys.length ? keys[i]?.type : outputs[i - keys.length]?.type;
    return {
      name: pairName(node, i - keys.length) ?? column.name,
      type: column.type === 'unknown' ? (type ?? 'unknown') : column.type,
    };
  });
  const keyColumns = typed.slice(0, keys.length);
  if (isPlain) return { kind: 'summarize', input, keys, aggregates: hidden, columns: typed, isOpen: false, at };
  const between: PlanColumn[] = [...keyColumns, ...hidden.map(({ type }, i) => ({ name: `$${i}`, type }))];
  const groups = { kind: 'summarize', input, keys, aggregates: hidden, columns: between, isOpen: false, at } as const;
  const keyOutputs = keyColumns.map(
    (column, index): Expr => ({ kind: 'column', type: column.type, index, name: column.name, at }),
  );
  return project(groups, typed, [...keyOutputs, ...outputs], at);
};

/** A covariance without a name is called after both of its columns. */
function pairName(node: SyntaxNode, index: number): string | undefined {
  const item = node.items('Aggregates')[index];
  const called = item ? call(item) : undefined;
  if (!called?.name.startsWith('covariance')) return undefined;
  return [called.name, ...called.arguments.slice(0, 2).map((argument) => argument.text)].join('_');
}

export function aggregateNode(item: SyntaxNode): SyntaxNode {
  const value = item.kind === 'CompoundNamedExpression' ? (item.child('Expression') ?? item) : valueNode(item);
  return value.kind === 'ParenthesizedExpression' ? aggregateNode(value.child('Expression') ?? value) : value;
}

/** An aggregate inside another expression, as in `sum(a) / count()`: the rest is worked out after the grouping. */
export function lowerInner(node: SyntaxNode, { groups, ...context }: Context): Expr | undefined {
  const [aggregate] = groups ? lowerAggregate(node, context, []) : [];
  if (!groups || !aggregate) return undefined;
  groups.aggregates.push(aggregate);
  return hiddenColumn(groups.keyCount + groups.aggregates.length - 1, aggregate);
}

function hiddenColumn(index: number, { type, name, at }: Aggregate): Expr {
  return { kind: 'column', type, index, name, at };
}

export function isAggregateCall(node: SyntaxNode, context: Context): boolean {
  if (node.kind !== 'FunctionCallExpression') return false;
  const name = functionName(node);
  return hasAggregate(name) && context.scope.find(name) === undefined;
}

function functionName(node: SyntaxNode): string {
  const name = node.child('Name');
  return name ? nameOf(name).toLowerCase() : '';
}

/** One aggregate, or as many as its result has columns: `arg_max(T, *)`, `percentiles(x, 5, 95)`. */
export function lowerAggregate(node: SyntaxNode, context: Context, keyNames: readonly string[]): Aggregate[] {
  const at = rangeOf(node, context.frame);
  const name = functionName(node);
  const nodes = node.child('ArgumentList')?.items('Expressions') ?? [];
  if (name === 'arg_max' || name === 'arg_min' || name === 'argmax' || name === 'argmin') {
    return lowerExtreme(name.includes('max') ? 'arg_max' : 'arg_min', nodes, context, keyNames, at);
  }
  const args = nodes.flatMap((argument) => {
    if (argument.kind !== 'StarExpression') return [lowerScalar(argument, context)];
    return rest(context, keyNames, at);
  });
  const [first, ...others] = args;
  if (name === 'percentiles' && first) {
    return others.map((percent) => ({ name: 'percentile', args: [first, percent], type: first.type, at }));
  }
  const isAny = name === 'any' || name === 'take_any' || name === 'anyif' || name === 'take_anyif';
  if (isAny && !name.endsWith('if') && args.length !== 1) {
    return args.map((arg): Aggregate => ({ name: 'take_any_row', args: [arg], type: arg.type, at }));
  }
  return [{ name, args, type: node.type ?? aggregateType(name, args), at }];
}

function aggregateType(name: string, [first]: readonly Expr[]): Aggregate['type'] {
  if (name === 'count' || name === 'countif' || name === 'dcount') return 'long';
  return first?.type ?? 'unknown';
}

function rest(context: Context, without: readonly string[], at: Aggregate['at']): Expr[] {
  const columns = context.row?.columns ?? [];
  return columns.flatMap(({ name }) => (without.includes(name) ? [] : (columnNamed(name, context, at) ?? [])));
}

/** The greatest value, and the other columns of its row. */
function lowerExtreme(
  name: string,
  [by, ...others]: readonly SyntaxNode[],
  context: Context,
  keyNames: readonly string[],
  at: Aggregate['at'],
): Aggregate[] {
  if (!by) return refuse(name, `${name} needs an expression.`, at);
  const greatest = lowerScalar(by, context);
  const values = others.flatMap((node) =>
    node.kind === 'StarExpression'
      ? rest(context, [...keyNames, nameOf(by)], at)
      : [lowerScalar(valueNode(node), context)],
  );
  return [greatest, ...values].map((value) => ({ name, args: [greatest, value], type: value.type, at }));
}
