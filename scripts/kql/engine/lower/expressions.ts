import type { SyntaxNode } from '../../analysis/syntax.js';
import { entryOf } from '../functions/catalogue.js';
import type { Expr, Range, Step } from '../plan.js';
import { refuse } from '../run.js';
import type { Value, ValueType } from '../values/value.js';
import { callFunction, declaredFunction } from './calls.js';
import { literalValue } from './literals.js';
import { isAggregateCall, lowerInner } from './operators/summarize.js';
import { type Context, nameOf, rangeOf } from './scope.js';
import { lowerTable } from './tables.js';

/** Lowers a scalar expression. */
export function lowerScalar(node: SyntaxNode, context: Context): Expr {
  const at = rangeOf(node, context.frame);
  const literal = literalValue(node);
  if (literal) return { kind: 'constant', type: literal.type, value: literal.value, at };
  switch (node.kind) {
    case 'NameReference':
      return lowerName(node, context, at);
    case 'ParenthesizedExpression':
    case 'SimpleNamedExpression':
      return lowerScalar(need(node, 'Expression', context), context);
    case 'PathExpression':
      return lowerPath(node, context, at);
    case 'ElementExpression': {
      const selector = need(need(node, 'Selector', context), 'Expression', context);
      return call(
        node,
        'index',
        [lowerScalar(need(node, 'Expression', context), context), lowerScalar(selector, context)],
        at,
      );
    }
    case 'FunctionCallExpression':
      return lowerCall(node, context, at);
    case 'ToScalarExpression':
      return { kind: 'scalar', type: typeOf(node), input: lowerTable(need(node, 'Expression', context), context), at };
    case 'UnaryMinusExpression':
      return call(node, 'unary -', [lowerScalar(need(node, 'Expression', context), context)], at);
    case 'UnaryPlusExpression':
      return lowerScalar(need(node, 'Expression', context), context);
    case 'BetweenExpression':
    case 'NotBetweenExpression':
      return lowerBetween(node, context, at);
    case 'InExpression':
    case 'InCsExpression':
    case 'NotInExpression':
    case 'NotInCsExpression':
    case 'HasAnyExpression':
    case 'HasAllExpression':
      return lowerList(node, context, at);
    default:
      return lowerOperator(node, context, at);
  }
}

function need(node: SyntaxNode, role: string, context: Context): SyntaxNode {
  return (
    node.child(role) ??
    refuse(node.kind, `This part of the query is incomplete: ${role}.`, rangeOf(node, context.frame))
  );
}

function typeOf(node: SyntaxNode): ValueType {
  return node.type ?? 'unknown';
}

function call(node: SyntaxNode, name: string, args: readonly Expr[], at: Range): Expr {
  const entry = entryOf(name) ?? refuse(name, `The operator ${name} is not supported.`, at);
  return { kind: 'call', type: node.type ?? entry.returns ?? 'unknown', name, args, at };
}

export function constant(type: ValueType, value: Value, at: Range): Expr {
  return { kind: 'constant', type, value, at };
}

function lowerOperator(node: SyntaxNode, context: Context, at: Range): Expr {
  const left = node.child('Left');
  const right = node.child('Right');
  const operator = node.child('Operator')?.text.toLowerCase().replace(/\s+/g, ' ');
  if (!left || !right || operator === undefined)
    return refuse(describe(node), `${describe(node)} is not supported.`, at);
  const name = OPERATOR_NAMES[operator] ?? operator;
  if (left.kind === 'StarExpression') return lowerStar(name, lowerScalar(right, context), context, at);
  return call(node, name, [lowerScalar(left, context), lowerScalar(right, context)], at);
}

/** `* has "x"`: any column has it; a negated operator must hold for all. Texts are looked for in all columns. */
function lowerStar(name: string, right: Expr, { row }: Context, at: Range): Expr {
  const isSearch = /^!?(contains|has|startswith|endswith)/.test(name);
  const columns = (row?.columns ?? []).flatMap((column, index): Expr[] => {
    const fits = isSearch || column.type === right.type;
    return fits ? [{ kind: 'column', type: column.type, index, name: column.name, at }] : [];
  });
  const tests = columns.map((column): Expr => ({ kind: 'call', type: 'bool', name, args: [column, right], at }));
  const both = name.startsWith('!') ? 'and' : 'or';
  const none = constant('bool', both === 'and', at);
  return tests.reduce<Expr>((all, test) => ({ kind: 'call', type: 'bool', name: both, args: [all, test], at }), none);
}

const OPERATOR_NAMES: Record<string, string> = {
  '<>': '!=',
  ':': 'has',
  notcontains: '!contains',
  notcontainscs: '!contains_cs',
  containscs: 'contains_cs',
  contains_cs: 'contains_cs',
  '!containscs': '!contains_cs',
};

export function describe(node: SyntaxNode): string {
  const words = node.kind.replace(/(Operator|Expression)$/, '');
  return words.replace(/([a-z])([A-Z])/g, '$1-$2').toLowerCase();
}

function lowerName(node: SyntaxNode, context: Context, at: Range): Expr {
  const name = nameOf(node);
  const kind = node.reference?.kind;
  const column = kind === 'variable' || kind === 'parameter' ? undefined : columnNamed(name, context, at);
  if (column) return column;
  const bound = context.scope.find(name);
  if (bound?.kind === 'scalar') return bound.expr();
  if (bound?.kind === 'function') return callFunction(node, bound, [], context);
  if (bound?.kind === 'table') return refuse(name, `The table ${name} stands where a value is expected.`, at);
  const late = columnNamed(name, context, at);
  if (late) return late;
  if (context.row) return { kind: 'late', type: typeOf(node), name, at };
  return refuse(name, `What ${name} stands for is not known.`, at);
}

export function columnNamed(name: string, { row }: Context, at: Range): Expr | undefined {
  const index = row?.columns.findIndex((column) => column.name === name) ?? -1;
  const column = row?.columns[index];
  return column ? { kind: 'column', type: column.type, index, name, at } : undefined;
}

function lowerPath(node: SyntaxNode, context: Context, at: Range): Expr {
  const selector = need(node, 'Selector', context);
  const left = lowerScalar(need(node, 'Expression', context), context);
  if (selector.kind === 'FunctionCallExpression')
    return refuse(selector.text, 'A function of a database is not supported.', at);
  const inner = selector.kind === 'BracketedExpression' ? selector.child('Expression') : undefined;
  const key = inner ? lowerScalar(inner, context) : constant('string', nameOf(selector), at);
  return call(node, 'index', [left, key], at);
}

function lowerBetween(node: SyntaxNode, context: Context, at: Range): Expr {
  const bounds = need(node, 'Right', context);
  const args = [need(node, 'Left', context), need(bounds, 'First', context), need(bounds, 'Second', context)];
  const [value, low, high] = args.map((part) => lowerScalar(part, context));
  if (!value || !low || !high) return refuse('between', 'between needs two bounds.', at);
  // `between (start .. 1h)` means one hour from the start.
  const isSpan = low.type === 'datetime' && high.type === 'timespan';
  const top: Expr = isSpan ? { kind: 'call', type: 'datetime', name: '+', args: [low, high], at: high.at } : high;
  return call(node, node.kind === 'BetweenExpression' ? 'between' : '!between', [value, low, top], at);
}

function lowerList(node: SyntaxNode, context: Context, at: Range): Expr {
  const operator = node.child('Operator')?.text.toLowerCase() ?? '';
  const left = need(node, 'Left', context);
  const args = need(node, 'Right', context)
    .items('Expressions')
    .map((item) => (isTable(item, context) ? needles(item, context) : lowerScalar(item, context)));
  if (left.kind === 'StarExpression')
    return refuse(`* ${operator}`, 'A search of all columns is supported in search only.', at);
  return call(node, operator, [lowerScalar(left, context), ...args], at);
}

function needles(node: SyntaxNode, context: Context): Expr {
  const input: Step = lowerTable(node, context);
  return { kind: 'needles', type: 'dynamic', input, at: rangeOf(node, context.frame) };
}

/** A tabular expression where a value could stand too. */
export function isTable(node: SyntaxNode, context: Context): boolean {
  if (node.kind === 'PipeExpression' || node.kind === 'DataTableExpression' || node.kind === 'ExternalDataExpression')
    return true;
  if (node.kind === 'ParenthesizedExpression') {
    const inner = node.child('Expression');
    return inner !== undefined && isTable(inner, context);
  }
  if (node.kind === 'NameReference') {
    const bound = node.reference?.kind === 'column' ? undefined : context.scope.find(nameOf(node));
    if (bound) return bound.kind === 'table' || (bound.kind === 'function' && node.columns !== undefined);
  }
  return node.columns !== undefined;
}

function lowerCall(node: SyntaxNode, context: Context, at: Range): Expr {
  const name = nameOf(need(node, 'Name', context));
  const nodes = node.child('ArgumentList')?.items('Expressions') ?? [];
  const declared = declaredFunction(name, context);
  if (declared) return callFunction(node, declared, nodes, context);
  const inner = context.groups && isAggregateCall(node, context) ? lowerInner(node, context) : undefined;
  if (inner) return inner;
  if (name === 'toscalar' && nodes[0])
    return { kind: 'scalar', type: typeOf(node), input: lowerTable(nodes[0], context), at };
  if (name === 'column_ifexists' || name === 'columnifexists') return columnIfExists(nodes, context, at);
  if (name === 'ingestion_time') return ingestionTime(context, at);
  if (name === 'column_names_of') return columnNames(nodes, context, at);
  if (name === 'pack_all' || name === 'bag_pack_columns') return packAll(name, nodes, context, at);
  const entry = entryOf(name.toLowerCase());
  if (!entry) return refuse(`${name}()`, `The function ${name}() is not supported.`, at);
  const args = nodes.map((argument) =>
    isTable(argument, context) ? needles(argument, context) : lowerScalar(argument, context),
  );
  return { kind: 'call', type: node.type ?? entry.returns ?? 'unknown', name: name.toLowerCase(), args, at };
}

function columnIfExists(nodes: readonly SyntaxNode[], context: Context, at: Range): Expr {
  const [nameNode, fallback] = nodes;
  const name = nameNode ? lowerScalar(nameNode, context) : undefined;
  if (name?.kind !== 'constant' || typeof name.value !== 'string' || !fallback) {
    return refuse('column_ifexists()', 'The name of the column must be a constant.', at);
  }
  const column = columnNamed(name.value, context, at);
  if (column) return column;
  const otherwise = lowerScalar(fallback, context);
  if (!context.row?.isOpen) return otherwise;
  const late: Expr = { kind: 'late', type: 'unknown', name: name.value, at };
  return { kind: 'call', type: otherwise.type, name: 'coalesce', args: [late, otherwise], at };
}

function ingestionTime(context: Context, at: Range): Expr {
  const time =
    columnNamed('TimeGenerated', context, at) ??
    columnNamed('Timestamp', context, at) ??
    constant('datetime', null, at);
  const given = columnNamed('_IngestionTime', context, at);
  return given ? { kind: 'call', type: 'datetime', name: 'coalesce', args: [given, time], at } : time;
}

function columnNames([table]: readonly SyntaxNode[], context: Context, at: Range): Expr {
  if (!table) return refuse('column_names_of()', 'A table is missing.', at);
  const { columns, isOpen } = lowerTable(table, context);
  if (isOpen) return refuse('column_names_of()', 'The columns are known only to the data.', at);
  return constant(
    'dynamic',
    columns.map(({ name }) => name),
    at,
  );
}

/** All columns of the row, or those named, as a bag. */
function packAll(name: string, nodes: readonly SyntaxNode[], context: Context, at: Range): Expr {
  const columns = context.row?.columns ?? [];
  const own = name === 'pack_all' ? columns.map((column) => column.name) : nodes.map((node) => nameOf(node));
  const ignores = name === 'pack_all' && nodes[0] ? lowerScalar(nodes[0], context) : constant('bool', false, at);
  const pairs = own.flatMap((one) => {
    const column = columnNamed(one, context, at);
    return column ? [constant('string', one, at), column] : [];
  });
  return { kind: 'call', type: 'dynamic', name: 'pack_columns', args: [ignores, ...pairs], at };
}
