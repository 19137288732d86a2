import type { SyntaxNode } from '../../analysis/syntax.js';
import type { Expr, Range, Step } from '../plan.js';
import { refuse } from '../run.js';
import { constant, isTable, lowerScalar } from './expressions.js';
import { textLiteral, typeNamed, unquoted } from './literals.js';
import { type Binding, type Context, type Frame, nameOf, rangeOf, Scope } from './scope.js';
import { bindStatements, lowerTable } from './tables.js';

export type FunctionBinding = Extract<Binding, { kind: 'function' }>;

/** The function of the query itself that a name stands for. */
export function declaredFunction(name: string, { scope }: Context): FunctionBinding | undefined {
  const bound = scope.find(name);
  return bound?.kind === 'function' ? bound : undefined;
}

interface Parameter {
  name: string;
  /** Undefined for a table. */
  type: string | undefined;
  /** The text of its default. */
  fallback: string | undefined;
}

function parametersOf(declaration: SyntaxNode): Parameter[] {
  const list = declaration.child('Parameters')?.items('Parameters') ?? [];
  return list.map((parameter) => {
    const declared = parameter.child('NameAndType');
    const name = declared?.child('Name');
    const type = declared?.child('Type');
    const isScalar = type?.kind === 'PrimitiveTypeExpression';
    return {
      name: name ? nameOf(name) : '',
      type: isScalar ? type.text : undefined,
      fallback: parameter.child('DefaultValue')?.child('Value')?.text,
    };
  });
}

/** `name:type=default`, as the service writes parameters of stored functions. */
export function parseParameter(text: string): Parameter {
  const [, name = '', type = '', fallback] =
    /^\s*([^:\s]+)\s*:\s*(\([^)]*\)|[^=\s]+)\s*(?:=\s*(.*))?$/s.exec(text) ?? [];
  return { name, type: type.startsWith('(') ? undefined : type, fallback };
}

/** A call of a function that the query declares, as a value. */
export function callFunction(
  node: SyntaxNode,
  bound: FunctionBinding,
  args: readonly SyntaxNode[],
  context: Context,
): Expr {
  const { body, inner } = expand(node, bound, args, context);
  return lowerScalar(body, inner);
}

/** The same, as a table. */
export function callTableFunction(
  node: SyntaxNode,
  bound: FunctionBinding,
  args: readonly SyntaxNode[],
  context: Context,
  first?: Step,
): Step {
  const { body, inner } = expand(node, bound, args, context, first);
  return lowerTable(body, inner);
}

function expand(
  node: SyntaxNode,
  bound: FunctionBinding,
  args: readonly SyntaxNode[],
  context: Context,
  first?: Step,
): { body: SyntaxNode; inner: Context } {
  const at = rangeOf(node, context.frame);
  const called = calledBody(node);
  const declared = bound.declaration.child('Body');
  const body = called ?? (args.length === 0 && !first ? declared : undefined);
  if (!body || !declared) return refuse(node.text, `The function ${node.text} cannot be expanded.`, at);
  const frame = called ? bodyFrame(bound.context.frame, declared, called) : bound.context.frame;
  const inner: Context = { scope: new Scope(bound.context.scope), frame, row: undefined, source: undefined };
  bindParameters(parametersOf(bound.declaration), args, context, inner.scope, at, first);
  return bodyOf(body, inner, at);
}

/** The bound body of a call; a name without parentheses calls too. */
function calledBody(node: SyntaxNode): SyntaxNode | undefined {
  return node.calledBody ?? node.child('Name')?.calledBody;
}

function bodyFrame(frame: Frame, declared: SyntaxNode, called: SyntaxNode): Frame {
  if (frame.kind === 'call') return frame;
  return { kind: 'offset', offset: frame.offset + declared.start - called.start };
}

/** A stored function by its bound body. */
export function callStoredFunction(
  node: SyntaxNode,
  parameters: readonly string[],
  args: readonly SyntaxNode[],
  context: Context,
  first?: Step,
): { body: SyntaxNode; inner: Context } | undefined {
  const called = calledBody(node);
  if (!called) return undefined;
  const at = rangeOf(node, context.frame);
  const inner: Context = {
    scope: new Scope(undefined),
    frame: { kind: 'call', at },
    row: undefined,
    source: undefined,
  };
  bindParameters(parameters.map(parseParameter), args, context, inner.scope, at, first);
  return bodyOf(called, inner, at);
}

function bodyOf(body: SyntaxNode, inner: Context, at: Range): { body: SyntaxNode; inner: Context } {
  bindStatements(body.items('Statements'), inner);
  const expression = body.child('Expression');
  return expression ? { body: expression, inner } : refuse('function', 'The body of this function is empty.', at);
}

function bindParameters(
  parameters: readonly Parameter[],
  args: readonly SyntaxNode[],
  context: Context,
  scope: Scope,
  at: Range,
  first: Step | undefined,
): void {
  const named = new Map<string, SyntaxNode>();
  const positional: SyntaxNode[] = [];
  for (const argument of args) {
    const name = argument.kind === 'SimpleNamedExpression' ? argument.child('Name') : undefined;
    const value = argument.child('Expression');
    if (name && value) named.set(nameOf(name), value);
    else positional.push(argument);
  }
  parameters.forEach((parameter, i) => {
    const given = named.get(parameter.name) ?? positional[first ? i - 1 : i];
    const isFirst = first !== undefined && i === 0;
    const binding = isFirst ? tableBinding(first) : bindingOf(parameter, given, context, at);
    scope.bind(parameter.name, binding);
  });
}

function tableBinding(step: Step): Binding {
  return { kind: 'table', step: () => step, isView: false };
}

function bindingOf(parameter: Parameter, given: SyntaxNode | undefined, context: Context, at: Range): Binding {
  if (given && isTable(given, context))
    return { kind: 'table', step: memo(() => lowerTable(given, context)), isView: false };
  if (given) return { kind: 'scalar', expr: memo(() => converted(lowerScalar(given, context), parameter)) };
  return { kind: 'scalar', expr: () => fallbackOf(parameter, at) };
}

/** An argument has its parameter's type in the body. */
function converted(expr: Expr, { type }: Parameter): Expr {
  const known = type === undefined ? undefined : typeNamed(type);
  const isNumber = known === 'real' || known === 'long' || known === 'int' || known === 'decimal';
  if (!known || !isNumber || expr.type === known || expr.type === 'unknown') return expr;
  return { kind: 'call', type: known, name: `to${known}`, args: [expr], at: expr.at };
}

function fallbackOf(parameter: Parameter, at: Range): Expr {
  const type = typeNamed(parameter.type ?? '') ?? 'dynamic';
  const text = parameter.fallback?.trim() ?? 'null';
  if (type === 'string') return constant('string', /^[@hH]*["']/.test(text) ? unquoted(text) : '', at);
  if (type === 'dynamic') {
    if (/^dynamic\(\s*\[\s*\]\s*\)$/.test(text)) return constant('dynamic', [], at);
    if (/null/.test(text)) return constant('dynamic', null, at);
  }
  const value = textLiteral(type, text);
  if (value === undefined)
    return refuse(parameter.name, `The default of the parameter ${parameter.name} is not supported.`, at);
  return constant(type, value, at);
}

export function memo<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
