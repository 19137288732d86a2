import { dangersOf, plansOf, proofOf } from '../../../scripts/output/review/evidence';
import { NOTHING, PLAN, read } from './reviews';

describe('dangers', () => {
  it('are the item changes beyond what a deployment may make', () => {
    const over = { ...NOTHING, cost: { itemChanges: 20_001, limit: 20_000, ofMonth: 0.2 } };
    expect(dangersOf(over, { proof: undefined, plans: [] })).toEqual([
      '20001 watchlist item changes are more than one deployment may make (20000)',
    ]);
    expect(
      dangersOf({ ...over, cost: { ...over.cost, itemChanges: 20_000 } }, { proof: undefined, plans: [] }),
    ).toEqual([]);
  });

  it('are files that cannot be read', () => {
    expect(dangersOf({ ...NOTHING, unreadable: ['a', 'b'] }, { proof: undefined, plans: [] })).toEqual([
      'Cannot be read: a, b',
    ]);
  });

  it('come from every workspace of several plans, five each at most', () => {
    const many = {
      ...PLAN,
      changes: Array.from({ length: 7 }, (_, i) => ({ kind: 'watchlist', name: `${i}`, action: 'replace' })),
    };
    const found = dangersOf(NOTHING, {
      proof: undefined,
      plans: plansOf({ plans: [PLAN, { ...many, workspace: 'test' }] }),
    });
    expect(found).toHaveLength(7);
    expect(found.at(-1)).toBe('… and 2 more');
  });
});

describe('a proof', () => {
  it.each([
    [{ summary: { passed: 1, failed: 0, notRun: 0 } }, '1 test passed, 0 failed'],
    [
      { summary: { passed: 2 }, reachability: { indicators: 1, reached: 1, nearMisses: 2 } },
      '2 tests passed, 0 failed; 1 of 1 indicator reached, 2 near misses silent',
    ],
    [{ mutants: { made: 1, noticed: 0 } }, '0 tests passed, 0 failed; 0 of 1 mutant noticed'],
  ])('of %j reads %s', (json, summary) => {
    expect(proofOf(json)).toMatchObject({ summary, notRun: 0, unreached: [], wronglyMatched: 0, unnoticed: 0 });
  });
});

describe('what is dangerous', () => {
  const quiet = { summary: '', failed: 0, notRun: 0, unreached: [], wronglyMatched: 0, unnoticed: 0 };
  const found = (proof: object) => dangersOf(NOTHING, { proof: { ...quiet, ...proof }, plans: [] });

  it.each([
    [{}, []],
    [{ failed: 2 }, ['2 tests failed']],
    [{ unreached: ['a', 'b', 'c', 'd', 'e'] }, ['No hunt finds a, b, c, d, e']],
    [{ unreached: ['a', 'b', 'c', 'd', 'e', 'f'] }, ['No hunt finds a, b, c, d, e and 1 more']],
    [{ wronglyMatched: 2 }, ['2 near misses matched that must not']],
    [{ unnoticed: 1 }, ['No test would notice 1 weakened query']],
  ])('in a proof with %j', (proof, lines) => expect(found(proof)).toEqual(lines));

  it('in a plan, five lines of it', () => {
    const dangers = (count: number) => Array.from({ length: count }, (_, index) => `d${index}`);
    const of = (count: number) =>
      dangersOf(NOTHING, {
        proof: undefined,
        plans: [{ workspace: '', summary: '', changes: [], dangers: dangers(count) }],
      });
    expect(of(5)).toEqual(dangers(5));
    expect(of(6)).toEqual([...dangers(5), '… and 1 more']);
  });

  it('in the rows that go', () => {
    const removed = { kind: 'ip' as const, action: 'remove' as const, row: read(['192.0.2.1']), columns: [] };
    expect(dangersOf({ ...NOTHING, rows: [removed, removed] }, { proof: undefined, plans: [] })).toEqual([
      '2 indicators of 2 changed are removed',
    ]);
  });
});
