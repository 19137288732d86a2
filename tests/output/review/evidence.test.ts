import { plansOf, proofOf } from '../../../scripts/output/review/evidence';

describe('a proof', () => {
  it.each([
    [{ summary: { passed: 1, failed: 0, notRun: 0 } }, '1 test passed, 0 failed'],
    [
      { summary: { passed: 2 }, reachability: { indicators: 1, reached: 1, nearMisses: 2 } },
      '2 tests passed, 0 failed; 1 of 1 living indicator found, 2 of 2 near misses left alone',
    ],
    [{ mutants: { made: 1, noticed: 0 } }, '0 tests passed, 0 failed; 0 of 1 weakened query noticed'],
  ])('of %j reads %s', (json, summary) => {
    expect(proofOf(json)).toMatchObject({ summary, notRun: 0, unreached: [], wronglyMatched: 0, unnoticed: 0 });
  });
});

describe('a plan', () => {
  const digest = (changes: object[], summary = {}) => plansOf({ workspace: 'w', changes, summary })[0];

  it('lists the worst first, with the rows of lists, and says what it only lists', () => {
    const items = { add: 3, change: 1, remove: 2 };
    expect(
      digest([
        { action: 'create', kind: 'function', name: 'F' },
        { action: 'update', kind: 'watchlist', name: 'W', items },
        { action: 'replace', kind: 'threatIntelligence', name: 'I' },
        { action: 'delete', kind: 'huntingQuery', name: 'H', done: false },
        { action: 'unchanged', kind: 'huntingQuery', name: 'U' },
      ])?.changes,
    ).toEqual([
      'delete hunt H (only with --prune)',
      'replace indicators I',
      'update watchlist W (+3 ~1 −2 rows)',
      'create function F',
    ]);
  });

  it('says that there is nothing to do', () => {
    expect(digest([], { unchanged: 4 })?.summary).toBe('nothing to change, 4 unchanged');
  });
});
