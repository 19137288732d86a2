import { ruleDuration } from '../../base/duration.js';
import type { YamlPath } from '../../content/yaml/yaml-file.js';
import { asRule, type DetectionCheck } from '../check.js';

const SHORTEST = 5 * 60_000;
const LONGEST = 7 * 24 * 60 * 60_000;
const GROUPING: YamlPath = ['incidentConfiguration', 'groupingConfiguration'];

export const incidentGrouping: DetectionCheck = {
  code: 'incident-grouping',
  scope: 'detection',
  effect: 'refused',
  summary: 'Alerts are grouped by what the rule has, over 5 minutes to 7 days',
  why: 'The service refuses other spans; grouping by an entity or a detail that the rule does not map puts unrelated alerts into one incident.',
  help: 'Write a lookbackDuration from 5m to 7d, and group by mapped entities and custom details.',
  *run(detection) {
    const rule = asRule(detection);
    const grouping = rule?.incidentConfiguration?.groupingConfiguration;
    if (!rule || !grouping) return;
    const { yaml } = detection;
    const span = ruleDuration(grouping.lookbackDuration);
    if (span !== undefined && (span < SHORTEST || span > LONGEST)) {
      const range = yaml.rangeOfValue([...GROUPING, 'lookbackDuration']);
      yield { message: `lookbackDuration is ${grouping.lookbackDuration}, not between 5 minutes and 7 days`, range };
    }
    const mapped = new Set(rule.entityMappings?.map(({ entityType }) => entityType));
    for (const [index, entity] of (grouping.groupByEntities ?? []).entries()) {
      if (mapped.has(entity)) continue;
      const range = yaml.rangeOfValue([...GROUPING, 'groupByEntities', index]);
      yield { message: `Alerts are grouped by ${entity}, which the rule does not map`, range };
    }
    for (const [index, detail] of (grouping.groupByCustomDetails ?? []).entries()) {
      if (rule.customDetails && Object.hasOwn(rule.customDetails, detail)) continue;
      const range = yaml.rangeOfValue([...GROUPING, 'groupByCustomDetails', index]);
      yield { message: `Alerts are grouped by '${detail}', which is no custom detail of the rule`, range };
    }
  },
};
