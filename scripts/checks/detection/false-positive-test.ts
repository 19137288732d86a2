import { didYouMean } from '../../base/spelling.js';
import { asDeployed, type DetectionCheck } from '../check.js';

export const falsePositiveTest: DetectionCheck = {
  code: 'false-positive-test',
  scope: 'detection',
  effect: 'blocked',
  summary: 'A false positive names a test that exists',
  why: 'The test is the proof that the query stays quiet; a name that leads nowhere proves nothing.',
  help: 'Name an entry of tests, or write that test.',
  *run(detection) {
    const value = asDeployed(detection);
    if (!value) return;
    const { yaml } = detection;
    const names = (value.tests ?? []).map(({ name }) => name);
    for (const [index, { test }] of (value.falsePositives ?? []).entries()) {
      if (test === undefined || test === 'none' || names.includes(test)) continue;
      const range = yaml.rangeOfValue(['falsePositives', index, 'test']);
      yield { message: `There is no test '${test}'${didYouMean(test, names)}`, range };
    }
  },
};
