import { boundsTime, isTimeFilter, stepsAfter, stepsBefore } from '../analysis/pipeline.js';
import { binary, call, type SyntaxNode, walk } from '../analysis/syntax.js';
import type { Lint } from './lint.js';

/** Operators that read a text in full and regard no case. */
const SCANNING = /^(?:=~|!~|!?contains|!?startswith|!?endswith|!?hassuffix|matches regex|in~|!in~)$/;

/** Columns that hold kilobytes: command lines, messages, raw records. */
const WIDE_COLUMN =
  /(?:CommandLine|Message|AdditionalFields|AdditionalExtensions|EventData|RawData|RawEventData|RenderedDescription|ExtendedProperties|ModifiedProperties|TargetResources|Properties(?:_d)?|Parameters)$/;

export const lateTimeFilter: Lint = {
  code: 'late-time-filter',
  effect: 'slow',
  summary: 'The time filter comes before work on wide columns',
  why: 'A time filter comes almost free and leaves out most of the data; a scan of command lines or messages does not.',
  help: 'Move the condition on TimeGenerated (or Timestamp) to the first where after the table.',
  *run(tree) {
    for (const step of walk(tree)) {
      if (step.kind !== 'FilterOperator' || [...stepsBefore(step)].some(isTimeFilter)) continue;
      const scan = firstScan(step);
      if (!scan || (!isTimeFilter(step) && ![...stepsAfter(step)].some(isTimeFilter))) continue;
      yield { node: scan, message: `${binary(scan)?.left.text ?? 'A wide column'} is searched before the time filter` };
    }
  },
};

/** The first scan of a wide column that no condition on the time precedes, in the order of `and`. */
function firstScan(step: SyntaxNode): SyntaxNode | undefined {
  for (const term of conjuncts(step.child('Condition'))) {
    if (boundsTime(term)) return undefined;
    for (const node of walk(term)) if (isScan(node)) return node;
  }
  return undefined;
}

function* conjuncts(condition: SyntaxNode | undefined): Generator<SyntaxNode> {
  if (condition?.kind === 'AndExpression') {
    yield* conjuncts(condition.child('Left'));
    yield* conjuncts(condition.child('Right'));
  } else if (condition) yield condition;
}

function isScan(node: SyntaxNode): boolean {
  const operands = binary(node);
  if (!operands) return false;
  const lowered = /^(?:tolower|toupper)$/.test(call(operands.left)?.name ?? '');
  const column = lowered ? call(operands.left)?.arguments[0] : operands.left;
  if (!SCANNING.test(operands.operator) && !lowered) return false;
  return column?.reference?.kind === 'column' && WIDE_COLUMN.test(column.reference.name);
}
