import { ruleDuration } from '../../base/duration.js';
import { asRule, type DetectionCheck } from '../check.js';

export const lookback: DetectionCheck = {
  code: 'lookback',
  scope: 'detection',
  effect: 'misleads',
  summary: 'A rule’s query looks back as far as queryPeriod, and no shorter than queryFrequency',
  why: 'The service gives a run only the events of the last queryPeriod: ago(14d) in a rule with queryPeriod 1d sees one day. A query that looks back less than queryFrequency misses the events in between.',
  help: 'Make queryPeriod as long as the query’s longest look-back, and that not shorter than queryFrequency.',
  *run(detection) {
    const rule = asRule(detection);
    const { query } = detection;
    const period = ruleDuration(rule?.queryPeriod ?? '');
    const frequency = ruleDuration(rule?.queryFrequency ?? '');
    if (!rule || period === undefined || frequency === undefined || period < frequency) return;
    const [longest] = [...query.facts.lookbacks].sort((a, b) => b.duration - a.duration);
    if (!longest) return;
    const text = query.textAt(longest);
    if (longest.duration > period) {
      const message = `The query looks back further (${text}) than the queryPeriod of ${rule.queryPeriod}`;
      yield {
        message,
        range: query.range(longest),
        help: `The run only sees the last ${rule.queryPeriod}: raise queryPeriod, or look back less.`,
      };
    } else if (longest.duration < frequency) {
      const message = `The query looks back less (${text}) than the queryFrequency of ${rule.queryFrequency}`;
      yield {
        message,
        range: query.range(longest),
        help: 'Events between two runs are never seen: look back further, or run more often.',
      };
    }
  },
};
