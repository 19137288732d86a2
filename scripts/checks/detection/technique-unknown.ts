import type { DetectionCheck } from '../check.js';
import { attackTechniques } from '../reference.js';

export const techniqueUnknown: DetectionCheck = {
  code: 'technique-unknown',
  scope: 'detection',
  severity: 'error',
  summary: 'Every technique is one of MITRE ATT&CK Enterprise',
  why: 'The service refuses techniques that do not exist, and a wrong number hides the hunt from the coverage map.',
  help: 'Look the technique up at attack.mitre.org; it may have been revoked in favour of another.',
  *run({ value, yaml }) {
    const known = attackTechniques();
    for (const [index, id] of (value.relevantTechniques ?? []).entries()) {
      // T08xx and T14xx to T16xx of the ICS and mobile matrices share the numbers' space; only Enterprise is known here.
      if (known.has(id) || /^T0/.test(id)) continue;
      const parent = id.split('.')[0] ?? id;
      const help = id.includes('.') && known.has(parent) ? `${parent} exists: write it alone.` : undefined;
      const range = yaml.rangeOfValue(['relevantTechniques', index]);
      yield { message: `ATT&CK has no technique ${id}`, range, ...(help === undefined ? {} : { help }) };
    }
  },
};
