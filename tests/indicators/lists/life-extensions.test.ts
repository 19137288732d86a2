import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFiles } from '../../../scripts/base/files.js';
import { LifeExtensions } from '../../../scripts/indicators/lists/life-extensions.js';
import { expireContent } from '../../../scripts/ingestion/expire.js';
import { ingestReports } from '../../../scripts/ingestion/ingest.js';
import { loadTemplates } from '../../../scripts/ingestion/templates.js';
import type { Report } from '../../../scripts/reports/report.js';
import { configuration, indicator, report } from '../../ingestion/build.js';

const HEADER = 'value,until,reason,owner';

describe('life-extensions.csv', () => {
  const until = (text: string, Indicator: string, Port = '') => LifeExtensions.parse(text).until({ Indicator, Port });

  it('lets an indicator live until a day, whatever the style of its value', () => {
    const text = `${HEADER}\r\n192[.]0[.]2[.]1,2027-01-31,Still answers,ana\r\nhxxps://Sendmay[.]icu,2027-02-28,Again,ana\r\n`;
    expect(until(text, '192.0.2.1')).toBe('2027-01-31');
    expect(until(text, 'https://sendmay.icu/')).toBe('2027-02-28');
    expect(until(text, '192.0.2.2')).toBeUndefined();
  });

  it('means every port, or the one that it names; the latest day counts', () => {
    const text = `${HEADER}\n192.0.2.1,2027-01-31,a,b\n192.0.2.1:443,2027-06-30,a,b\n192.0.2.1:443,2027-03-31,a,b\n`;
    expect(until(text, '192.0.2.1', '443')).toBe('2027-06-30');
    expect(until(text, '192.0.2.1', '8443')).toBe('2027-01-31');
    expect(until(text, '192.0.2.1')).toBe('2027-01-31');
  });

  it('takes columns in any order, and others beside them', () => {
    expect(until('Ticket,Owner,Reason,Until,Value\n7,ana,a,2027-01-31,192.0.2.1\n', '192.0.2.1')).toBe('2027-01-31');
  });

  it.each([
    ['value,until,reason\n192.0.2.1,2027-01-31,a\n', 'life-extensions.csv: the first line must name the columns'],
    [`${HEADER}\n192.0.2.1,2027-01-31,,ana\n`, 'life-extensions.csv, line 2: reason or owner is empty'],
    [`${HEADER}\n192.0.2.1,2027-01-31,a,\n`, 'life-extensions.csv, line 2: reason or owner is empty'],
    [`${HEADER}\n192.0.2.1,2027-02-30,a,b\n`, 'life-extensions.csv, line 2: the until "2027-02-30" is no date'],
    [`${HEADER}\n192.0.2.1,,a,b\n`, 'life-extensions.csv, line 2: the until "" is no date'],
    [
      `${HEADER}\n192.0.2.1,2027-01-31,a,b\nno indicator,2027-01-31,a,b\n`,
      'life-extensions.csv, line 3: "no indicator"',
    ],
    [`${HEADER}\n"192.0.2.1,2027-01-31,a,b\n`, 'life-extensions.csv: '],
  ])('is refused with its line: %j', (text, message) => {
    expect(() => LifeExtensions.parse(text)).toThrow(
      expect.objectContaining({ code: 'life-extensions', exitCode: 1, message: expect.stringContaining(message) }),
    );
  });
});

describe('a life that is extended', () => {
  const templates = loadTemplates('.');
  const inline = { ...configuration, indicators: 'inline' as const };
  const firewall = 'hunts/sectoprat/firewall-address.yaml';
  const address = report('r.md', [indicator('192.0.2.1:443'), indicator('192.0.2.2:443')]);
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'extend-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const read = (file: string) => readFileSync(join(root, file), 'utf8');
  const ends = () =>
    read('watchlists/ioc-ip.csv')
      .trimEnd()
      .split('\r\n')
      .slice(1)
      .map((line) => [line.split(',')[0], line.split(',')[6]]);
  const extend = (...lines: string[]) =>
    writeFiles(root, new Map([['life-extensions.csv', `${[HEADER, ...lines].join('\n')}\n`]]));
  const run = { configuration: inline, templates };
  const ingest = (reports: Report[], asOf = '2026-05-31') => {
    const result = ingestReports(reports, { root, ...run, asOf: new Date(asOf) });
    writeFiles(root, result.changes);
    return result;
  };
  const expire = (asOf: string) => {
    const result = expireContent({ root, ...run, asOf: new Date(asOf) });
    writeFiles(root, result.changes);
    return result;
  };

  it('ends on the day that the file names, in the watchlist and inside the hunts', () => {
    ingest([address]);
    extend('192.0.2.1,2027-01-31,Still answers,ana');
    const { extended, changes } = expire('2026-06-01');
    expect(extended).toBe(1);
    expect(ends()).toEqual([
      ['192.0.2.1', '2027-01-31'],
      ['192.0.2.2', '2026-06-20'],
    ]);
    expect([...changes.keys()].sort()).toEqual([
      'hunts/sectoprat/device-network-address.yaml',
      firewall,
      'watchlists/ioc-ip.csv',
    ]);
    expect(read(firewall)).toMatch(/"192\.0\.2\.1".*2027-01-31/);
    expect(expire('2026-06-01').changes.size).toBe(0);
  });

  it('is applied by ingest, too, to new rows and to old ones', () => {
    ingest([address]);
    extend('192.0.2.1,2027-01-31,Still answers,ana', '192.0.2.3,2027-02-28,Still answers,ana');
    const more = report('more.md', [indicator('192.0.2.3:443'), indicator('192.0.2.9:443', { family: 'Other' })]);
    expect(ingest([more])).toMatchObject({ rowsAdded: 2, rowsChanged: 1 });
    expect(ends()).toEqual([
      ['192.0.2.1', '2027-01-31'],
      ['192.0.2.2', '2026-06-20'],
      ['192.0.2.3', '2027-02-28'],
      ['192.0.2.9', '2026-06-20'],
    ]);
    expect(read(firewall)).toMatch(/"192\.0\.2\.1".*2027-01-31/);
    expect(ingest([more]).changes.size).toBe(0);
  });

  it('reaches the hunts of a family that no report speaks of', () => {
    ingest([address]);
    extend('192.0.2.1,2027-01-31,Still answers,ana');
    ingest([report('other.md', [indicator('192.0.2.9:443', { family: 'Other' })])]);
    expect(read(firewall)).toMatch(/"192\.0\.2\.1".*2027-01-31/);
  });

  it('is never shortened by the file', () => {
    ingest([address]);
    extend('192.0.2.1,2026-06-01,A mistake,ana');
    expect(expire('2026-06-02').changes.size).toBe(0);
  });

  it('outlives a retraction: a person decided', () => {
    extend('192.0.2.1,2027-01-31,Still answers,ana');
    const back = report('back.md', [indicator('192.0.2.1:443', { retracted: true, validUntil: '2026-05-20' })]);
    ingest([address]);
    ingest([back]);
    expect(ends()[0]).toEqual(['192.0.2.1', '2027-01-31']);
    expect(ingest([back]).changes.size).toBe(0);
  });

  it('keeps a row that would go, and lets it go in the end', () => {
    ingest([address]);
    extend('192.0.2.1,2027-01-31,Still answers,ana');
    expect(expire('2026-12-31').removed.map(({ row }) => row.Indicator)).toEqual(['192.0.2.2']);
    const { removed, extended } = expire('2027-05-01');
    expect(removed.map(({ row }) => [row.Indicator, row.ValidUntil])).toEqual([['192.0.2.1', '2027-01-31']]);
    expect(extended).toBe(0);
  });

  it('brings a row back that was removed, once its report is read again', () => {
    ingest([address]);
    expire('2026-12-31');
    extend('192.0.2.1,2027-12-31,It answers again,ana');
    expect(ingest([address], '2026-12-31')).toMatchObject({ rowsAdded: 1, expired: 1 });
    expect(ends()).toEqual([['192.0.2.1', '2027-12-31']]);
    expect(ingest([address], '2026-12-31').changes.size).toBe(0);
    expect(expire('2026-12-31').changes.size).toBe(0);
  });
});
