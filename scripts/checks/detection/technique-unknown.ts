import { attackTechniques, retiredTechniques } from '../../content/reference.js';
import type { DetectionCheck, Finding } from '../check.js';

export const techniqueUnknown: DetectionCheck = {
  code: 'technique-unknown',
  scope: 'detection',
  effect: 'refused',
  summary: 'Every technique is one of MITRE ATT&CK Enterprise',
  why: 'The service refuses techniques that do not exist, and a wrong number hides the hunt from the coverage map. It still takes those that ATT&CK retired lately: that is only told.',
  help: 'Look the technique up at attack.mitre.org; it may have been revoked in favour of another.',
  *run({ value, yaml }) {
    const known = attackTechniques();
    for (const [index, id] of (value.relevantTechniques ?? []).entries()) {
      // T08xx and T14xx to T16xx of the ICS and mobile matrices share the numbers' space; only Enterprise is known here.
      if (known.has(id) || /^T0/.test(id)) continue;
      yield { ...describe(id), range: yaml.rangeOfValue(['relevantTechniques', index]) };
    }
  },
};

function describe(id: string): Omit<Finding, 'range'> {
  const retired = retiredTechniques().get(id);
  if (retired) {
    return {
      effect: 'advice',
      message: `ATT&CK has retired ${id} (${retired.name})`,
      help: 'The service still knows it. Look up at attack.mitre.org what took its place, for when the service follows.',
    };
  }
  const parent = id.split('.')[0] ?? id;
  const isPart = id.includes('.') && attackTechniques().has(parent);
  return { message: `ATT&CK has no technique ${id}`, ...(isPart ? { help: `${parent} exists: write it alone.` } : {}) };
}
