import { plansOf, proofOf } from '../../../scripts/output/review/evidence';
import { formatReview, MAX_COMMENT } from '../../../scripts/output/review/markdown';
import type { Review } from '../../../scripts/review/review';
import { NOTHING, PLAN, REVIEW, read, TEST } from './reviews';

describe('the comment of a pull request', () => {
  const text = formatReview(REVIEW, { proof: proofOf(TEST), plans: plansOf(PLAN) });

  it('carries the mark by which the next run finds it', () => {
    expect(text.split('\n')[0]).toBe('<!-- sentinel-review -->');
  });

  it('is this text', () => {
    expect(text).toMatchInlineSnapshot(`
"<!-- sentinel-review -->
## What this change brings

> [!WARNING]
> - 1 test failed
> - No hunt finds bad.example
> - 1 near miss matched that must not
> - No test would notice 2 weakened queries
> - production: delete analyticRule Old rule
> - 1 indicator of 3 changed is removed

| | |
|---|---|
| Reports | reports/new.md |
| Indicators | 1 new, 1 changed, 1 gone (1 ip, 2 domain) |
| For a person | 1 decision |
| Hunts and rules | 1 new, 1 changed, 0 gone |
| Proof | 41 tests passed, 1 failed, 2 not run; 11 of 12 indicators reached, 48 near misses silent; 28 of 30 mutants noticed |
| Plan for production | 1 to create, 0 to update, 0 to replace, 1 to delete, 1 unchanged; 3 watchlist item changes |
| Coverage gained | T1568; DnsEvents; ip |
| Cost | 3 watchlist item changes in each workspace, less than 0.1 % of what the service allows in a month; one deployment may make 20000 |

<details><summary>To decide: 1</summary>

Each of these waits in \`review.csv\`. Write \`accept\` or \`reject\` at the end of its line, as shown, and ingest the report again.

- <code>cdn.example</code> (domain, Bad, very): top site

  \`\`\`
  cdn.example,domain,"Bad, very",top site,reports/new.md@01,accept
  \`\`\`


</details>

<details><summary>Reports: 1</summary>

- <code>reports/new.md</code> new: Bad from Post, 2 rows

</details>

<details><summary>Indicators: 3</summary>

| | Indicator | Family | Life | Source |
|---|---|---|---|---|
| + | <code>192.0.2.7 port 443</code> | Bad | 2026-05-06 to 2026-06-20 | Post |
| &#126; ValidUntil | <code>bad.example</code> | Bad | unknown to open | Post |
| − | <code>gone.example</code> | Bad | unknown to open | Post |

</details>

<details><summary>Hunts and rules: 2</summary>

- hunt New one (<code>hunts/bad/new.yaml</code>): new
- rule Rule (<code>analytic-rules/r.yaml</code>, moved from <code>analytic-rules/q.yaml</code>): query, version

</details>

<details><summary>Plan for production: 1 to create, 0 to update, 0 to replace, 1 to delete, 1 unchanged; 3 watchlist item changes</summary>

- delete analyticRule Old rule
- create huntingQuery New one

</details>

"
`);
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

describe('the lists of a comment', () => {
  const of = (more: Partial<Review>) => formatReview({ ...NOTHING, ...more }, { proof: undefined, plans: [] });
  const report = (index: number) => ({
    ...{ file: `r${index}.md`, action: 'change' as const, families: [], sources: [], indicators: 1 },
  });

  it('name three reports in the table, and all of them below', () => {
    const text = of({ reports: [0, 1, 2, 3].map(report) });
    expect(text).toContain('| Reports | r0.md (changed), r1.md (changed), r2.md (changed) and 1 more |');
    expect(text).toContain('- <code>r3.md</code> changed: none, 1 row\n');
    expect(of({ reports: [0, 1, 2].map(report) })).toContain('r2.md (changed) |');
  });

  it('show a hundred entries', () => {
    const many = (count: number) => of({ reports: Array.from({ length: count }, (_, index) => report(index)) });
    expect(many(100)).not.toContain('more; the artifact');
    expect(many(101)).toContain('\n… and 1 more; the artifact of this run has them all.\n');
  });

  it('say what came of hunts and rules', () => {
    const one = { kind: 'hunt' as const, id: '1', name: 'H', file: 'h.yaml', movedFrom: undefined, fields: [] };
    const text = of({
      detections: [
        { ...one, action: 'add' },
        { ...one, action: 'remove' },
        { ...one, action: 'change', movedFrom: 'g.yaml' },
      ],
    });
    expect(text.match(/^- hunt.*$/gm)).toEqual([
      '- hunt H (<code>h.yaml</code>): new',
      '- hunt H (<code>h.yaml</code>): gone',
      '- hunt H (<code>h.yaml</code>, moved from <code>g.yaml</code>): moved',
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
    expect(of({ gained })).toContain('| Coverage gained | T0, T1, T2, T3, T4, T5 and 1 more; T0, T1, T2, T3, T4, T5 |');
  });
});
