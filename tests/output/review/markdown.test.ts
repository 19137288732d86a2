import { rowReader } from '../../../scripts/indicators/rows/row';
import { type Evidence, findingsOf, plansOf, proofOf } from '../../../scripts/output/review/evidence';
import { linkTarget } from '../../../scripts/output/review/links';
import { formatReview, MAX_COMMENT } from '../../../scripts/output/review/markdown';
import { dangersOf, faultsOf, verdictOf } from '../../../scripts/output/review/verdict';
import type { Review } from '../../../scripts/review/review';

const read = rowReader(['Indicator', 'Port', 'MalwareFamily', 'FirstSeen', 'ValidUntil', 'Source']);

const NOTHING: Review = {
  reports: [],
  rows: [],
  waiting: [],
  detections: [],
  gained: { techniques: [], tables: [], kinds: [] },
  cost: { itemChanges: 0, limit: 20_000, ofMonth: 0 },
  size: { files: 0, added: 0, removed: 0 },
  unreadable: [],
};

const NO_EVIDENCE: Evidence = { findings: undefined, proof: undefined, plans: [] };

const REVIEW: Review = {
  reports: [
    {
      ...{ file: 'reports/new.md', action: 'add', families: ['Bad'], sources: ['Post'], indicators: 2 },
      ...{ title: 'Bad is back', published: '2026-05-28T00:00:00Z', tlp: 'green', rejected: 3 },
    },
  ],
  rows: [
    {
      kind: 'ip',
      action: 'add',
      row: read(['192.0.2.7', '443', 'Bad', '2026-05-06', '2026-06-20', 'Post']),
      columns: [],
      before: {},
    },
    {
      kind: 'domain',
      action: 'change',
      row: read(['bad.example', '', 'Bad', '', '', 'Post']),
      columns: ['ValidUntil', 'Confidence'],
      before: { ValidUntil: '2026-06-01', Confidence: '' },
    },
    {
      ...{ kind: 'domain', action: 'remove', row: read(['gone.example', '', 'Bad', '', '', 'Post']), columns: [] },
      before: {},
    },
  ],
  waiting: [
    {
      value: 'cdn.example',
      type: 'domain',
      family: 'Bad, very',
      reason: 'top site',
      report: 'reports/new.md@01',
      decision: '',
      line: 2,
      accepted: 'cdn.example,domain,"Bad, very",top site,Indicators,Post,,reports/new.md@01,accept',
    },
    {
      ...{ value: 'old.example', type: 'domain', family: 'Bad', reason: 'top site', report: 'r', decision: 'reject' },
      ...{ line: 3, accepted: 'old.example,domain,Bad,top site,r,accept' },
    },
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
      byIngest: false,
    },
    {
      ...{ kind: 'hunt', action: 'change', id: '3', name: 'Grown', file: 'hunts/bad/grown.yaml', movedFrom: undefined },
      ...{ fields: ['query', 'version'], byIngest: true },
    },
    {
      ...{ kind: 'hunt', action: 'remove', id: '4', name: 'Gone', file: 'hunts/bad/gone.yaml', movedFrom: undefined },
      ...{ fields: [], byIngest: false },
    },
    {
      kind: 'rule',
      action: 'change',
      id: '2',
      name: 'Rule',
      file: 'analytic-rules/r.yaml',
      movedFrom: 'analytic-rules/q.yaml',
      fields: ['query', 'version'],
      byIngest: false,
    },
  ],
  gained: { techniques: ['T1568'], tables: ['DnsEvents'], kinds: ['ip'] },
  cost: { itemChanges: 3, limit: 20_000, ofMonth: 0.00003 },
  size: { files: 9, added: 120, removed: 4 },
  unreadable: [],
};

const place = (file: string, line: number) => ({ file, range: { start: { line, column: 1 } } });

const VALIDATION = {
  diagnostics: [
    { ...place('hunts/a.yaml', 3), severity: 'warning', message: 'It is old' },
    { ...place('hunts/b.yaml', 7), severity: 'error', message: 'It is wrong' },
  ],
  summary: { errors: 1, warnings: 1 },
};

const TEST = {
  tests: [
    { ...place('hunts/a.yaml', 30), name: 'beacon', outcome: 'failed', message: 'expected 2 rows, got 1\nand more' },
    { ...place('hunts/a.yaml', 40), name: 'quiet', outcome: 'passed', message: '' },
  ],
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
  const evidence = { findings: findingsOf(VALIDATION), proof: proofOf(TEST), plans: plansOf(PLAN) };
  const text = formatReview(REVIEW, evidence);

  it('carries the mark by which the next run finds it, and says in its headline what is new', () => {
    expect(text.split('\n').slice(0, 2)).toEqual([
      '<!-- sentinel-review -->',
      '## Bad: 1 new indicator, 1 new hunt or rule',
    ]);
  });

  it('says the verdict, then what is wrong, then what is lost, the worst at the top', () => {
    expect(text).toContain('\n**Not yet: 5 things to mend.**\n');
    expect(text.split('\n').filter((line) => line.startsWith('>'))).toEqual([
      '> [!CAUTION]',
      '> - 1 error of validation: hunts/b.yaml:7 It is wrong',
      '> - 1 test failed: hunts/a.yaml:30 beacon: expected 2 rows, got 1',
      '> - No hunt finds bad.example',
      '> - 1 near miss matched that must not',
      '> - No test would notice 2 weakened queries',
      '> [!WARNING]',
      '> - production: delete rule Old rule',
      '> - 1 hunt or rule removed: Gone',
      '> - 1 indicator of 3 changed is removed',
    ]);
  });

  it('sums up in one table', () => {
    const table = text.split('\n').filter((line) => /^\| [A-Z]/.test(line));
    expect(table).toEqual([
      '| Reports | reports/new.md (Bad is back, 2026-05-28) |',
      '| Indicators | 1 new, 1 changed, 1 gone (1 ip, 2 domain) |',
      '| To decide | 1 value, below, each with the line to write |',
      '| Hunts and rules | 1 new, 2 changed (1 of them only in the part that ingest writes), 1 gone |',
      '| Checks | 1 error, 1 warning |',
      '| Proof | 41 tests passed, 1 failed, 2 not run; 11 of 12 living indicators found, 47 of 48 near misses left alone; 28 of 30 weakened queries noticed |',
      '| Plan for production | 1 to create, 1 to delete, 1 unchanged; 3 watchlist item changes |',
      '| Coverage gained | ATT&#38;CK: T1568 Dynamic Resolution; tables: DnsEvents; indicators by: ip |',
      '| Cost | 3 watchlist item changes in each workspace, less than 0.1 % of what the service allows in a month; one deployment may make 20000; to read: 9 files, +120 −4 lines |',
    ]);
  });

  it('shows the very line that a person writes for a decision, and the decisions that were made', () => {
    expect(text).toContain('<summary>To decide: 1</summary>');
    expect(text).toContain(
      '- <code>cdn.example</code> (domain, Bad, very, line 2): top site\n\n  ```\n  cdn.example,domain,"Bad, very",top site,Indicators,Post,,reports/new.md@01,accept\n  ```\n',
    );
    expect(text).toContain(
      '<summary>Decided here: 1</summary>\n\n- reject <code>old.example</code>: top site\n\n</details>',
    );
  });

  it('leads to the list on the branch and to the run, where they are known', () => {
    expect(text).toContain('Replace the line of `review.csv` by the one shown');
    const links = { run: 'https://github.com/o/r/actions/runs/7', edit: 'https://github.com/o/r/edit/b/review.csv' };
    const rows = Array.from({ length: 101 }, () => REVIEW.rows).flat();
    const linked = formatReview({ ...REVIEW, rows }, evidence, links);
    expect(linked).toContain('the line of [`review.csv`](https://github.com/o/r/edit/b/review.csv) by');
    expect(linked).toContain(
      'the [artifact `review` of this run](https://github.com/o/r/actions/runs/7) has them all.',
    );
  });

  it('says where validation and proof found something', () => {
    expect(text).toContain(
      '<summary>Found by validation</summary>\n\n- <code>hunts/b.yaml:7</code> It is wrong\n- <code>hunts/a.yaml:3</code> warning&#58; It is old\n'.replace(
        '&#58;',
        ':',
      ),
    );
    expect(text).toContain('- <code>hunts/a.yaml:30</code> beacon: expected 2 rows, got 1\n');
  });

  it('says of a report where it came from', () => {
    expect(text).toContain(
      '- <code>reports/new.md</code> new: Bad is back, from Post, 2026-05-28, TLP green, Bad, 2 rows, 3 values rejected',
    );
  });

  it('lists rows and hunts with what differs: what is gone first, what ingest alone changed last', () => {
    expect(text).toContain('| + | <code>192.0.2.7 port 443</code> | Bad |  | 2026-05-06 to 2026-06-20 | Post |');
    expect(text).toContain(
      '| &#126; ValidUntil was 2026-06-01, Confidence was (none) | <code>bad.example</code> | Bad |  | unknown to open | Post |',
    );
    expect(text).toContain('| − | <code>gone.example</code> |');
    const lines = text.split('\n').filter((line) => /^- (hunt|rule) /.test(line));
    expect(lines).toEqual([
      '- hunt Gone (<code>hunts/bad/gone.yaml</code>): gone',
      '- rule Rule (<code>analytic-rules/r.yaml</code>, moved from <code>analytic-rules/q.yaml</code>): query, version',
      '- hunt New one (<code>hunts/bad/new.yaml</code>): new',
      '- hunt Grown (<code>hunts/bad/grown.yaml</code>): query, version (the part that ingest writes)',
    ]);
    expect(text).toContain('- delete rule Old rule\n- create hunt New one');
  });

  it('says that nothing was proven where nothing ran, and warns of nothing', () => {
    const quiet = formatReview(NOTHING, NO_EVIDENCE);
    expect(quiet).toContain('## What this change brings\n\n**It was not validated and was not tested here.**\n');
    for (const row of [
      '| Reports | none |',
      '| Indicators | none changed |',
      '| To decide | nothing |',
      '| Hunts and rules | none changed |',
      '| Checks | not run |',
      '| Proof | not run |',
      '| Plan | not made: a fork has no identity, or no workspace is configured |',
      '| Coverage gained | nothing new |',
      '| Cost | no watchlist item changes |',
    ])
      expect(quiet).toContain(row);
    expect(quiet).not.toMatch(/WARNING|CAUTION|<details>/);
  });

  it.each([10, 2_000, 60_000])('fits the limit of a comment with %i rows of hostile text', (count) => {
    const row = read(['`</details>| @team <b>#1', '', '<script>', '', '', '|']);
    const one = { kind: 'domain', action: 'add', row, columns: [], before: {} } as const;
    const long = formatReview({ ...NOTHING, rows: Array.from({ length: count }, () => one) }, NO_EVIDENCE);
    expect(long.length).toBeLessThanOrEqual(MAX_COMMENT);
    expect(long).not.toMatch(/<script>|@team|<b>/);
    expect(long.match(/<details>/g)).toHaveLength(1);
    expect(long.match(/<\/details>/g)).toHaveLength(1);
    if (count > 100) expect(long).toContain(`… and ${count - 100} more; the artifact of this run has them all.`);
  });
});

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
