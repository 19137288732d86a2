import { rowReader } from '../../../scripts/indicators/rows/row';
import { dangersOf, plansOf, proofOf } from '../../../scripts/output/review/evidence';
import { formatReview, MAX_COMMENT } from '../../../scripts/output/review/markdown';
import type { Review } from '../../../scripts/review/review';

const read = rowReader(['Indicator', 'Port', 'MalwareFamily', 'FirstSeen', 'ValidUntil', 'Source']);

const NOTHING: Review = {
  reports: [],
  rows: [],
  waiting: [],
  detections: [],
  gained: { techniques: [], tables: [], kinds: [] },
  cost: { itemChanges: 0, limit: 20_000, ofMonth: 0 },
  unreadable: [],
};

const REVIEW: Review = {
  reports: [{ file: 'reports/new.md', action: 'add', families: ['Bad'], sources: ['Post'], indicators: 2 }],
  rows: [
    {
      kind: 'ip',
      action: 'add',
      row: read(['192.0.2.7', '443', 'Bad', '2026-05-06', '2026-06-20', 'Post']),
      columns: [],
    },
    {
      kind: 'domain',
      action: 'change',
      row: read(['bad.example', '', 'Bad', '', '', 'Post']),
      columns: ['ValidUntil'],
    },
    { kind: 'domain', action: 'remove', row: read(['gone.example', '', 'Bad', '', '', 'Post']), columns: [] },
  ],
  waiting: [
    {
      value: 'cdn.example',
      type: 'domain',
      family: 'Bad, very',
      reason: 'top site',
      report: 'reports/new.md@01',
      decision: '',
    },
    { value: 'old.example', type: 'domain', family: 'Bad', reason: 'top site', report: 'r', decision: 'reject' },
  ],
  detections: [
    {
      kind: 'hunt',
      action: 'add',
      id: '1',
      name: 'New one',
      file: 'hunts/bad/new.yaml',
      movedFrom: undefined,
      fields: [],
    },
    {
      kind: 'rule',
      action: 'change',
      id: '2',
      name: 'Rule',
      file: 'analytic-rules/r.yaml',
      movedFrom: 'analytic-rules/q.yaml',
      fields: ['query', 'version'],
    },
  ],
  gained: { techniques: ['T1568'], tables: ['DnsEvents'], kinds: ['ip'] },
  cost: { itemChanges: 3, limit: 20_000, ofMonth: 0.00003 },
  unreadable: [],
};

const TEST = {
  summary: { passed: 41, failed: 1, notRun: 2 },
  reachability: {
    indicators: 12,
    reached: 11,
    nearMisses: 48,
    unreached: [{ indicator: 'bad.example', file: 'x' }],
    wronglyMatched: [{}],
  },
  mutants: { made: 30, noticed: 28, unnoticed: [{}, {}] },
};

const PLAN = {
  workspace: 'production',
  changes: [
    { kind: 'huntingQuery', name: 'New one', action: 'create' },
    { kind: 'watchlist', name: 'Domains', action: 'unchanged' },
    { kind: 'analyticRule', name: 'Old rule', action: 'delete' },
  ],
  summary: { create: 1, update: 0, replace: 0, delete: 1, unchanged: 1, itemChanges: 3 },
};

describe('the comment of a pull request', () => {
  const text = formatReview(REVIEW, { proof: proofOf(TEST), plans: plansOf(PLAN) });

  it('carries the mark by which the next run finds it', () => {
    expect(text.split('\n')[0]).toBe('<!-- sentinel-review -->');
  });

  it('says what is dangerous first, the worst at the top', () => {
    expect(text.split('\n').filter((line) => line.startsWith('>'))).toEqual([
      '> [!WARNING]',
      '> - 1 test failed',
      '> - No hunt finds bad.example',
      '> - 1 near miss matched that must not',
      '> - No test would notice 2 weakened queries',
      '> - production: delete analyticRule Old rule',
      '> - 1 indicator of 3 changed is removed',
    ]);
  });

  it('sums up in one table', () => {
    expect(text).toContain('| Reports | reports/new.md |');
    expect(text).toContain('| Indicators | 1 new, 1 changed, 1 gone (1 ip, 2 domain) |');
    expect(text).toContain('| For a person | 1 decision |');
    expect(text).toContain('| Hunts and rules | 1 new, 1 changed, 0 gone |');
    expect(text).toContain(
      '| Proof | 41 tests passed, 1 failed, 2 not run; 11 of 12 indicators reached, 48 near misses silent; 28 of 30 mutants noticed |',
    );
    expect(text).toContain(
      '| Plan for production | 1 to create, 0 to update, 0 to replace, 1 to delete, 1 unchanged; 3 watchlist item changes |',
    );
    expect(text).toContain('| Coverage gained | T1568; DnsEvents; ip |');
    expect(text).toContain(
      '3 watchlist item changes in each workspace, less than 0.1 % of what the service allows in a month; one deployment may make 20000',
    );
  });

  it('shows the very line that a person writes for a decision', () => {
    expect(text).toContain('<summary>To decide: 1</summary>');
    expect(text).toContain('  cdn.example,domain,"Bad, very",top site,reports/new.md@01,accept\n');
    expect(text).not.toContain('old.example');
  });

  it('lists rows and hunts with what differs', () => {
    expect(text).toContain('| + | <code>192.0.2.7 port 443</code> | Bad | 2026-05-06 to 2026-06-20 | Post |');
    expect(text).toContain('| &#126; ValidUntil | <code>bad.example</code> | Bad | unknown to open | Post |');
    expect(text).toContain(
      '- rule Rule (<code>analytic-rules/r.yaml</code>, moved from <code>analytic-rules/q.yaml</code>): query, version',
    );
    expect(text).toContain('- delete analyticRule Old rule\n- create huntingQuery New one');
  });

  it('says that nothing was proven where nothing ran, and warns of nothing', () => {
    const quiet = formatReview(NOTHING, { proof: undefined, plans: [] });
    expect(quiet).toContain('| Proof | not run |');
    expect(quiet).toContain('| Indicators | none changed |');
    expect(quiet).toContain('| Coverage gained | nothing new |');
    expect(quiet).not.toContain('WARNING');
    expect(quiet).not.toContain('<details>');
  });

  it.each([10, 2_000, 60_000])('fits the limit of a comment with %i rows of hostile text', (count) => {
    const row = read(['`</details>| @team <b>#1', '', '<script>', '', '', '|']);
    const rows = Array.from({ length: count }, () => ({
      kind: 'domain' as const,
      action: 'add' as const,
      row,
      columns: [],
    }));
    const long = formatReview({ ...NOTHING, rows }, { proof: undefined, plans: [] });
    expect(long.length).toBeLessThanOrEqual(MAX_COMMENT);
    expect(long).not.toMatch(/<script>|@team|<b>/);
    expect(long.match(/<details>/g)).toHaveLength(1);
    expect(long.match(/<\/details>/g)).toHaveLength(1);
    if (count > 100) expect(long).toContain(`… and ${count - 100} more; the artifact of this run has them all.`);
  });
});

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
