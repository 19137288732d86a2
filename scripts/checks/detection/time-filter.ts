import { call, type SyntaxNode, walk } from '../../kql/syntax.js';
import { asRule, type DetectionCheck } from '../check.js';

export const timeFilter: DetectionCheck = {
  code: 'time-filter',
  scope: 'detection',
  severity: 'warning',
  summary: 'A hunting query says how far it looks back',
  why: 'Without a filter on the time, a run through the API reads all logs that the workspace keeps: it is slow, costs much, and may end in a timeout.',
  help: 'Add | where TimeGenerated > ago(14d), directly after the table.',
  *run(detection) {
    const { query } = detection;
    const [first] = query.analysis.tables;
    const tree = query.soundTree;
    // The service itself restricts a rule to its queryPeriod.
    if (asRule(detection) || !tree || !first || query.textAt(first) === '*' || hasTimeFilter(tree)) return;
    yield { message: `The query reads ${first.name} without a filter on the time`, range: query.range(first) };
  },
};

/** A condition on a column of type datetime, or a time handed to a function (`_Im_Dns(starttime=ago(1d))`). */
function hasTimeFilter(tree: SyntaxNode): boolean {
  for (const node of walk(tree)) {
    if (node.kind === 'FilterOperator') {
      for (const inner of walk(node)) {
        if (inner.kind === 'NameReference' && inner.reference?.kind === 'column' && inner.type === 'datetime')
          return true;
      }
    } else if (
      call(node)?.arguments.some((argument) => argument.kind === 'SimpleNamedExpression' && /time/i.test(argument.text))
    ) {
      return true;
    }
  }
  return false;
}
