import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { writeFiles } from '../../scripts/base/files.js';
import type { Configuration } from '../../scripts/content/model.js';
import { loadRepository } from '../../scripts/content/repository.js';
import { type Expiry, expireContent } from '../../scripts/ingestion/expire.js';
import { type Ingestion, ingestReports } from '../../scripts/ingestion/ingest.js';
import { loadTemplates } from '../../scripts/ingestion/templates.js';
import type { Report } from '../../scripts/reports/report.js';
import { configuration, indicator, report } from './build.js';

const templates = loadTemplates('.');
const inline: Configuration = { ...configuration, indicators: 'inline' };
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'expire-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Ingests and writes, as the command does. */
function ingest(reports: Report[], asOf = '2026-05-31', settings = configuration): Ingestion {
  const result = ingestReports(reports, { root, configuration: settings, templates, asOf: new Date(asOf) });
  writeFiles(root, result.changes);
  return result;
}

/** Expires and writes, as the command does. */
function expire(asOf: string, settings = configuration): Expiry {
  const result = expireContent({ root, configuration: settings, templates, asOf: new Date(asOf) });
  writeFiles(root, result.changes);
  return result;
}

const read = (file: string) => (existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : '');
const write = (file: string, text: string) => writeFiles(root, new Map([[file, text]]));
const lines = (file: string) => read(file).trimEnd().split('\r\n');
const rows = (kind: string) => lines(`watchlists/ioc-${kind}.csv`).slice(1);
const indicatorsOf = ({ removed }: Expiry) => removed.map(({ row }) => row.Indicator);

// With the defaults, a C2 address lives 45 days and logs are kept for 90: seen on 6 May, it goes on 18 September.
const address = indicator('192.0.2.1:443');
const url = indicator('https://sendmay.icu/', { type: 'url', threatType: 'payload_delivery' });
const sectop = report('sectoprat.md', [address, url]);
const ALL_OVER = '2030-01-01';

describe('a row goes when its life and the log retention are over', () => {
  it('at that instant, and not a moment before', () => {
    ingest([report('r.md', [address])]);
    expect(expire('2026-09-17T23:59:59Z').changes.size).toBe(0);
    expect(indicatorsOf(expire('2026-09-18'))).toEqual(['192.0.2.1']);
    expect(rows('ip')).toEqual([]);
  });

  it('by the retention that the team configured', () => {
    ingest([report('r.md', [address])]);
    expect(indicatorsOf(expire('2026-06-20', { ...configuration, logRetention: '0d' }))).toEqual(['192.0.2.1']);
  });

  it('and alone: the others stay to the byte', () => {
    ingest([report('r.md', [address, indicator('192.0.2.2:443', { firstSeen: '2026-08-01' })])]);
    const [, other] = rows('ip');
    expect(indicatorsOf(expire('2026-09-18'))).toEqual(['192.0.2.1']);
    expect(rows('ip')).toEqual([other]);
  });

  it('and never, where it has no end or one that is no date', () => {
    ingest([report('r.md', [address, indicator('192.0.2.2:443')])]);
    const text = read('watchlists/ioc-ip.csv');
    write('watchlists/ioc-ip.csv', text.replace('2026-06-20', '').replace('2026-06-20', 'soon'));
    expect(expire(ALL_OVER).changes.size).toBe(0);
  });

  it('and leaves the watchlist valid when it was the last: queries name its alias', () => {
    ingest([sectop]);
    expire(ALL_OVER);
    const repository = loadRepository(root);
    expect(repository.diagnostics).toEqual([]);
    expect(repository.watchlists.map(({ value, items }) => [value.watchlistAlias, items.rows.length])).toEqual([
      ['ioc-ip', 0],
      ['ioc-url', 0],
    ]);
  });

  it('in every watchlist', () => {
    ingest([
      report('r.md', [
        address,
        url,
        indicator('evil.example.org', { type: 'domain' }),
        indicator('a'.repeat(64), { type: 'sha256' }),
        indicator('a@evil.example.org', { type: 'email' }),
      ]),
    ]);
    expect(expire(ALL_OVER).removed.map(({ watchlist }) => watchlist)).toEqual([
      'ioc-ip',
      'ioc-domain',
      'ioc-url',
      'ioc-file-hash',
      'ioc-email',
    ]);
  });
});

describe('a hunt', () => {
  const firewall = 'hunts/sectoprat/firewall-address.yaml';
  const click = 'hunts/sectoprat/url-click.yaml';

  it('is retired when its family has no fitting indicators left, and its sisters stay', () => {
    ingest([sectop]);
    // The URL lives 30 days, the address 45.
    const { retired } = expire('2026-09-10');
    expect(retired).toContain(click);
    expect(retired).not.toContain(firewall);
    expect(retired.some((file) => existsSync(join(root, file)))).toBe(false);
    expect(loadRepository(root).huntingQueries.map(({ file }) => file)).toEqual([
      // The hunts over any family stay, as rules do.
      'hunts/any-family/device-network-url.yaml',
      'hunts/sectoprat/device-network-address.yaml',
      firewall,
    ]);
  });

  it('that stays loses the ended indicators that it holds inline and has a higher version, and nothing else', () => {
    ingest([report('r.md', [address, indicator('192.0.2.2:443', { firstSeen: '2026-08-01' })])], undefined, inline);
    const edited = read(firewall).replace('let lookback = 90d;', 'let lookback = 30d; // ours');
    write(firewall, edited);
    expire('2026-09-18', inline);
    const kept = edited.split('\n').filter((line) => !line.includes('"192.0.2.1"'));
    expect(read(firewall)).toBe(kept.join('\n').replace('version: 1.0.0', 'version: 1.0.1'));
  });

  it('of a family that lost nothing is not touched', () => {
    const other = report('other.md', [indicator('192.0.2.9:443', { family: 'Other', firstSeen: '2026-08-01' })]);
    ingest([sectop, other], undefined, inline);
    // Under the new margin its hunts would read otherwise; that is no matter of age.
    const { changes } = expire('2026-09-18', { ...inline, margin: '1d' });
    expect([...changes.keys()].filter((file) => file.startsWith('hunts/other/'))).toEqual([]);
  });

  it('without markers is the analyst’s: it stays, and is mentioned', () => {
    ingest([report('r.md', [address])]);
    const own = read(firewall).replace(/^ *\/\/ (Indicators|Hunt): .*\n/gm, '');
    write(firewall, own);
    const { kept, retired } = expire(ALL_OVER);
    expect(kept).toEqual([{ file: firewall, reason: expect.stringContaining('keep or delete it yourself') }]);
    expect(retired).toEqual(['hunts/sectoprat/device-network-address.yaml']);
    expect(read(firewall)).toBe(own);
  });

  it.each([
    [inline, [{ file: firewall, reason: expect.stringContaining('yours to bring up to date') }]],
    [configuration, []],
  ])('without markers is mentioned when it holds ended indicators inline: %#', (settings, mentioned) => {
    ingest([report('r.md', [address, indicator('192.0.2.2:443', { firstSeen: '2026-08-01' })])], undefined, settings);
    write(firewall, read(firewall).replace(/^ *\/\/ Hunt: .*\n/m, ''));
    expect(expire('2026-09-18', settings).kept).toEqual(mentioned);
  });

  it('that no template made is not looked at', () => {
    ingest([report('r.md', [address])]);
    write('hunts/sectoprat/ours.yaml', read(firewall));
    write('hunts/ours.yaml', read(firewall));
    const { kept } = expire(ALL_OVER);
    expect(kept).toEqual([]);
    expect(existsSync(join(root, 'hunts/sectoprat/ours.yaml'))).toBe(true);
  });
});

describe('what is gone stays gone', () => {
  it('with a line in expired.csv: when it ended, and which reports gave it', () => {
    ingest([sectop]);
    expire(ALL_OVER);
    expect(lines('expired.csv')).toEqual([
      'Indicator,Port,MalwareFamily,ValidUntil,Report',
      expect.stringMatching(/^192\.0\.2\.1,443,SectopRAT,2026-06-20,sectoprat\.md@[0-9a-f]{12}$/),
      expect.stringMatching(/^https:\/\/sendmay\.icu\/,,SectopRAT,2026-06-05,sectoprat\.md@[0-9a-f]{12}$/),
    ]);
  });

  it('when an old report is read again, and ingest says how many it left out', () => {
    ingest([sectop]);
    expire(ALL_OVER);
    const { changes, expired, rowsAdded } = ingest([sectop], ALL_OVER);
    expect([changes.size, expired, rowsAdded]).toEqual([0, 2, 0]);
  });

  it('when the report spells the family otherwise', () => {
    ingest([sectop]);
    expire(ALL_OVER);
    expect(ingest([report('other.md', [{ ...address, family: 'SECTOPRAT' }])], ALL_OVER).changes.size).toBe(0);
  });

  it('when the reports name no dates, though they would be dated today, and whatever their files are called by now', () => {
    const undated = [1, 2].map((n) => report(`${n}.md`, [{ ...address, firstSeen: null }]));
    ingest(undated);
    expire(ALL_OVER);
    const moved = undated.map((one) => ({ ...one, file: `moved/${one.file}` }));
    expect(ingest([...undated, ...moved], ALL_OVER)).toMatchObject({ expired: 1, rowsAdded: 0 });
  });

  it('when its life was ended early, by the report that gave it and by the one that took it back', () => {
    const back = report('back.md', [{ ...address, retracted: true, validUntil: '2026-05-20' }]);
    ingest([report('r.md', [address]), back]);
    expire('2026-08-20');
    const again = report('again.md', [{ ...address, retracted: true, validUntil: ALL_OVER }]);
    expect(ingest([report('r.md', [address]), back, again], ALL_OVER).changes.size).toBe(0);
  });

  it('until a sighting that lives longer: that alone comes back, and old reports do not reach into its life', () => {
    ingest([sectop]);
    expire(ALL_OVER);
    const newer = report('newer.md', [indicator('192.0.2.1:443', { firstSeen: '2029-12-24' })]);
    expect(ingest([sectop, newer], ALL_OVER)).toMatchObject({ rowsAdded: 1, expired: 2 });
    expect(rows('ip')).toEqual([expect.stringMatching(/,2029-12-24,2030-02-07,ThreatFox,newer\.md@\w+$/)]);
    expect(ingest([newer, sectop], ALL_OVER).changes.size).toBe(0);
  });

  it('after its second life, too', () => {
    ingest([sectop]);
    expire(ALL_OVER);
    ingest([report('newer.md', [{ ...address, firstSeen: '2029-12-24' }])], ALL_OVER);
    expire('2031-01-01');
    expect(lines('expired.csv')[1]).toMatch(/,2030-02-07,sectoprat\.md@\w+ newer\.md@\w+$/);
  });

  it('for other ports and families this says nothing', () => {
    ingest([sectop]);
    expire(ALL_OVER);
    const others = report('o.md', [
      indicator('192.0.2.1:8443', { firstSeen: '2029-12-24' }),
      { ...address, family: 'Other', firstSeen: '2029-12-24' },
    ]);
    expect(ingest([others], ALL_OVER)).toMatchObject({ rowsAdded: 2, expired: 0 });
  });

  it('nor comes what was over before anybody listed it: it is counted, and gives no row', () => {
    expect(ingest([sectop], ALL_OVER)).toMatchObject({ rowsAdded: 0, expired: 0, dead: sectop.indicators.length });
  });
});

describe('laws, for any reports', () => {
  const sighting = (year: number) =>
    fc.record({
      value: fc.integer({ min: 1, max: 12 }).map((n) => `192.0.2.${n}:443`),
      family: fc.constantFrom('SectopRAT', 'Other'),
      firstSeen: fc.integer({ min: 1, max: 9 }).map((month) => `${year}-0${month}-15`),
      confidence: fc.integer({ min: 0, max: 100 }),
    });
  const reportsOf = (year: number) =>
    fc.array(fc.array(sighting(year), { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 4 }).map((lists) =>
      lists.map((list, index) =>
        report(
          `${year}-${index}.md`,
          list.map(({ value, ...more }) => indicator(value, more)),
        ),
      ),
    );
  const settings = fc.constantFrom(configuration, inline);
  const month = fc.integer({ min: 1, max: 12 }).map((n) => `2026-${String(n).padStart(2, '0')}-20`);
  const fresh = () => rmSync(root, { recursive: true, force: true });

  it('expiring twice is as good as once', () => {
    fc.assert(
      fc.property(reportsOf(2026), month, settings, (reports, asOf, how) => {
        fresh();
        ingest(reports, asOf, how);
        expire(asOf, how);
        expect(expire(asOf, how).changes.size).toBe(0);
      }),
      { numRuns: 25 },
    );
  });

  it('expiring in steps is as good as at once', () => {
    fc.assert(
      fc.property(reportsOf(2026), month, settings, (reports, first, how) => {
        const end = () => [
          read('watchlists/ioc-ip.csv'),
          read('expired.csv'),
          loadRepository(root).huntingQueries.length,
        ];
        fresh();
        ingest(reports, first, how);
        expire(ALL_OVER, how);
        const atOnce = end();
        fresh();
        ingest(reports, first, how);
        expire(first, how);
        expire(ALL_OVER, how);
        expect(end()).toEqual(atOnce);
        expect(atOnce[2]).toBe(0);
      }),
      { numRuns: 15 },
    );
  });

  it('reading again, in any order, what expired in whole or in part changes nothing', () => {
    fc.assert(
      fc.property(reportsOf(2026), month, settings, (reports, asOf, how) => {
        fresh();
        ingest(reports, asOf, how);
        expire(asOf, how);
        expect(ingest(reports.toReversed(), asOf, how).changes.size).toBe(0);
      }),
      { numRuns: 25 },
    );
  });

  it('newer reports bring back exactly their own rows, whatever old ones are read with them', () => {
    fc.assert(
      fc.property(reportsOf(2026), reportsOf(2029), settings, (old, newer, how) => {
        fresh();
        ingest(newer, '2029-02-01', how);
        const alone = rows('ip');
        fresh();
        ingest(old, '2026-12-31', how);
        expire('2029-01-01', how);
        ingest([...old, ...newer], '2029-02-01', how);
        expect(rows('ip')).toEqual(alone);
        expect(ingest([...newer, ...old], '2029-02-01', how).changes.size).toBe(0);
      }),
      { numRuns: 25 },
    );
  });
});

describe('bad ground', () => {
  it('a watchlist that cannot be read stops the run, with the line', () => {
    ingest([sectop]);
    write('watchlists/ioc-ip.csv', read('watchlists/ioc-ip.csv').replace(',443,', ',443,one-too-many,'));
    expect(() => expire(ALL_OVER)).toThrow(/ioc-ip\.csv: line 2 has 10 cells/);
  });

  it('a memory that cannot be read does, too: rows would come back', () => {
    write('expired.csv', 'Indicator,Port\r\n192.0.2.1,443\r\n');
    expect(() => ingest([sectop])).toThrow(/expired\.csv: line 1 has no column MalwareFamily, ValidUntil, Report/);
  });

  it('a memory that a merge of branches doubled is read as one', () => {
    ingest([sectop]);
    expire(ALL_OVER);
    const [header = '', ...known] = lines('expired.csv');
    const other = known.map((line) => line.replace(/20\d\d-\d\d-\d\d,.*/, '2026-07-01,other.md@0123456789ab'));
    write('expired.csv', `${[header, ...other, ...known].join('\r\n')}\r\n`);
    expect(ingest([sectop], ALL_OVER).changes.size).toBe(0);
  });

  it('an empty repository has nothing to do', () => {
    expect(expire(ALL_OVER)).toEqual({ changes: new Map(), removed: [], extended: 0, retired: [], kept: [] });
  });
});
