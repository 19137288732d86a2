import type { DetectionCheck } from '../check.js';

export const nameForm: DetectionCheck = {
  code: 'name-form',
  scope: 'detection',
  effect: 'misleads',
  summary: 'A name is one tidy line without a final period',
  why: 'Lists and incidents show the name as it is; the service writes AUTO DISABLED before the name of a rule that kept failing, which must not come back into git.',
  help: 'Write one short line in sentence case, without a final period.',
  *run({ value: { name }, yaml }) {
    const problem = /^AUTO DISABLED/i.test(name)
      ? 'The name begins with AUTO DISABLED, which the service writes before the name of a rule that keeps failing'
      : /[\r\n]/.test(name.trim())
        ? 'The name has more than one line'
        : name !== name.trim()
          ? 'The name begins or ends with white space'
          : /[^.]\.$/.test(name)
            ? 'The name ends with a period'
            : undefined;
    const effect = /^AUTO DISABLED/i.test(name) ? 'misleads' : 'advice';
    if (problem !== undefined) yield { effect, message: problem, range: yaml.rangeOfValue(['name']) };
  },
};
