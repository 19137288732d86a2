import type { SyntaxNode } from '../../../analysis/syntax.js';
import type { Expr, PlanColumn, Project, Range, Step } from '../../plan.js';
import { refuse } from '../../run.js';
import { type Context, nameOf, rangeOf } from '../scope.js';

/** How an operator is lowered: its node, the table before it. */
export type LowerOperator = (node: SyntaxNode, input: Step, context: Context) => Step;

/** The context of expressions over the rows of a step. */
export function over(input: Step, context: Context): Context {
  return { ...context, row: { columns: input.columns, isOpen: input.isOpen } };
}

/** Columns that the binder gives the operator's result. */
export function resultColumns(node: SyntaxNode, context: Context): readonly PlanColumn[] {
  return node.columns ?? refuse(node.kind, 'The columns of this step are not known.', rangeOf(node, context.frame));
}

/** `kind=inner`, `withsource=T`: the parameters of an operator, by name in lower case. */
export function parameters(node: SyntaxNode): Map<string, string> {
  return new Map(
    node.items('Parameters').map((parameter) => {
      const name = parameter.child('Name');
      const value = parameter.child('Expression');
      return [name ? nameOf(name).toLowerCase() : '', value ? nameOf(value) : ''];
    }),
  );
}

export function need(node: SyntaxNode, role: string, context: Context): SyntaxNode {
  return node.child(role) ?? refuse(node.kind, `This step is incomplete: ${role}.`, rangeOf(node, context.frame));
}

export function columnAt(column: PlanColumn, index: number, at: Range): Expr {
  return { kind: 'column', type: column.type, index, name: column.name, at };
}

export function passThrough(input: Step, at: Range): Expr[] {
  return input.columns.map((column, i) => columnAt(column, i, at));
}

export const KEEP_LATE = { keep: true, without: [] } as const;
export const DROP_LATE = { keep: false, without: [] } as const;

export function project(
  input: Step,
  columns: readonly PlanColumn[],
  outputs: readonly Expr[],
  at: Range,
  late: Project['late'] = DROP_LATE,
): Project {
  const typed = columns.map((column, i) => {
    const type = column.type === 'unknown' ? (outputs[i]?.type ?? 'unknown') : column.type;
    return { name: column.name, type };
  });
  return { kind: 'project', input, columns: typed, outputs, late, isOpen: input.isOpen && late.keep, at };
}

/** The name that `name = expression` gives; undefined where there is none. */
export function givenName(node: SyntaxNode): string | undefined {
  const name = node.kind === 'SimpleNamedExpression' ? node.child('Name') : undefined;
  return name ? nameOf(name) : undefined;
}

/** The expression behind its name. */
export function valueNode(node: SyntaxNode): SyntaxNode {
  return node.kind === 'SimpleNamedExpression' ? (node.child('Expression') ?? node) : node;
}
