import type { ContentTest } from '../../content/model.js';
import { asDeployed, type DetectionCheck } from '../check.js';

export const missingTest: DetectionCheck = {
  code: 'missing-test',
  scope: 'detection',
  effect: 'advice',
  summary: 'A hunt or rule has a test that must find something, one that must not, and one for each false positive',
  why: 'A query that nobody has run is a guess: without tests, a change that makes it miss an attack, or alarm on a harmless scenario, goes unnoticed.',
  help: 'Write the test, or let `sentinel test --write` write a first one; for a scenario that no log can show, write `test: none` and `testReason`.',
  *run(detection) {
    const value = asDeployed(detection);
    if (!value) return;
    const { yaml } = detection;
    const { tests = [], falsePositives = [] } = value;
    const lacking = [
      ...(tests.some(findsSomething) ? [] : ['what it finds']),
      ...(tests.some(staysQuiet) ? [] : ['on what it stays quiet']),
    ];
    if (lacking.length > 0) {
      yield {
        message: `No test shows ${lacking.join(', or ')}`,
        range: yaml.rangeOfKey([tests.length > 0 ? 'tests' : 'name']),
      };
    }
    for (const [index, { scenario, test }] of falsePositives.entries()) {
      if (test !== undefined) continue;
      const range = yaml.rangeOfValue(['falsePositives', index, 'scenario']);
      yield { message: `No test shows the false positive '${scenario}'`, range };
    }
  },
};

function findsSomething({ expect: { rows, where, entities } }: ContentTest): boolean {
  return rows === undefined ? where !== undefined || entities !== undefined : rows > 0;
}

function staysQuiet({ expect: { rows } }: ContentTest): boolean {
  return rows === 0;
}
