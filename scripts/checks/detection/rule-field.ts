import { knownFields } from '../../content/schemas.js';
import type { DetectionCheck } from '../check.js';

/** With these, a file is all of a rule. */
const SCHEDULE = ['kind', 'queryFrequency', 'queryPeriod', 'triggerOperator', 'triggerThreshold'];

/** The fields that a rule has and a hunting query has not. */
export function ruleFields(): readonly string[] {
  const ofHunts = knownFields('hunting-query');
  return knownFields('analytic-rule').filter((field) => !ofHunts.includes(field));
}

export const ruleField: DetectionCheck = {
  code: 'rule-field',
  scope: 'detection',
  effect: 'ignored',
  summary: 'A hunting query has no fields of a rule',
  why: 'A hunting query has no severity and no schedule in the service: such fields are ignored, and nothing runs by itself.',
  help: 'Remove the fields; or move the file to analytic-rules/ where it shall run by itself.',
  *run({ kind, value, yaml }) {
    const fields = kind === 'hunting-query' ? Object.keys(value).filter((field) => ruleFields().includes(field)) : [];
    const [first] = fields;
    if (first === undefined) return;
    const range = yaml.rangeOfKey([first]);
    const isWhole = SCHEDULE.every((field) => fields.includes(field));
    // In our own layout the folder decides, and this one is most likely the wrong one.
    if (isWhole && yaml.source.file.startsWith('hunts/'))
      yield {
        effect: 'misleads',
        message: 'This has all of a rule, but a file in hunts/ is deployed as a hunting query',
        range,
      };
    else yield { message: `A hunting query ignores ${fields.join(', ')}`, range };
  },
};
