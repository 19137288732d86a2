import { ancestors, type SyntaxNode, walk } from './syntax.js';

/** The steps of a pipeline before an operator, nearest first, ending with the pipeline's source. */
export function* stepsBefore(operator: SyntaxNode): Generator<SyntaxNode> {
  const pipe = operator.parent;
  let before = pipe?.kind === 'PipeExpression' && operator.role === 'Operator' ? pipe.child('Expression') : undefined;
  while (before?.kind === 'PipeExpression') {
    const step = before.child('Operator');
    if (step) yield step;
    before = before.child('Expression');
  }
  if (before) yield before;
}

/** The steps of the same pipeline after an operator or after the source, nearest first. */
export function* stepsAfter(node: SyntaxNode): Generator<SyntaxNode> {
  let below = node.role === 'Operator' && node.parent?.kind === 'PipeExpression' ? node.parent : node;
  for (let pipe = below.parent; pipe?.kind === 'PipeExpression' && below.role === 'Expression'; pipe = below.parent) {
    const step = pipe.child('Operator');
    if (step) yield step;
    below = pipe;
  }
}

/** The step that an expression belongs to. */
export function enclosingStep(node: SyntaxNode): SyntaxNode | undefined {
  for (const above of ancestors(node)) if (above.kind.endsWith('Operator')) return above;
  return undefined;
}

/** Columns that say when an event happened, in Sentinel and in Defender XDR. */
const TIME_COLUMNS = new Set(['TimeGenerated', 'Timestamp']);

/** A `where` that bounds the time of events, so that the engine reads only the data of that time. */
export function isTimeFilter(step: SyntaxNode): boolean {
  const condition = step.kind === 'FilterOperator' ? step.child('Condition') : undefined;
  return condition !== undefined && boundsTime(condition);
}

export function boundsTime(condition: SyntaxNode): boolean {
  for (const node of walk(condition)) {
    if (node.kind === 'NameReference' && TIME_COLUMNS.has(node.text)) return true;
    if (node.kind === 'FunctionCallExpression' && node.reference?.name === 'ingestion_time') return true;
  }
  return false;
}
