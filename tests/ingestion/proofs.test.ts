import type { ContentTest, FalsePositive } from '../../scripts/content/model.js';
import { withProofs } from '../../scripts/ingestion/proofs.js';

const test = (name: string, rows: number): ContentTest => ({ name, logs: {}, expect: { rows } });
const BOTH = [test('finds-it', 1), test('after-the-indicators-life', 0)];
const proof = (scenario: FalsePositive, tests = BOTH) => withProofs([scenario], tests)[0];

describe('the proof of a scenario', () => {
  it.each([
    ['The address belongs to somebody again', ''],
    ['A hosting customer', 'It was re-assigned.'],
    ['A new tenant has the name', ''],
    ['The domain was reregistered', ''],
  ])('about what comes later is the test after the life: %s %s', (scenario, description) => {
    expect(proof({ scenario, description })).toEqual({ scenario, description, test: 'after-the-indicators-life' });
  });

  it('about anything else is none, and says why', () => {
    const none = {
      test: 'none',
      testReason: 'The logs of this hunt look the same in both cases; the analyst decides with the filter.',
    };
    expect(proof({ scenario: 'A scan' })).toEqual({ scenario: 'A scan', ...none });
    const later = { scenario: 'It is used again' };
    expect(proof(later, [test('finds-it', 1)])).toEqual({ ...later, ...none });
    expect(proof(later, [test('after-x', 1), test('before', 0)])).toEqual({ ...later, ...none });
  });

  it('stays where it is named, or where there are no tests', () => {
    const named = { scenario: 'It is used again', test: 'mine' };
    expect(proof(named)).toBe(named);
    const free = { scenario: 'It is used again' };
    expect(proof(free, [])).toBe(free);
  });
});
