import { binary, call, constantText, type SyntaxNode, unwrap, walk } from './syntax.js';

/** How far back in time a part of a query looks, seen from the moment of the run. */
export interface Lookback {
  /** In milliseconds, always positive. */
  duration: number;
  start: number;
  end: number;
}

const TICKS_PER_MILLISECOND = 10_000n;
const MILLISECONDS: Record<string, number> = {
  week: 604_800_000,
  day: 86_400_000,
  hour: 3_600_000,
  minute: 60_000,
  second: 1_000,
  millisecond: 1,
};

/**
 * The look-backs that a query states as constants: `ago(14d)`, `now() - 1h`, `now(-7d)`, `datetime_add('day', -7, now())`,
 * also where `let` names the duration. Those that only the run can know are left out.
 */
export function lookbacks(tree: SyntaxNode): Lookback[] {
  const found: Lookback[] = [];
  for (const node of walk(tree)) {
    const duration = lookback(node);
    if (duration !== undefined && duration > 0) found.push({ duration, start: node.start, end: node.end });
  }
  return found;
}

function lookback(node: SyntaxNode): number | undefined {
  const called = call(node);
  if (called?.name === 'ago') return milliseconds(called.arguments[0]);
  if (called?.name === 'now') return negate(milliseconds(called.arguments[0]));
  if (called?.name === 'datetime_add' && isNow(called.arguments[2])) {
    const unit = MILLISECONDS[constantText(called.arguments[0])?.toLowerCase() ?? ''];
    const count = number(called.arguments[1]);
    return unit === undefined || count === undefined ? undefined : -unit * count;
  }
  if (node.kind !== 'SubtractExpression') return undefined;
  const operands = binary(node);
  return operands && isNow(unwrap(operands.left)) ? milliseconds(operands.right) : undefined;
}

function isNow(node: SyntaxNode | undefined): boolean {
  const called = node && call(node);
  return called?.name === 'now' && called.arguments.length === 0;
}

/** A constant duration: a literal, a name for one, or either times a number. */
function milliseconds(node: SyntaxNode | undefined): number | undefined {
  if (!node) return undefined;
  const inner = unwrap(node);
  const constant = inner.constant;
  if (constant?.type === 'timespan' && constant.value !== null)
    return Number(BigInt(constant.value) / TICKS_PER_MILLISECOND);
  if (inner.kind === 'UnaryMinusExpression') return negate(milliseconds(inner.child('Expression')));
  const operands = inner.kind === 'MultiplyExpression' ? binary(inner) : undefined;
  if (!operands) return undefined;
  const left = milliseconds(operands.left) ?? number(operands.left);
  const right = milliseconds(operands.right) ?? number(operands.right);
  return left === undefined || right === undefined ? undefined : left * right;
}

function number(node: SyntaxNode | undefined): number | undefined {
  if (!node) return undefined;
  const inner = unwrap(node);
  if (inner.kind === 'UnaryMinusExpression') return negate(number(inner.child('Expression')));
  const { constant } = inner;
  const isNumber = constant?.type === 'int' || constant?.type === 'long' || constant?.type === 'real';
  return isNumber && constant.value !== null ? Number(constant.value) : undefined;
}

function negate(value: number | undefined): number | undefined {
  return value === undefined ? undefined : -value;
}
