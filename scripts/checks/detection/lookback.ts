import { ruleDuration } from '../../content/duration.js';
import { TICKS_PER_SECOND } from '../../kql/constants.js';
import { call, type SyntaxNode, walk } from '../../kql/syntax.js';
import { asRule, type DetectionCheck } from '../check.js';

export const lookback: DetectionCheck = {
  code: 'lookback',
  scope: 'detection',
  severity: 'warning',
  summary: 'A rule’s query looks back as far as queryPeriod, and no shorter than queryFrequency',
  why: 'The service gives a run only the events of the last queryPeriod: ago(14d) in a rule with queryPeriod 1d sees one day. A query that looks back less than queryFrequency misses the events in between.',
  help: 'Make queryPeriod as long as the query’s longest look-back, and that not shorter than queryFrequency.',
  *run(detection) {
    const rule = asRule(detection);
    const { query } = detection;
    const period = ruleDuration(rule?.queryPeriod ?? '');
    const frequency = ruleDuration(rule?.queryFrequency ?? '');
    const tree = query.soundTree;
    if (!rule || !tree || period === undefined || frequency === undefined || period < frequency) return;
    const spans = [...lookbacks(tree)];
    const longest = spans.reduce<Span | undefined>(
      (most, span) => (most && most.length >= span.length ? most : span),
      undefined,
    );
    if (!longest) return;
    const text = query.textAt(longest.node);
    if (longest.length > period) {
      const message = `The query looks back further (${text}) than the queryPeriod of ${rule.queryPeriod}`;
      yield {
        message,
        range: query.range(longest.node),
        help: `The run only sees the last ${rule.queryPeriod}: raise queryPeriod, or look back less.`,
      };
    } else if (longest.length < frequency) {
      const message = `The query looks back less (${text}) than the queryFrequency of ${rule.queryFrequency}`;
      yield {
        message,
        range: query.range(longest.node),
        help: 'Events between two runs are never seen: look back further, or run more often.',
      };
    }
  },
};

interface Span {
  /** In milliseconds. */
  length: number;
  node: SyntaxNode;
}

/** `ago(1h)` and `now(-1h)`, also through a name that `let` gives the span. */
function* lookbacks(tree: SyntaxNode): Iterable<Span> {
  for (const node of walk(tree)) {
    const called = call(node);
    if (called?.name !== 'ago' && called?.name !== 'now') continue;
    const constant = called.arguments[0]?.constant;
    if (constant?.type !== 'timespan' || constant.value === null) continue;
    const milliseconds = Number((constant.value * 1000n) / TICKS_PER_SECOND);
    const length = called.name === 'ago' ? milliseconds : -milliseconds;
    if (length > 0) yield { length, node };
  }
}
