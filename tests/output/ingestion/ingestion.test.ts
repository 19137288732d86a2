import { SentinelError } from '../../../scripts/base/errors.js';
import type { Indicator, Review } from '../../../scripts/indicators/indicator.js';
import type { Ingestion } from '../../../scripts/ingestion/ingest.js';
import type { Refresh, RefreshedHunt } from '../../../scripts/ingestion/refresh.js';
import { formatIngestion } from '../../../scripts/output/ingestion/ingestion.js';
import { formatRefresh } from '../../../scripts/output/ingestion/refresh.js';
import type { Report } from '../../../scripts/reports/report.js';
import type { Unread } from '../../../scripts/reports/sources.js';
import { painted } from '../painted.js';

const indicator = (value: string, more: Partial<Indicator> = {}): Indicator => ({
  ...{ type: 'domain', value, family: 'Bad', threatType: '', confidence: null, firstSeen: null, validUntil: null },
  retracted: false,
  ...more,
});
const review = (value: string, reason: string, section = ''): Review => ({ ...indicator(value), reason, section });

const report = (more: Partial<Report> = {}): Report => ({
  ...{ file: 'reports/a.md', sha256: '0'.repeat(64), source: '', family: '', campaign: '', actor: '' },
  ...{ certainty: 'high', tlp: '', published: null, columns: [], warnings: [], falsePositives: [], tables: [] },
  ...{ indicators: [], rejected: [], reviews: [] },
  ...more,
});

const ingestion = (more: Partial<Ingestion> = {}): Ingestion => ({
  ...{ reports: [], changes: new Map(), rowsAdded: 0, rowsChanged: 0, expired: 0, dead: 0, waiting: 0 },
  removedBefore: [],
  ...more,
});

const unread: Unread[] = [{ file: 'b.pdf', error: new SentinelError('pdf', 'b.pdf is locked', 'Unlock it.') }];

function text(more: Partial<Ingestion>, { dryRun = false, color = false, failed = [] as Unread[] } = {}): string {
  const result = { unread: failed, ingestion: ingestion(more), dryRun };
  return [...formatIngestion(result, 'text', color)].join('');
}

function json(more: Partial<Ingestion>, dryRun = false) {
  return JSON.parse([...formatIngestion({ unread, ingestion: ingestion(more), dryRun }, 'json', false)].join(''));
}

const lines = (one: Report) =>
  text({ reports: [one] })
    .split('\n')
    .slice(0, -2);

describe('an ingestion as text', () => {
  it('says of each report what it is about, and what became of its values', () => {
    const full = report({
      ...{ family: 'SectopRAT', certainty: 'low', source: 'ThreatFox', tlp: 'amber' },
      indicators: [indicator('a.example'), indicator('b.example'), indicator('192.0.2.1', { type: 'ip' })],
      warnings: [{ code: 'truncated', message: 'the rest is missing' }],
      reviews: [review('c.example', 'top site'), review('d.example', 'top site'), review('e.example', 'odd', 'Notes')],
      rejected: [
        { value: 'x', reason: 'no indicator' },
        { value: 'y', reason: 'private' },
        { value: 'z', reason: 'private' },
      ],
      columns: [
        { index: 1, header: 'Type', as: 'type' },
        { index: 2, header: 'Note', as: 'description' },
        { index: 3, header: '', as: 'value' },
        { index: 4, header: 'Odd', as: 'other' },
        { index: 5, header: 'x'.repeat(40), as: 'reference' },
      ],
    });
    expect(lines(full)).toEqual([
      'reports/a.md: SectopRAT (a guess) from ThreatFox, TLP:AMBER, 3 indicators (2 domain, 1 ip), 3 for review, 3 rejected',
      `  column 1 "Type" as type, 3 as value, 5 "${'x'.repeat(30)}" as reference`,
      '  warning truncated: the rest is missing',
      '  review 2, such as c.example: top site',
      '  review e.example: odd (in "Notes")',
      '  rejected x: no indicator',
      '  rejected 2, such as y: private',
    ]);
  });

  it.each<[Partial<Report>, string]>([
    [{}, ''],
    [{ source: 'Us' }, 'from Us, '],
    [{ family: 'Bad' }, 'Bad, '],
    [{ campaign: 'A campaign', certainty: 'low' }, 'A campaign, '],
    [{ campaign: `${'c'.repeat(63)} d` }, `${'c'.repeat(63)}, `],
    [{ tlp: 'red' }, 'TLP:RED, '],
  ])('knows of %j what it says', (more, about) => {
    expect(lines(report(more))).toEqual([`reports/a.md: ${about}0 indicators, 0 rejected`]);
  });

  it('counts what its source withdrew apart, unless it ends a life on record', () => {
    const gone = [indicator('a', { retracted: true }), indicator('b', { retracted: true, firstSeen: '2026-05-06' })];
    expect(lines(report({ indicators: gone }))).toEqual([
      'reports/a.md: 1 indicator (1 domain), 1 withdrawn, 0 rejected',
    ]);
  });

  it('shows ten details of a report', () => {
    const rejected = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ value: `v${index}`, reason: `r${index}` }));
    expect(lines(report({ rejected: rejected(11) })).slice(-2)).toEqual([
      '  rejected v9: r9',
      '  … and 1 more (--format json)',
    ]);
    expect(lines(report({ rejected: rejected(10) })).at(-1)).toBe('  rejected v9: r9');
  });

  it('shows ten columns', () => {
    const columns = Array.from({ length: 11 }, (_, index) => ({ index: index + 1, header: '', as: 'value' }));
    expect(lines(report({ columns }))[1]).toMatch(/, 10 as value$/);
  });

  it('says what was written, and sums up', () => {
    const changes = new Map([
      ['watchlists/a.csv', 'x'],
      ['hunts/b.yaml', null],
    ]);
    const counts = { rowsAdded: 3, rowsChanged: 1, expired: 2, dead: 4 };
    const two = [report({ indicators: [indicator('a')] }), report({ file: 'c.md' })];
    expect(text({ reports: two, changes, ...counts, waiting: 2 }, { failed: unread })).toBe(
      `reports/a.md: 1 indicator (1 domain), 0 rejected
c.md: 0 indicators, 0 rejected
not read: b.pdf is locked. Unlock it.
  wrote watchlists/a.csv
  removed hunts/b.yaml
2 reports, 1 indicator: 3 rows added, 1 changed, 2 left out because their life is over (expired.csv), 4 not written because life and log retention were over before today; 2 files written.
2 decisions in review.csv for a person (column Decision; --accept REASON takes all of one reason).
`,
    );
    expect(text({ changes }, { dryRun: true })).toBe(
      `  would write watchlists/a.csv
  would write hunts/b.yaml
0 reports, 0 indicators: 0 rows added, 0 changed; 2 files would change.
`,
    );
  });

  it('says that nothing changed', () => {
    expect(text({})).toBe('0 reports, 0 indicators: 0 rows added, 0 changed; no file changes.\n');
    expect(text({ waiting: 1 })).toContain('\n1 decision in review.csv');
  });

  it('names the hunts that stay away', () => {
    const hunts = (count: number) => Array.from({ length: count }, (_, index) => `hunts/${index}.yaml`);
    expect(text({ removedBefore: hunts(1) })).toContain(
      "\n1 hunt removed earlier; ingest leaves it out:\n  hunts/0.yaml\n'sentinel new hunt --template NAME --family NAME' brings one back.\n",
    );
    expect(text({ removedBefore: hunts(11) })).toMatch(
      /\n11 hunts removed earlier; ingest leaves them out:\n(?: {2}hunts\/\d\.yaml\n){10} {2}… and 1 more \(--format json\)\n'/,
    );
    expect(text({ removedBefore: hunts(10) })).not.toContain('more');
  });

  it('is coloured where somebody must look', () => {
    const one = report({ warnings: [{ code: 'w', message: 'm' }] });
    expect(painted(text({ reports: [one] }, { color: true, failed: unread }))).toContain(
      '  <yellow>warning w: m</>\n<red>not read: b.pdf is locked. Unlock it.</>\n',
    );
  });
});

describe('an ingestion as JSON', () => {
  it('has every value in one place', () => {
    const one = report({
      ...{ source: 'Us', campaign: `${'c'.repeat(63)} d`, actor: 'Them', tlp: 'red', published: '2026-05-06' },
      columns: [{ index: 1, header: 'H', as: 'value' }],
      indicators: [
        indicator('a.example'),
        indicator('a.example', { family: 'Other' }),
        indicator('b.example', { retracted: true }),
        indicator('c.example', { retracted: true, firstSeen: '2026-05-06' }),
      ],
      rejected: [{ value: 'x', reason: 'no indicator' }],
      reviews: [review('d.example', 'top site', 'Notes')],
      warnings: [{ code: 'w', message: 'm' }],
    });
    const counts = { rowsAdded: 1, rowsChanged: 2, expired: 3, dead: 4, waiting: 5 };
    const changes = new Map([
      ['b', ''],
      ['a', null],
    ]);
    const { reports, ...rest } = json({ reports: [one], changes, ...counts, removedBefore: ['h'] });
    expect(reports[0]).toEqual({
      ...{ file: 'reports/a.md', source: 'Us', family: 'c'.repeat(63), campaign: `${'c'.repeat(63)} d`, actor: 'Them' },
      ...{ certainty: 'high', tlp: 'red', published: '2026-05-06' },
      columns: [{ index: 1, header: 'H', as: 'value' }],
      indicators: [
        { type: 'domain', value: 'a.example' },
        { type: 'domain', value: 'c.example' },
      ],
      rejected: [
        { value: 'x', reason: 'no indicator' },
        { value: 'b.example', reason: 'withdrawn by its source' },
      ],
      review: [{ value: 'd.example', type: 'domain', reason: 'top site', section: 'Notes' }],
      warnings: [{ code: 'w', message: 'm' }],
    });
    expect(reports[1]).toMatchObject({ file: 'b.pdf', warnings: [{ code: 'pdf', message: 'b.pdf is locked' }] });
    expect(rest).toEqual({ written: ['b', 'a'], removedBefore: ['h'], summary: counts });
  });

  it('has written nothing in a dry run', () => {
    expect(json({ changes: new Map([['a', '']]) }, true).written).toEqual([]);
  });
});

describe('a refresh', () => {
  const hunt = (indicators: RefreshedHunt['indicators'], followsTemplate: boolean): RefreshedHunt => ({
    ...{ file: `hunts/${indicators}.yaml`, indicators, followsTemplate },
  });
  const hunts = [hunt('changed', true), hunt('changed', false), hunt('same', false), hunt('same', true)];
  const refresh: Refresh = { hunts: [...hunts, hunt('no-markers', false)], changes: new Map([['a', '']]) };
  const STAYS =
    'the query below it is not what the template says today (edited, or of an earlier template): it stays as it is';

  it('says of each hunt what became of its parts', () => {
    expect(formatRefresh(refresh, false, 'text')).toBe(
      `hunts/changed.yaml: the indicators' part was rendered anew; the query below it is what the template says
hunts/changed.yaml: the indicators' part was rendered anew; ${STAYS}
hunts/same.yaml: ${STAYS}
hunts/no-markers.yaml: its markers are gone: it is yours, and was left alone
5 generated hunts held against the templates; 1 written.
`,
    );
  });

  it('says what would become of them', () => {
    const text = formatRefresh(refresh, true, 'text');
    expect(text).toContain("hunts/changed.yaml: the indicators' part would be rendered anew; ");
    expect(text).toContain('5 generated hunts held against the templates; 1 would change.\n');
  });

  it('says that nothing changed', () => {
    const same = { hunts: [hunt('same', true)], changes: new Map<string, string>() };
    expect(formatRefresh(same, false, 'text')).toBe('1 generated hunt held against the templates; no file changes.\n');
  });

  it('is whole as JSON', () => {
    expect(JSON.parse(formatRefresh(refresh, false, 'json'))).toEqual({ hunts: refresh.hunts, written: ['a'] });
    expect(JSON.parse(formatRefresh(refresh, true, 'json')).written).toEqual([]);
  });
});

describe('the text of a pull request', () => {
  const shown = (more: Partial<Ingestion>, { dryRun = false, failed = [] as Unread[] } = {}) =>
    [...formatIngestion({ unread: failed, ingestion: ingestion(more), dryRun }, 'markdown', false)].join('');

  it('is this', () => {
    const one = report({
      ...{ family: 'Bad', source: 'Feed', indicators: [indicator('a.example')] },
      warnings: [{ code: 'odd', message: 'it is *odd*' }],
      reviews: [review('cdn.example', 'top site')],
      rejected: [{ value: '10.0.0.1', reason: 'private' }],
    });
    const changes = new Map([
      ['hunts/a.yaml', 'x'],
      ['hunts/b.yaml', null],
    ]);
    const removedBefore = ['hunts/c.yaml'];
    const counts = { rowsAdded: 1, rowsChanged: 2, waiting: 1, expired: 1, dead: 2 };
    expect(shown({ reports: [one], changes, removedBefore, ...counts }, { failed: unread }).split('\n')).toEqual([
      '### 1 report read: 1 row added, 2 changed',
      '',
      '- Not read: b.pdf is locked. Unlock it.',
      '- 1 decision in <code>review.csv</code> for a person: write `accept` or `reject` into the column Decision.',
      '- 1 row left out: their life is over (<code>expired.csv</code>).',
      '- 2 rows not written: life and log retention were over before today.',
      '- 1 hunt removed earlier, and left out: <code>hunts/c.yaml</code>.',
      '',
      '- <code>reports/a.md</code>: Bad from Feed, 1 indicator (1 domain), 1 for review, 1 rejected',
      '  - warning odd: it is &#42;odd&#42;',
      '  - review cdn.example: top site',
      '  - rejected 10.0.0.1: private',
      '',
      '<details><summary>2 files</summary>',
      '',
      '- wrote <code>hunts/a.yaml</code>',
      '- removed <code>hunts/b.yaml</code>',
      '',
      '</details>',
      '',
    ]);
  });

  it('says that nothing changed, and what a dry run would write', () => {
    expect(shown({})).toBe('### 0 reports read: 0 rows added, 0 changed\n\nNo file changes.\n');
    expect(shown({ changes: new Map([['a', 'x']]) }, { dryRun: true })).toContain('- would write <code>a</code>\n');
  });

  it('names ten remarks of a report and fifty reports, and counts the others', () => {
    const rejected = Array.from({ length: 12 }, (_, index) => ({ value: `${index}`, reason: `r${index}` }));
    expect(shown({ reports: [report({ rejected })] })).toContain('  - rejected 9: r9\n  - … and 2 more\n');
    const text = shown({ reports: Array.from({ length: 51 }, () => report()) });
    expect(text.match(/<code>reports/g)).toHaveLength(50);
    expect(text).toContain('\n- … and 1 more\n');
  });

  it('lets no name of a file or family be anything but text', () => {
    const text = shown({ reports: [report({ file: '</code>@team', family: '<img src=x>' })] });
    expect(text).not.toMatch(/<img|@team|<\/code><\/code>/);
  });
});
