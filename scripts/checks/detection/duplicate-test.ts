import { asDeployed, type DetectionCheck } from '../check.js';

export const duplicateTest: DetectionCheck = {
  code: 'duplicate-test',
  scope: 'detection',
  effect: 'blocked',
  summary: 'The names of a file’s tests are unique',
  why: 'A false positive names its test, and a failure is reported by the name: two of one name cannot be told apart.',
  help: 'Name the test after what sets it apart.',
  *run(detection) {
    const value = asDeployed(detection);
    if (!value) return;
    const { yaml } = detection;
    const seen = new Set<string>();
    for (const [index, { name }] of (value.tests ?? []).entries()) {
      if (seen.has(name)) {
        yield { message: `There is already a test '${name}'`, range: yaml.rangeOfValue(['tests', index, 'name']) };
      }
      seen.add(name);
    }
  },
};
