import { type SyntaxNode, unwrap } from '../../../analysis/syntax.js';
import type { Expr, Join, JoinKind, PlanColumn, Range, Step } from '../../plan.js';
import { refuse } from '../../run.js';
import { columnNamed, lowerScalar } from '../expressions.js';
import { type Context, nameOf, rangeOf } from '../scope.js';
import { lowerTable } from '../tables.js';
import { type LowerOperator, need, over, parameters } from './shape.js';

const KINDS: Record<string, JoinKind> = {
  innerunique: 'innerunique',
  inner: 'inner',
  leftouter: 'leftouter',
  rightouter: 'rightouter',
  fullouter: 'fullouter',
  leftsemi: 'leftsemi',
  rightsemi: 'rightsemi',
  leftanti: 'leftanti',
  leftantisemi: 'leftanti',
  anti: 'leftanti',
  rightanti: 'rightanti',
  rightantisemi: 'rightanti',
};

export const lowerJoin: LowerOperator = (node, input, context) => {
  const at = rangeOf(node, context.frame);
  const operator = node.kind === 'LookupOperator' ? 'lookup' : 'join';
  const name = parameters(node).get('kind') ?? (operator === 'lookup' ? 'leftouter' : 'innerunique');
  const join = KINDS[name] ?? refuse(`${operator} kind=${name}`, `The kind ${name} is not supported.`, at);
  const right = lowerTable(need(node, 'Expression', context), { ...context, row: undefined });
  const clause = node.child('ConditionClause') ?? node.child('LookupClause');
  const on = (clause?.items('Expressions') ?? []).flatMap((item) => lowerKeys(item, input, right, context));
  if (on.length === 0) return refuse(operator, 'A join without keys is not supported.', at);
  const hidden = operator === 'lookup' ? on.map((pair) => pair.right) : [];
  const outputs = outputsOf(join, input, right, hidden);
  const columns = namesOf(node.columns, outputs, input, right);
  return {
    kind: 'join',
    operator,
    join,
    left: input,
    right,
    on,
    outputs,
    columns,
    isOpen: isOpen(join, input, right),
    at,
  };
};

function isOpen(join: JoinKind, left: Step, right: Step): boolean {
  if (join === 'leftsemi' || join === 'leftanti') return left.isOpen;
  if (join === 'rightsemi' || join === 'rightanti') return right.isOpen;
  return left.isOpen || right.isOpen;
}

function lowerKeys(item: SyntaxNode, left: Step, right: Step, context: Context): { left: Expr; right: Expr }[] {
  const node = unwrap(item);
  const at = rangeOf(node, context.frame);
  const [first, second] = [node.child('Left'), node.child('Right')];
  if (node.kind === 'AndExpression' && first && second) {
    return [...lowerKeys(first, left, right, context), ...lowerKeys(second, left, right, context)];
  }
  if (node.kind === 'EqualExpression' && first && second) {
    const isSwapped = sideOf(first) === '$right' || sideOf(second) === '$left';
    const [l, r] = isSwapped ? [second, first] : [first, second];
    return [{ left: lowerKey(l, left, context), right: lowerKey(r, right, context) }];
  }
  if (node.kind === 'NameReference') {
    return [{ left: keyNamed(nameOf(node), left, context, at), right: keyNamed(nameOf(node), right, context, at) }];
  }
  return refuse('join on', `The condition ${node.text} is not supported.`, at);
}

function sideOf(node: SyntaxNode): string | undefined {
  const inner = unwrap(node);
  return inner.kind === 'PathExpression' ? inner.child('Expression')?.text : undefined;
}

function lowerKey(node: SyntaxNode, side: Step, context: Context): Expr {
  const inner = unwrap(node);
  const selector = inner.child('Selector');
  if (sideOf(inner)?.startsWith('$') && selector)
    return keyNamed(nameOf(selector), side, context, rangeOf(node, context.frame));
  return lowerScalar(inner, over(side, context));
}

function keyNamed(name: string, side: Step, context: Context, at: Range): Expr {
  const found = columnNamed(name, over(side, context), at);
  if (found) return found;
  return { kind: 'late', type: 'unknown', name, at };
}

function outputsOf(join: JoinKind, left: Step, right: Step, hidden: readonly Expr[]): Join['outputs'] {
  const lefts = left.columns.map((_column, index) => ({ side: 'left' as const, index }));
  const rights = right.columns.map((_column, index) => ({ side: 'right' as const, index }));
  if (join === 'leftsemi' || join === 'leftanti') return lefts;
  if (join === 'rightsemi' || join === 'rightanti') return rights;
  return [
    ...lefts,
    ...rights.filter(({ index }) => !hidden.some((key) => key.kind === 'column' && key.index === index)),
  ];
}

/** The binder's names where it knows all columns; otherwise a name that is taken gets a number. */
function namesOf(
  bound: readonly PlanColumn[] | undefined,
  outputs: Join['outputs'],
  left: Step,
  right: Step,
): PlanColumn[] {
  const taken = new Set<string>();
  return outputs.map(({ side, index }, i) => {
    const own = (side === 'left' ? left : right).columns[index] ?? { name: '', type: 'unknown' };
    const given = bound?.length === outputs.length ? bound[i]?.name : undefined;
    let name = given ?? own.name;
    for (let n = 1; taken.has(name); n++) name = `${own.name}${n}`;
    taken.add(name);
    return { name, type: own.type };
  });
}
