import type { SyntaxNode } from '../../../analysis/syntax.js';
import { refuse } from '../../run.js';
import { lowerScalar } from '../expressions.js';
import { type Context, rangeOf } from '../scope.js';
import { type LowerOperator, need, over, resultColumns, valueNode } from './shape.js';
import { aggregateNode, isAggregateCall, lowerAggregate } from './summarize.js';

export const lowerMakeSeries: LowerOperator = (node, input, context) => {
  const at = rangeOf(node, context.frame);
  const inner = over(input, context);
  const range = need(node, 'RangeClause', context);
  // The older form, `in range(start, stop, step)`, has its stop in the series.
  const listed = range.child('Arguments')?.items('Expressions') ?? [];
  const bound = (clause: string, place: number) => {
    const expression = range.child(clause)?.child('Expression') ?? listed[place];
    return expression ? lowerScalar(expression, { ...context, row: undefined }) : undefined;
  };
  const step = bound('MakeSeriesStepClause', 2) ?? refuse('make-series', 'make-series needs a step.', at);
  return {
    kind: 'make-series',
    input,
    keys: (node.child('ByClause')?.items('Expressions') ?? []).map((key) => lowerScalar(valueNode(key), inner)),
    aggregates: seriesAggregates(node, inner),
    axis: lowerScalar(need(need(node, 'OnClause', context), 'Expression', context), inner),
    from: bound('MakeSeriesFromClause', 0),
    to: bound('MakeSeriesToClause', 1),
    isStopIncluded: listed.length > 0,
    step,
    columns: resultColumns(node, context),
    isOpen: false,
    at,
  };
};

function seriesAggregates(node: SyntaxNode, inner: Context) {
  return node.items('Aggregates').map((item) => {
    const value = aggregateNode(item.child('Expression') ?? item);
    if (!isAggregateCall(value, inner))
      return refuse(value.text, 'Only an aggregate can stand here.', rangeOf(item, inner.frame));
    const [aggregate] = lowerAggregate(value, inner, []);
    const fallback = item.child('DefaultExpression')?.child('Expression');
    if (!aggregate) return refuse(value.text, 'Only an aggregate can stand here.', rangeOf(item, inner.frame));
    return { ...aggregate, fallback: fallback ? lowerScalar(fallback, { ...inner, row: undefined }) : undefined };
  });
}
