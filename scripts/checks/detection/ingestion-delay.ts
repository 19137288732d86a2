import { ruleDuration } from '../../base/duration.js';
import { asRule, type DetectionCheck } from '../check.js';

export const ingestionDelay: DetectionCheck = {
  code: 'ingestion-delay',
  scope: 'detection',
  effect: 'advice',
  summary: 'A rule looks back further than it runs apart',
  why: 'Events arrive minutes after they happened. A rule that looks back exactly as long as it runs apart never sees those that arrive after its run with a time before it.',
  help: 'Add the delay of the source to queryPeriod, and filter on ingestion_time() > ago(queryFrequency), so that nothing is told twice.',
  *run(detection) {
    const rule = asRule(detection);
    if (!rule?.queryFrequency || !rule.queryPeriod || detection.query.text.includes('ingestion_time()')) return;
    const period = ruleDuration(rule.queryPeriod);
    if (period === undefined || period !== ruleDuration(rule.queryFrequency)) return;
    const message = `queryPeriod and queryFrequency are both ${rule.queryPeriod}: events that arrive late are lost`;
    yield { message, range: detection.yaml.rangeOfValue(['queryPeriod']) };
  },
};
