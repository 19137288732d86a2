import type { PlanColumn, PluginArgument, Step } from '../../plan.js';
import { refuse } from '../../run.js';
import { isTable, lowerScalar } from '../expressions.js';
import { typeNamed } from '../literals.js';
import { nameOf, rangeOf } from '../scope.js';
import { lowerTable } from '../tables.js';
import { givenName, type LowerOperator, need, over, valueNode } from './shape.js';
import { isAggregateCall, lowerAggregate } from './summarize.js';

/** Those whose columns the data decides. */
const OPEN = ['bag_unpack', 'pivot'];
const KNOWN = [...OPEN, 'ipv4_lookup', 'ipv6_lookup', 'narrow'];

export const lowerPlugin: LowerOperator = (node, input, context) => {
  const at = rangeOf(node, context.frame);
  const call = need(node, 'FunctionCall', context);
  const name = nameOf(need(call, 'Name', context)).toLowerCase();
  if (!KNOWN.includes(name)) return refuse(`evaluate ${name}`, `The plugin ${name} is not supported.`, at);
  const inner = over(input, context);
  const names: (string | undefined)[] = [];
  const args = (call.child('ArgumentList')?.items('Expressions') ?? []).map((argument): PluginArgument => {
    const value = valueNode(argument);
    names.push(givenName(argument));
    if (isTable(value, inner)) return { kind: 'table', input: lowerTable(value, { ...context, row: undefined }) };
    const [aggregate] = isAggregateCall(value, inner) ? lowerAggregate(value, inner, []) : [];
    return aggregate ? { kind: 'aggregate', aggregate } : { kind: 'scalar', expr: lowerScalar(value, inner) };
  });
  const declared = node.child('Schema')?.child('Schema');
  const schema = declared?.items('Columns').map((column): PlanColumn => {
    const columnName = column.child('Name');
    return {
      name: columnName ? nameOf(columnName) : column.text,
      type: typeNamed(column.child('Type')?.text ?? '') ?? 'unknown',
    };
  });
  const isOpen = OPEN.includes(name) && !schema;
  const columns = schema ?? pluginColumns(name, input, args, node.columns ?? []);
  return { kind: 'plugin', name, input, args: order(name, args, names), columns, isOpen, at };
};

/** Named arguments of bag_unpack in the places that they have without names. */
function order(
  name: string,
  args: readonly PluginArgument[],
  names: readonly (string | undefined)[],
): PluginArgument[] {
  const PLACES: Record<string, number> = { OutputColumnPrefix: 1, columnsConflict: 2, ignoredProperties: 3 };
  if (name !== 'bag_unpack' || names.every((one) => one === undefined)) return [...args];
  const nothing: PluginArgument = {
    kind: 'scalar',
    expr: { kind: 'constant', type: 'string', value: '', at: { start: 0, end: 0 } },
  };
  const ordered: PluginArgument[] = [];
  args.forEach((argument, i) => {
    const place = PLACES[names[i] ?? ''] ?? i;
    while (ordered.length < place) ordered.push(nothing);
    ordered[place] = argument;
  });
  return ordered;
}

/** The columns that are known before the data is seen. */
function pluginColumns(
  name: string,
  input: Step,
  args: readonly PluginArgument[],
  bound: readonly PlanColumn[],
): readonly PlanColumn[] {
  const used = new Set(args.flatMap((argument) => columnsIn(argument)));
  if (name === 'bag_unpack') return input.columns.filter((_column, i) => !used.has(i));
  if (name === 'pivot') {
    const [, second, ...rest] = args;
    const kept = second?.kind === 'aggregate' ? rest : args.slice(1);
    const names = kept.flatMap((argument) => (argument.kind === 'scalar' ? columnsIn(argument) : []));
    const own = names.length > 0 ? names : input.columns.map((_column, i) => i).filter((i) => !used.has(i));
    return own.flatMap((i) => input.columns[i] ?? []);
  }
  return bound;
}

function columnsIn(argument: PluginArgument): number[] {
  if (argument.kind === 'scalar') return argument.expr.kind === 'column' ? [argument.expr.index] : [];
  if (argument.kind === 'aggregate') {
    return argument.aggregate.args.flatMap((arg) => (arg.kind === 'column' ? [arg.index] : []));
  }
  return [];
}
