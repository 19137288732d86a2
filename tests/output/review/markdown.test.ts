import { findingsOf, plansOf, proofOf } from '../../../scripts/output/review/evidence';
import { formatReview, MAX_COMMENT } from '../../../scripts/output/review/markdown';
import type { Review } from '../../../scripts/review/review';
import { NO_EVIDENCE, NOTHING, PLAN, REVIEW, read, TEST, VALIDATION } from './reviews';

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

describe('the lists of a comment', () => {
  const of = (more: Partial<Review>) => formatReview({ ...NOTHING, ...more }, NO_EVIDENCE);
  const report = (index: number) => ({
    ...{ file: `r${index}.md`, action: 'change' as const, families: [], sources: [], indicators: 1 },
    ...{ title: '', published: '', tlp: '', rejected: 0 },
  });

  it('name three reports in the table, and all of them below', () => {
    const text = of({ reports: [0, 1, 2, 3].map(report) });
    expect(text).toContain('| Reports | r0.md changed, r1.md changed, r2.md changed and 1 more |');
    expect(text).toContain('- <code>r3.md</code> changed: 1 row\n');
    expect(of({ reports: [0, 1, 2].map(report) })).toContain('r2.md changed |');
  });

  it('show a hundred entries', () => {
    const many = (count: number) => of({ reports: Array.from({ length: count }, (_, index) => report(index)) });
    expect(many(100)).not.toContain('more; the artifact');
    expect(many(101)).toContain('\n… and 1 more; the artifact of this run has them all.\n');
  });

  it('say what came of hunts and rules', () => {
    const one = {
      ...{ kind: 'hunt' as const, id: '1', name: 'H', file: 'h.yaml', movedFrom: undefined, fields: [] },
      byIngest: false,
    };
    const text = of({
      detections: [
        { ...one, action: 'add' },
        { ...one, action: 'remove' },
        { ...one, action: 'change', movedFrom: 'g.yaml' },
      ],
    });
    expect(text.match(/^- hunt.*$/gm)).toEqual([
      '- hunt H (<code>h.yaml</code>): gone',
      '- hunt H (<code>h.yaml</code>, moved from <code>g.yaml</code>): moved',
      '- hunt H (<code>h.yaml</code>): new',
    ]);
  });

  it.each([
    [0.000_999, 'less than 0.1 %'],
    [0.001, '0.1 %'],
    [0.123_4, '12.3 %'],
  ])('give the cost of %d of a month as %s', (ofMonth, share) => {
    expect(of({ cost: { itemChanges: 1, limit: 5, ofMonth } })).toContain(
      `| Cost | 1 watchlist item change in each workspace, ${share} of what the service allows in a month; one deployment may make 5 |`,
    );
  });

  it('name six techniques and tables that are gained', () => {
    const names = (count: number) => Array.from({ length: count }, (_, index) => `T${index}`);
    const gained = { techniques: names(7), tables: names(6), kinds: [] };
    expect(of({ gained })).toContain(
      '| Coverage gained | ATT&#38;CK: T0, T1, T2, T3, T4, T5 and 1 more; tables: T0, T1, T2, T3, T4, T5 |',
    );
  });
});
