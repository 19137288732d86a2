import { ruleDuration } from '../../base/duration.js';
import { asRule, type DetectionCheck } from '../check.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const ruleSchedule: DetectionCheck = {
  code: 'rule-schedule',
  scope: 'detection',
  effect: 'refused',
  summary: 'Frequency and period of a rule fit the service and each other',
  why: 'The service takes 5 minutes to 14 days for both, and at least an hour between runs that look back 2 days or more. A period shorter than the frequency leaves gaps in which nothing is detected (service limits).',
  help: 'Write durations from 5m to 14d, with queryPeriod not shorter than queryFrequency.',
  *run(detection) {
    const rule = asRule(detection);
    const { yaml } = detection;
    if (rule?.queryFrequency === undefined || rule.queryPeriod === undefined) return;
    const frequency = ruleDuration(rule.queryFrequency);
    const period = ruleDuration(rule.queryPeriod);
    if (frequency === undefined || period === undefined) return;
    let isInBounds = true;
    for (const [field, duration, text] of [
      ['queryFrequency', frequency, rule.queryFrequency],
      ['queryPeriod', period, rule.queryPeriod],
    ] as const) {
      if (duration >= 5 * MINUTE && duration <= 14 * DAY) continue;
      isInBounds = false;
      yield { message: `${field} is ${text}, not between 5 minutes and 14 days`, range: yaml.rangeOfValue([field]) };
    }
    if (!isInBounds) return;
    if (period < frequency) {
      yield {
        message: `queryPeriod (${rule.queryPeriod}) is shorter than queryFrequency (${rule.queryFrequency}): events between the runs are never seen`,
        range: yaml.rangeOfValue(['queryPeriod']),
        help: `Raise queryPeriod to ${rule.queryFrequency} or more.`,
      };
    } else if (period >= 2 * DAY && frequency < HOUR) {
      yield {
        message: `queryFrequency is ${rule.queryFrequency}; a rule that looks back 2 days or more runs at most every hour`,
        range: yaml.rangeOfValue(['queryFrequency']),
        help: 'Raise queryFrequency to 1h, or lower queryPeriod below 2d.',
      };
    }
  },
};
