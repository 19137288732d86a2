import { closest } from '../../base/spelling.js';
import { attackTechniques, movedTechniques, retiredTechniques } from '../../content/reference.js';
import type { DetectionCheck } from '../check.js';

export const techniqueTactic: DetectionCheck = {
  code: 'technique-tactic',
  scope: 'detection',
  effect: 'misleads',
  summary: 'A technique belongs to one of the stated tactics',
  why: 'The official validation of the Azure-Sentinel repository rejects the pair, and the coverage map shows the technique under the wrong tactic.',
  help: 'Add one of its tactics, or choose the technique that fits the stated tactic.',
  *run({ value, yaml }) {
    // A misspelt field is a finding of its own.
    if (value.tactics === undefined && Object.keys(value).some((field) => closest(field, ['tactics']))) return;
    const stated = new Set(value.tactics);
    for (const [index, id] of (value.relevantTechniques ?? []).entries()) {
      const technique = attackTechniques().get(id) ?? retiredTechniques().get(id);
      const former = movedTechniques().get(id) ?? movedTechniques().get(id.split('.')[0] ?? id);
      const accepted = [...(technique?.tactics ?? []), ...(former?.tactics ?? [])];
      if (!technique || accepted.some((tactic) => stated.has(tactic))) continue;
      const range = yaml.rangeOfValue(['relevantTechniques', index]);
      const tactics = technique.tactics.join(' or ');
      yield { message: `${id} (${technique.name}) belongs to ${tactics}, which tactics does not name`, range };
    }
  },
};
