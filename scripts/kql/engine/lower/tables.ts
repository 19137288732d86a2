import type { Catalog } from '../../analysis/catalog.js';
import { withImpliedColumns } from '../../analysis/implied-columns.js';
import { constantText, type SyntaxNode } from '../../analysis/syntax.js';
import { matchWildcard } from '../../analysis/vocabulary.js';
import type { PlanColumn, Range, Scan, Shared, Step } from '../plan.js';
import { refuse } from '../run.js';
import { filteredByParser, tableOfParser } from './asim.js';
import { callStoredFunction, callTableFunction, declaredFunction, memo } from './calls.js';
import { lowerScalar } from './expressions.js';
import { literalValue, typeNamed } from './literals.js';
import { lowerOperator } from './operators/registry.js';
import { type Binding, type Context, nameOf, rangeOf, Scope } from './scope.js';

let catalogInUse: Catalog | undefined;
/** The words of the query: a table may have columns that its schema does not name. */
let wordsInUse: ReadonlySet<string> = new Set();

/** Lowers a query with the tables and functions of a catalog. Synchronous, so one at a time. */
export function withCatalog<T>(catalog: Catalog, query: string, work: () => T): T {
  const before = catalogInUse;
  catalogInUse = catalog;
  wordsInUse = new Set(query.match(/\w+/g));
  try {
    return work();
  } finally {
    catalogInUse = before;
  }
}

/** Binds the `let` statements of a query or of a function's body. */
export function bindStatements(statements: readonly SyntaxNode[], context: Context): void {
  for (const statement of statements) {
    if (statement.kind !== 'LetStatement') continue;
    const nameNode = statement.child('Name');
    const expression = statement.child('Expression');
    if (nameNode && expression) context.scope.bind(nameOf(nameNode), bindingOf(nameOf(nameNode), expression, context));
  }
}

function bindingOf(name: string, expression: SyntaxNode, context: Context): Binding {
  if (expression.kind === 'FunctionDeclaration') {
    const isView = expression.children.some((child) => child.kind === 'ViewKeyword');
    return { kind: 'function', declaration: expression, context: { ...context }, isView };
  }
  const alias = expression.kind === 'NameReference' ? declaredFunction(nameOf(expression), context) : undefined;
  if (alias) return alias;
  if (isTabular(expression, context)) {
    return { kind: 'table', step: memo(() => shared(name, lowerTable(expression, context))), isView: false };
  }
  return { kind: 'scalar', expr: memo(() => lowerScalar(expression, context)) };
}

function isTabular(node: SyntaxNode, context: Context): boolean {
  if (node.columns !== undefined) return true;
  if (node.kind === 'ParenthesizedExpression') {
    const inner = node.child('Expression');
    return inner !== undefined && isTabular(inner, context);
  }
  if (node.kind === 'NameReference') return context.scope.find(nameOf(node))?.kind === 'table';
  return node.kind === 'PipeExpression' || node.kind === 'MaterializeExpression';
}

export function shared(name: string, input: Step): Step {
  if (input.kind === 'shared' || input.kind === 'scan') return input;
  const { columns, isOpen, at } = input;
  return { kind: 'shared', name, input, columns, isOpen, at } satisfies Shared;
}

/** Lowers a tabular expression. */
export function lowerTable(node: SyntaxNode, context: Context): Step {
  const at = rangeOf(node, context.frame);
  switch (node.kind) {
    case 'PipeExpression': {
      const expression = node.child('Expression');
      const operator = node.child('Operator');
      if (!expression || !operator) return refuse('|', 'A step of the query is missing.', at);
      return lowerOperator(operator, lowerTable(expression, context), context);
    }
    case 'ParenthesizedExpression':
    case 'ToTableExpression':
    case 'DataScopeExpression': {
      const inner = node.child('Expression');
      return inner ? lowerTable(inner, context) : refuse('()', 'A table is missing.', at);
    }
    case 'MaterializeExpression': {
      const inner = node.child('Expression');
      return inner
        ? shared('materialize', lowerTable(inner, context))
        : refuse('materialize', 'A table is missing.', at);
    }
    case 'NameReference':
      return lowerTableName(node, context, at);
    case 'FunctionCallExpression':
      return lowerTableCall(node, context, at);
    case 'DataTableExpression':
    case 'ContextualDataTableExpression':
      return lowerDataTable(node, at);
    case 'ExternalDataExpression':
      return lowerExternal(node, at);
    case 'PathExpression':
      return refuse(
        node.text.split('.')[0] ?? 'database()',
        'Tables of another workspace or cluster are not here.',
        at,
      );
    default:
      return lowerOperator(node, context.source, context);
  }
}

function lowerTableName(node: SyntaxNode, context: Context, at: Range): Step {
  const name = nameOf(node);
  const bound = context.scope.find(name);
  if (bound?.kind === 'table') return bound.step();
  if (bound?.kind === 'function') return callTableFunction(node, bound, [], context);
  return (
    scanTable(name, at) ?? lowerStored(node, name, [], context) ?? refuse(name, `The table ${name} is not known.`, at)
  );
}

export function scanTable(name: string, at: Range): Scan | undefined {
  const schema = catalogInUse?.table(name);
  if (!schema) return undefined;
  return {
    kind: 'scan',
    source: 'table',
    name,
    columns: withImpliedColumns(schema, wordsInUse).columns,
    properties: {},
    isOpen: false,
    at,
  };
}

/** Tables of the catalog that a wildcard means. */
export function tablesLike(pattern: string): string[] {
  return matchWildcard(pattern, catalogInUse?.tableNames() ?? []);
}

function lowerTableCall(node: SyntaxNode, context: Context, at: Range): Step {
  const nameNode = node.child('Name');
  const name = nameNode ? nameOf(nameNode) : '';
  const args = node.child('ArgumentList')?.items('Expressions') ?? [];
  const declared = declaredFunction(name, context);
  if (declared) return callTableFunction(node, declared, args, context);
  if (name === 'materialize' && args[0]) return shared('materialize', lowerTable(args[0], context));
  if (name === 'table') {
    const argument = args[0] ? lowerScalar(args[0], context) : undefined;
    if (argument?.kind !== 'constant' || typeof argument.value !== 'string') {
      return refuse('table()', 'The name of the table must be a constant.', at);
    }
    const bound = context.scope.find(argument.value);
    if (bound?.kind === 'table') return bound.step();
    return scanTable(argument.value, at) ?? refuse('table()', `The table ${argument.value} is not known.`, at);
  }
  if (name === '_GetWatchlist') return lowerWatchlist(node, args, context, at);
  return lowerStored(node, name, args, context) ?? refuse(`${name}()`, `The function ${name}() is not supported.`, at);
}

function lowerWatchlist(node: SyntaxNode, args: readonly SyntaxNode[], context: Context, at: Range): Step {
  const argument = args[0] ? lowerScalar(args[0], context) : undefined;
  const alias = argument?.kind === 'constant' ? argument.value : undefined;
  if (typeof alias !== 'string') return refuse('_GetWatchlist()', 'The alias of the watchlist must be a constant.', at);
  const columns = node.columns ?? [];
  return { kind: 'scan', source: 'watchlist', name: alias, columns, properties: {}, isOpen: columns.length === 0, at };
}

/** A stored function: by its body where that is known, else as the rows of a table of its name. */
function lowerStored(node: SyntaxNode, name: string, args: readonly SyntaxNode[], context: Context): Step | undefined {
  const schema = catalogInUse?.function(name);
  if (!schema) return undefined;
  const at = rangeOf(node, context.frame);
  if ('query' in schema.result) {
    const called = callStoredFunction(node, schema.parameters, args, context);
    return called ? lowerTable(called.body, called.inner) : undefined;
  }
  const { columns, isOpen } = schema.result;
  const parsed = tableOfParser(name);
  if (parsed !== undefined) {
    // What ingestion_time() gives stands in the table alone.
    const arrived =
      catalogInUse?.table(parsed)?.columns.filter(({ name: column }) => column === '_IngestionTime') ?? [];
    const all = [...columns, ...arrived];
    const scan: Scan = { kind: 'scan', source: 'table', name: parsed, columns: all, properties: {}, isOpen, at };
    return filteredByParser(scan, args, schema.parameters, context);
  }
  const properties = functionArguments(args, context);
  return { kind: 'scan', source: 'table', name, columns, properties, isOpen, at };
}

/** Arguments that select rows: kept for the source; a run refuses those that it cannot apply. */
function functionArguments(args: readonly SyntaxNode[], context: Context): Record<string, string> {
  const properties: Record<string, string> = {};
  args.forEach((argument, i) => {
    const name = argument.kind === 'SimpleNamedExpression' ? argument.child('Name') : undefined;
    properties[name ? nameOf(name) : String(i)] = context.frame.kind === 'offset' ? argument.text : '';
  });
  return properties;
}

function declaredColumns(node: SyntaxNode, role: string): PlanColumn[] {
  return (node.child(role)?.items('Columns') ?? []).map((column) => {
    const name = column.child('Name');
    return { name: name ? nameOf(name) : '', type: typeNamed(column.child('Type')?.text ?? '') ?? 'unknown' };
  });
}

function lowerDataTable(node: SyntaxNode, at: Range): Step {
  const columns = declaredColumns(node, 'Schema');
  const values = node.items('Values').map((value) => datum(value, at));
  const rows: ReturnType<typeof datum>[][] = [];
  for (let i = 0; i + columns.length <= values.length; i += columns.length) {
    rows.push(values.slice(i, i + columns.length));
  }
  const typed = rows.map((row) => row.map((value, i) => convertTo(value, columns[i]?.type ?? 'unknown', at)));
  return { kind: 'rows', columns, rows: typed, isOpen: false, at };
}

function datum(node: SyntaxNode, at: Range) {
  const isNegative = node.kind === 'UnaryMinusExpression';
  const literal = literalValue(isNegative ? (node.child('Expression') ?? node) : node);
  const context: Context = {
    scope: new Scope(undefined),
    frame: { kind: 'call', at },
    row: undefined,
    source: undefined,
  };
  if (literal && !isNegative) return { kind: 'constant', type: literal.type, value: literal.value, at } as const;
  return lowerScalar(node, context);
}

function convertTo(expr: ReturnType<typeof datum>, type: PlanColumn['type'], at: Range): ReturnType<typeof datum> {
  if (expr.type === type || type === 'unknown') return expr;
  if (expr.kind === 'constant' && expr.value === null) {
    return { kind: 'constant', type, value: type === 'string' ? '' : null, at };
  }
  return { kind: 'call', type, name: type === 'dynamic' ? 'as dynamic' : `to${type}`, args: [expr], at };
}

function lowerExternal(node: SyntaxNode, at: Range): Step {
  const columns = declaredColumns(node, 'Schema');
  const urls = node.items('URIs').map((uri) => constantText(uri));
  const properties: Record<string, string> = {};
  for (const property of node.child('WithClause')?.items('Properties') ?? []) {
    const name = property.child('Name');
    const value = property.child('Expression');
    if (name && value) properties[nameOf(name).toLowerCase()] = constantText(value) ?? value.text;
  }
  const scans = urls.map((url): Scan => {
    if (url === undefined) return refuse('externaldata', 'The URL must be a constant.', at);
    return { kind: 'scan', source: 'external', name: url, columns, properties, isOpen: false, at };
  });
  const [first] = scans;
  if (!first) return refuse('externaldata', 'externaldata needs a URL.', at);
  if (scans.length === 1) return first;
  const positions = columns.map((_column, i) => i);
  const inputs = scans.map((input) => ({ input, name: input.name, positions }));
  return { kind: 'union', inputs, source: -1, columns, isOpen: false, at };
}
