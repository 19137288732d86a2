import type { ContentTest, FalsePositive } from '../content/model.js';

/** Scenarios about what comes after an indicator's life: its address or name belongs to somebody else. */
const LATER =
  /\b(?:again|after|later|expired|former|re-?used?|re-?assigned|re-?allocated|recycled|re-?registered|new (?:owner|customer|tenant))\b/i;

const NOT_IN_LOGS = 'The logs of this hunt look the same in both cases; the analyst decides with the filter.';

/** Names the test that shows each scenario, among the tests that come along with a hunt, or says why none does. */
export function withProofs(falsePositives: readonly FalsePositive[], tests: readonly ContentTest[]): FalsePositive[] {
  const afterLife = tests.find(({ expect, name }) => expect.rows === 0 && name.startsWith('after-'));
  return falsePositives.map((falsePositive) => {
    if (falsePositive.test !== undefined || tests.length === 0) return falsePositive;
    const { scenario, description = '' } = falsePositive;
    if (afterLife && LATER.test(`${scenario} ${description}`)) return { ...falsePositive, test: afterLife.name };
    return { ...falsePositive, test: 'none', testReason: NOT_IN_LOGS };
  });
}
