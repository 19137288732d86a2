import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { writeFiles } from '../../scripts/base/files.js';
import type { Configuration } from '../../scripts/content/model.js';
import { loadRepository } from '../../scripts/content/repository.js';
import { type Ingestion, ingestReports } from '../../scripts/ingestion/ingest.js';
import { loadTemplates } from '../../scripts/ingestion/templates.js';
import type { Report } from '../../scripts/reports/report.js';
import { configuration, indicator, report } from './build.js';

const templates = loadTemplates('.');
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ingest-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Ingests and writes, as the command does. */
function ingest(reports: Report[], asOf = '2026-05-31', settings: Configuration = configuration): Ingestion {
  const result = ingestReports(reports, { root, configuration: settings, templates, asOf: new Date(asOf) });
  writeFiles(root, result.changes);
  return result;
}

const read = (file: string) => readFileSync(join(root, file), 'utf8');
const rows = (kind: string) => read(`watchlists/ioc-${kind}.csv`).trimEnd().split('\r\n');

const sectop = report('sectoprat.md', [
  indicator('194.246.83.43:9000'),
  indicator('151.59.139.193:8080'),
  indicator('https://sendmay.icu/', { type: 'url', threatType: 'payload_delivery' }),
]);

describe('a report becomes content', () => {
  it('has a row for each indicator, sorted, with its life and its provenance', () => {
    ingest([sectop]);
    expect(rows('ip')).toEqual([
      'Indicator,Port,MalwareFamily,ThreatType,Confidence,FirstSeen,ValidUntil,Source,Report',
      expect.stringMatching(
        /^151\.59\.139\.193,8080,SectopRAT,botnet_cc,100,2026-05-06,2026-06-20,ThreatFox,sectoprat\.md@[0-9a-f]{12}$/,
      ),
      expect.stringMatching(/^194\.246\.83\.43,9000,SectopRAT,botnet_cc,100,2026-05-06,2026-06-20,ThreatFox,/),
    ]);
    expect(rows('url')[1]).toMatch(/^https:\/\/sendmay\.icu\/,SectopRAT,payload_delivery,100,2026-05-06,2026-06-05,/);
  });

  it('makes a hunt of each template that its indicators fit, and of no other', () => {
    const { changes } = ingest([sectop]);
    const hunts = [...changes.keys()].filter((file) => file.startsWith('hunts/'));
    expect(hunts.sort()).toEqual([
      'hunts/any-family/device-network-url.yaml',
      ...[
        ...['device-network-address', 'device-network-host', 'dns-events-host', 'email-url'],
        ...['firewall-address', 'proxy-host', 'proxy-url', 'url-click'],
      ].map((name) => `hunts/sectoprat/${name}.yaml`),
    ]);
  });

  it('is valid content: every file passes its schema', () => {
    ingest([
      sectop,
      report('hashes.md', [indicator('a'.repeat(64), { type: 'sha256', family: 'Other "quoted" RAT' })]),
    ]);
    const repository = loadRepository(root);
    expect(repository.diagnostics).toEqual([]);
    expect(repository.huntingQueries.length).toBe(8 + 2 + 2);
    expect(repository.watchlists.map(({ value }) => value.watchlistAlias)).toEqual([
      'ioc-file-hash',
      'ioc-ip',
      'ioc-url',
    ]);
  });

  it('hunts the address of a URL whose host is an address, with the port of its scheme', () => {
    const { changes } = ingest([report('url.md', [indicator('https://192.0.2.7/a', { type: 'url' })])], undefined, {
      ...configuration,
      indicators: 'inline',
    });
    expect(changes.get('hunts/sectoprat/firewall-address.yaml')).toContain('"192.0.2.7", dynamic([443])');
    expect(changes.has('hunts/sectoprat/dns-events-host.yaml')).toBe(false);
  });

  it('carries the false-positive scenarios as documentation, and never as KQL', () => {
    const filter = '" | union * | where 1==1';
    ingest([{ ...sectop, falsePositives: [{ scenario: 'A scanner', description: 'Knocks.', filter }] }]);
    const hunt = loadRepository(root).huntingQueries.find(({ file }) => file.endsWith('firewall-address.yaml'));
    expect(hunt?.value.falsePositives).toEqual([{ scenario: 'A scanner', description: 'Knocks.', filter }]);
    expect(hunt?.value.query).not.toContain('union *');
  });
});

it('a report outside the repository is named without its folders; spaces do not end a name', () => {
  ingest([report('/home/me/May 2026.md', [indicator('192.0.2.1:443')])]);
  expect(rows('ip')[1]).toMatch(/,May%202026\.md@[0-9a-f]{12}$/);
});

describe('reading again', () => {
  it('changes nothing', () => {
    ingest([sectop]);
    expect(ingest([sectop], '2026-07-01').changes.size).toBe(0);
  });

  it('changes nothing on another day, either, when the reports name no dates', () => {
    const undated = ['1.md', '2.md'].map((file) => report(file, [indicator('192.0.2.1:443', { firstSeen: null })]));
    ingest(undated);
    expect(ingest(undated, '2026-07-01').changes.size).toBe(0);
  });

  it('of a newer report with two more addresses changes two rows and nothing else', () => {
    ingest([sectop]);
    const before = rows('ip');
    const newer = report('sectoprat-june.md', [
      ...sectop.indicators,
      indicator('192.0.2.10:443', { firstSeen: '2026-06-01' }),
      indicator('192.0.2.11:443', { firstSeen: '2026-06-01' }),
    ]);
    const { changes, rowsAdded, rowsChanged } = ingest([newer]);
    expect([...changes.keys()]).toEqual(['watchlists/ioc-ip.csv']);
    expect([rowsAdded, rowsChanged]).toEqual([2, 0]);
    expect(rows('ip').filter((row) => !before.includes(row))).toHaveLength(2);
  });

  it('leaves what an analyst changed in a hunt', () => {
    ingest([sectop]);
    const file = 'hunts/sectoprat/firewall-address.yaml';
    const edited = read(file).replace('let lookback = 90d;', 'let lookback = 30d; // ours');
    writeFiles(root, new Map([[file, edited]]));
    ingest([report('more.md', [indicator('192.0.2.10:443')])]);
    expect(read(file)).toBe(edited);
  });

  it('brings the indicators inside a query up to date, and only them', () => {
    const inline: Configuration = { ...configuration, indicators: 'inline' };
    ingest([sectop], undefined, inline);
    const file = 'hunts/sectoprat/firewall-address.yaml';
    const edited = read(file).replace('let lookback = 90d;', 'let lookback = 30d; // ours');
    writeFiles(root, new Map([[file, edited]]));
    ingest([report('more.md', [indicator('192.0.2.10:443')])], undefined, inline);
    const added = read(file)
      .split('\n')
      .filter((line) => !edited.split('\n').includes(line));
    expect(added).toEqual([expect.stringContaining('"192.0.2.10", dynamic([443])'), 'version: 1.0.1']);
  });

  it('is stable for any reports: once is as good as twice, and the order of the reports does not matter to the rows', () => {
    const value = fc.integer({ min: 1, max: 30 }).map((n) => `192.0.2.${n}:443`);
    const day = fc.integer({ min: 1, max: 28 }).map((n) => `2026-04-${String(n).padStart(2, '0')}`);
    const any = fc.record({ value, firstSeen: day, confidence: fc.integer({ min: 0, max: 100 }) });
    const reports = fc.array(fc.array(any, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 4 });
    const withoutReport = () => rows('ip').map((row) => row.slice(0, row.lastIndexOf(',')));
    fc.assert(
      fc.property(reports, (lists) => {
        rmSync(root, { recursive: true, force: true });
        const all = lists.map((list, index) =>
          report(
            `r${index}.md`,
            list.map(({ value: v, ...more }) => indicator(v, more)),
          ),
        );
        ingest(all);
        const once = withoutReport();
        expect(ingest(all).changes.size).toBe(0);
        rmSync(root, { recursive: true, force: true });
        for (const one of [...all].reverse()) ingest([one]);
        expect(withoutReport()).toEqual(once);
      }),
      { numRuns: 25 },
    );
  });
});

describe('several reports on one indicator', () => {
  const first = report('a.md', [indicator('192.0.2.1:443', { firstSeen: '2026-05-10', confidence: 50 })]);

  it('make one row: earliest first seen, latest end, highest confidence, both reports', () => {
    const second = report('b.md', [indicator('192.0.2.1:443', { firstSeen: '2026-05-01', confidence: 90 })], {
      source: 'URLhaus',
    });
    ingest([first]);
    ingest([second]);
    expect(rows('ip')).toHaveLength(2);
    expect(rows('ip')[1]).toMatch(
      /^192\.0\.2\.1,443,SectopRAT,botnet_cc,90,2026-05-01,2026-06-24,ThreatFox; URLhaus,a\.md@\w+ b\.md@\w+$/,
    );
  });

  it('keep ports apart, and families', () => {
    const other = report('b.md', [indicator('192.0.2.1:8443'), indicator('192.0.2.1:443', { family: 'Other' })]);
    ingest([first, other]);
    expect(
      rows('ip')
        .slice(1)
        .map((row) => row.split(',').slice(0, 3).join()),
    ).toEqual(['192.0.2.1,443,Other', '192.0.2.1,443,SectopRAT', '192.0.2.1,8443,SectopRAT']);
  });

  it('end a life early when one takes the indicator back', () => {
    ingest([first]);
    ingest([
      report('b.md', [
        indicator('192.0.2.1:443', { firstSeen: '2026-05-10', retracted: true, validUntil: '2026-05-15' }),
      ]),
    ]);
    expect(rows('ip')[1]).toContain(',2026-05-10,2026-05-15,');
    ingest([first]);
    expect(rows('ip')[1]).toContain(',2026-05-15,');
  });

  it('keep a life ended that was taken back, in whatever order they are read, until the indicator is seen again', () => {
    const again = report('again.md', [indicator('192.0.2.1:443', { firstSeen: '2026-05-10', confidence: 50 })]);
    const back = report('back.csv', [
      indicator('192.0.2.1:443', { firstSeen: '2026-05-10', retracted: true, validUntil: '2026-05-15' }),
    ]);
    for (const order of [
      [first, again, back],
      [back, first, again],
      [first, back, again],
    ]) {
      rmSync(join(root, 'watchlists'), { recursive: true, force: true });
      for (const one of [...order, ...order]) ingest([one]);
      expect(rows('ip')[1]).toMatch(/,2026-05-10,2026-05-15,.* ?back\.csv@[0-9a-f]{12}!/);
    }
    ingest([report('later.md', [indicator('192.0.2.1:443', { firstSeen: '2026-05-20' })])]);
    expect(rows('ip')[1]).toMatch(/,2026-05-10,2026-07-04,[^!]*$/);
  });

  it('that only take back what is not on record add nothing', () => {
    const back = indicator('192.0.2.1:443', { firstSeen: null, retracted: true, validUntil: '2026-05-15' });
    expect(ingest([report('back.csv', [back])]).changes.size).toBe(0);
  });

  it('are one family, whatever the case: the first spelling stays', () => {
    ingest([first]);
    const { changes } = ingest([report('b.md', [indicator('192.0.2.2:443', { family: 'SECTOPRAT' })])]);
    expect([...changes.keys()]).toEqual(['watchlists/ioc-ip.csv']);
    expect(rows('ip')[2]).toContain(',SectopRAT,');
  });
});

describe('values for review', () => {
  const review = {
    ...indicator('github.com', { type: 'domain' }),
    reason: 'one of the most visited sites',
    section: '',
  };
  const reviewed = report('r.md', [indicator('192.0.2.1:443')], { reviews: [review] });

  it('wait in a file that the pull request shows, and no hunt looks for them', () => {
    const { waiting, changes } = ingest([reviewed]);
    expect(waiting).toBe(1);
    expect(read('review.csv')).toMatch(
      /^Value,Type,MalwareFamily,Reason,Section,Source,Count,Report,Decision\r\ngithub\.com,domain,SectopRAT,one of the most visited sites,,ThreatFox,,r\.md@\w+,\r\n$/,
    );
    expect([...changes.keys()].some((file) => file.includes('dns'))).toBe(false);
    expect(ingest([reviewed]).changes.size).toBe(0);
  });

  it('of one reason in one section are one line: one decision, remembered for the source', () => {
    const reviews = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => ({
      ...review,
      value: `${name}.kettle-node.top`,
      section: 'Notes',
    }));
    ingest([report('r.md', [], { family: 'SectopRAT', reviews })]);
    expect(read('review.csv')).toMatch(
      /\r\n\*,domain,SectopRAT,one of the most visited sites,Notes,ThreatFox,6,r\.md@\w+,\r\n$/,
    );
    writeFiles(root, new Map([['review.csv', read('review.csv').replace(/,\r\n$/, ',accept\r\n')]]));
    const next = report('next.md', [], { family: 'SectopRAT', reviews: [{ ...review, section: 'Notes' }] });
    expect(ingest([next])).toMatchObject({ rowsAdded: 1, waiting: 0 });
  });

  it('become indicators once somebody writes accept, and stay out with reject', () => {
    ingest([reviewed]);
    const decide = (word: string) =>
      writeFiles(root, new Map([['review.csv', read('review.csv').replace(/,\w*\r\n$/, `,${word}\r\n`)]]));
    decide('reject');
    expect(ingest([reviewed]).reports[0]?.rejected).toHaveLength(1);
    decide('accept');
    const { changes, reports } = ingest([reviewed]);
    expect([...changes.keys()]).toContain('watchlists/ioc-domain.csv');
    expect(reports[0]?.indicators.map(({ value }) => value)).toEqual(['192.0.2.1:443', 'github.com']);
    decide('perhaps');
    expect(() => ingest([reviewed])).toThrow(/review\.csv:2 the decision 'perhaps' is none/);
  });
});

describe('hostile names', () => {
  it.each(['../../etc', 'con', 'x'.repeat(5000), '=HYPERLINK("x")', 'a"; union * //', '日本', '\u202eevil', '---'])(
    'stay inside the repository and inside their literals: %#',
    (family) => {
      ingest([report('r.md', [indicator('192.0.2.1:443', { family })])]);
      const repository = loadRepository(root);
      const files = repository.huntingQueries.map(({ file }) => file);
      expect(files).toHaveLength(2);
      for (const file of files) expect(file).toMatch(/^hunts\/[a-z0-9-]{1,80}\/[a-z-]+\.yaml$/);
      for (const { value } of repository.huntingQueries) {
        expect(value.query).toMatch(/\| where MalwareFamily == "(?:[ !#-[\]-~]|\\["\\]|\\u[0-9a-f]{4})*" and /);
      }
      for (const { items } of repository.watchlists) {
        for (const { cells } of items.rows) for (const cell of cells) expect(cell).not.toMatch(/^[=+\-@]/);
      }
    },
  );
});

describe('bad ground', () => {
  it('keeps the lines that do not change as they stand, and puts those in order that a person moved', () => {
    ingest([sectop]);
    const [header, first, second] = rows('ip');
    const moved = [header, second, `${first?.replace(',100,', ', 100 ,')}`, ''].join('\n');
    writeFiles(root, new Map([['watchlists/ioc-ip.csv', moved]]));
    expect(ingest([sectop]).changes.size).toBe(0);
    const { rowsAdded, rowsChanged } = ingest([report('more.md', [indicator('10.9.8.7:1')])]);
    expect([rowsAdded, rowsChanged]).toEqual([1, 0]);
    expect(rows('ip')).toEqual([
      header,
      expect.stringMatching(/^10\.9\.8\.7,1,/),
      first?.replace(',100,', ', 100 ,'),
      second,
    ]);
  });

  it('takes the last of two lines for one indicator', () => {
    ingest([sectop]);
    const [header, first, second] = rows('ip');
    const twice = [header, first, first?.replace(',100,', ',50,'), second, ''].join('\r\n');
    writeFiles(root, new Map([['watchlists/ioc-ip.csv', twice]]));
    ingest([report('more.md', [indicator('10.9.8.7:1')])]);
    expect(rows('ip').slice(2)).toEqual([first?.replace(',100,', ',50,'), second]);
  });

  it('reads and writes lists with quotes, which every other line keeps', () => {
    const url = (value: string) => indicator(value, { type: 'url' });
    ingest([report('a.md', [url('https://a.kolvarent.top/?q=1,2'), url('https://b.kolvarent.top/')])]);
    const before = rows('url');
    expect(before[1]).toMatch(/^"https:\/\/a\.kolvarent\.top\/\?q=1,2",SectopRAT,/);
    ingest([report('b.md', [url('https://c.kolvarent.top/"')])]);
    expect(rows('url').slice(0, 3)).toEqual(before);
    expect(rows('url')[3]).toMatch(/^"https:\/\/c\.kolvarent\.top\/""",SectopRAT,/);
  });

  it('refuses a watchlist that it cannot read, with the line, and writes nothing', () => {
    ingest([sectop]);
    const broken = read('watchlists/ioc-ip.csv').replace(',9000,', ',9000,one-too-many,');
    writeFiles(root, new Map([['watchlists/ioc-ip.csv', broken]]));
    expect(() => ingest([report('more.md', [indicator('192.0.2.10:443')])])).toThrow(
      /ioc-ip\.csv: line 3 has 10 cells/,
    );
    expect(read('watchlists/ioc-ip.csv')).toBe(broken);
  });
});
