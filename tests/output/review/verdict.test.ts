import { type Evidence, plansOf, proofOf } from '../../../scripts/output/review/evidence';
import { linkTarget } from '../../../scripts/output/review/links';
import { dangersOf, faultsOf, verdictOf } from '../../../scripts/output/review/verdict';
import type { Review } from '../../../scripts/review/review';
import { NO_EVIDENCE, NOTHING, PLAN, REVIEW, read } from './reviews';

describe('the verdict', () => {
  const green = {
    findings: { errors: 0, warnings: 2, list: [] },
    proof: proofOf({ summary: { passed: 3, failed: 0, notRun: 0 } }),
    plans: [],
  };

  it.each<[Partial<Review>, Evidence, string]>([
    [{}, green, 'Checks and proof are green, and nothing waits for a decision.'],
    [{ waiting: REVIEW.waiting }, green, 'Checks and proof are green; 1 value waits for your decision.'],
    [
      { waiting: REVIEW.waiting, detections: REVIEW.detections },
      green,
      'Checks and proof are green; 1 value waits for your decision; look at what is lost or overwritten.',
    ],
    [{}, { ...green, proof: undefined }, 'It was not tested here.'],
    [
      { detections: REVIEW.detections },
      { ...green, findings: undefined },
      'It was not validated here; look at what is lost or overwritten.',
    ],
    [{ unreadable: ['a'] }, green, 'Not yet: 1 thing to mend.'],
  ])('%#: is what a colleague would say first', (review, evidence, verdict) => {
    expect(verdictOf({ ...NOTHING, ...review }, evidence)).toBe(verdict);
  });

  it('is against files that cannot be read, five of them by name', () => {
    expect(faultsOf({ ...NOTHING, unreadable: ['a', 'b', 'c', 'd', 'e', 'f'] }, NO_EVIDENCE)).toEqual([
      'Cannot be read: a, b, c, d, e and 1 more',
    ]);
  });
});

describe('dangers', () => {
  it('are the item changes beyond what a deployment may make', () => {
    const over = { ...NOTHING, cost: { itemChanges: 20_001, limit: 20_000, ofMonth: 0.2 } };
    expect(dangersOf(over, NO_EVIDENCE)).toEqual([
      '20001 watchlist item changes are more than one deployment may make (20000)',
    ]);
    expect(dangersOf({ ...over, cost: { ...over.cost, itemChanges: 20_000 } }, NO_EVIDENCE)).toEqual([]);
  });

  it('come from every workspace of several plans, five each at most', () => {
    const many = {
      ...PLAN,
      changes: Array.from({ length: 7 }, (_, i) => ({ kind: 'watchlist', name: `${i}`, action: 'replace' })),
    };
    const found = dangersOf(NOTHING, {
      ...NO_EVIDENCE,
      plans: plansOf({ plans: [PLAN, { ...many, workspace: 'test' }] }),
    });
    expect(found).toHaveLength(7);
    expect(found.at(-1)).toBe('… and 2 more');
  });
});

describe('what is dangerous', () => {
  const quiet = { summary: '', failed: 0, notRun: 0, unreached: [], wronglyMatched: 0, unnoticed: 0, remarks: [] };
  const found = (proof: object) => faultsOf(NOTHING, { ...NO_EVIDENCE, proof: { ...quiet, ...proof } });

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
        ...NO_EVIDENCE,
        plans: [{ workspace: '', summary: '', changes: [], dangers: dangers(count) }],
      });
    expect(of(5)).toEqual(dangers(5));
    expect(of(6)).toEqual([...dangers(5), '… and 1 more']);
  });

  it('in the rows that go', () => {
    const removed = {
      kind: 'ip' as const,
      action: 'remove' as const,
      row: read(['192.0.2.1']),
      columns: [],
      before: {},
    };
    expect(dangersOf({ ...NOTHING, rows: [removed, removed] }, NO_EVIDENCE)).toEqual([
      '2 indicators of 2 changed are removed',
    ]);
  });
});

describe('a link', () => {
  it.each([
    ['https://github.com/o/r/edit/a%2Fb/review.csv', 'https://github.com/o/r/edit/a%2Fb/review.csv'],
    ['https://h/a)b [c](d)', 'https://h/a%29b%20%5bc%5d%28d%29'],
    ['javascript:alert(1)', undefined],
    ['http://h/', undefined],
    ['nonsense', undefined],
    ['', undefined],
  ])('%j leads to %j', (text, target) => {
    expect(linkTarget(text)).toBe(target);
  });
});
