import { ruleDuration } from '../../base/duration.js';
import { asRule, type DetectionCheck } from '../check.js';

const LIMIT = 24 * 60 * 60_000;

export const ruleSuppression: DetectionCheck = {
  code: 'rule-suppression',
  scope: 'detection',
  effect: 'refused',
  summary: 'A rule pauses for at most 24 hours after an alert',
  why: 'The service refuses a longer suppression (service limit).',
  help: 'Write a suppressionDuration of up to 24h.',
  *run(detection) {
    const duration = asRule(detection)?.suppressionDuration;
    const milliseconds = duration === undefined ? undefined : ruleDuration(duration);
    if (milliseconds === undefined || (milliseconds > 0 && milliseconds <= LIMIT)) return;
    const range = detection.yaml.rangeOfValue(['suppressionDuration']);
    yield { message: `suppressionDuration is ${duration}; it must be more than 0 and at most 24 hours`, range };
  },
};
