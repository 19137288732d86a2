import { DEFAULTS } from '../../scripts/content/configuration.js';
import type { Configuration, ContentTest, HuntTemplate, TemplateIndicators } from '../../scripts/content/model.js';
import type { FamilyRows } from '../../scripts/indicators/indicator-table.js';
import type { IndicatorRow } from '../../scripts/indicators/rows/row.js';
import { AFTER_LIFE, firstTests } from '../../scripts/testing/first-tests.js';
import { row } from '../indicators/rows.js';

const template = (indicators: TemplateIndicators, query = 'T'): HuntTemplate => ({
  ...{ id: 't', indicators, name: 'T', description: 'T', query, tactics: [], relevantTechniques: [] },
  ...{ requiredDataConnectors: [], entityMappings: [] },
});
const sample = (Indicator: string, more: object = {}) => ({
  ...{ Indicator, MalwareFamily: 'Sample', ThreatType: 'sample_type', Confidence: 90, Ports: [1111] },
  ...{ ActiveFrom: '2026-01-10T00:00:00Z', ActiveUntil: '2026-01-20T00:00:00Z', ...more },
});
const test = (name: string, rows: number, Indicator: string, log: object, expect: object = {}): ContentTest => ({
  name,
  logs: { indicators: [sample(Indicator)], Log: [{ ...log }] },
  expect: { rows, ...expect },
});
const rowsOf = (kind: 'ip' | 'url' | 'file-hash', one: IndicatorRow): FamilyRows => new Map([[kind, [one]]]);

const SAMPLE = '192.0.2.1';
const POSITIVE = test(
  'listed',
  1,
  SAMPLE,
  {
    ...{
      TimeGenerated: '2026-01-12T00:00:00Z',
      Ip: SAMPLE,
      RemotePort: 1111,
      LocalPort: 2,
      Note: `to ${SAMPLE} of Sample`,
    },
    ...{ Type: 'sample_type', Confidence: 90, Bag: { Ip: SAMPLE, List: [SAMPLE, 1111] }, None: null },
  },
  {
    where: { MalwareFamily: 'Sample', ThreatType: 'sample_type', Confidence: 90, Ip: SAMPLE },
    ...{ columns: ['Ip'], entities: { IP: [SAMPLE, 7] } },
  },
);
const AFTER = test(AFTER_LIFE, 0, SAMPLE, { TimeGenerated: '2026-01-21T00:00:00Z', Ip: SAMPLE });
const QUIET = test('quiet', 0, SAMPLE, { TimeGenerated: '2026-01-12T00:00:00Z', Ip: '192.0.2.99' });
const FOREIGN = test('foreign', 0, '198.51.100.1', { Ip: '198.51.100.1' });
const TESTS = { tests: [FOREIGN, QUIET, POSITIVE, AFTER] };

const make = (one: IndicatorRow, configuration: Partial<Configuration> = {}, tests: { tests: ContentTest[] } = TESTS) =>
  firstTests(template('address'), tests, rowsOf('ip', one), { ...DEFAULTS, ...configuration });

const REAL = row('203.0.113.5', { Port: '9000' });

describe('the tests of a new hunt', () => {
  it('are those of its template, with a real indicator in place of the sample', () => {
    expect(make(REAL)).toEqual([
      {
        name: 'listed',
        watchlists: {
          'ioc-ip': [
            {
              ...{
                Indicator: '203.0.113.5',
                Port: 9000,
                MalwareFamily: 'Bad',
                ThreatType: 'botnet_cc',
                Confidence: 75,
              },
              ...{ FirstSeen: '2026-05-06', ValidUntil: '2026-06-20' },
            },
          ],
        },
        logs: {
          Log: [
            {
              // Two days into the life, which begins a margin of seven days before 2026-05-06.
              ...{ TimeGenerated: '2026-05-01T00:00:00Z', Ip: '203.0.113.5', RemotePort: 9000, LocalPort: 2 },
              ...{ Note: 'to 203.0.113.5 of Sample', Type: 'botnet_cc', Confidence: 75, None: null },
              Bag: { Ip: '203.0.113.5', List: ['203.0.113.5', 1111] },
            },
          ],
        },
        expect: {
          rows: 1,
          where: { MalwareFamily: 'Bad', ThreatType: 'botnet_cc', Confidence: 75, Ip: '203.0.113.5' },
          ...{ columns: ['Ip'], entities: { IP: ['203.0.113.5', 7] } },
        },
      },
      {
        name: AFTER_LIFE,
        watchlists: expect.anything(),
        logs: { Log: [{ TimeGenerated: '2026-06-21T00:00:00Z', Ip: '203.0.113.5' }] },
        expect: { rows: 0 },
      },
    ]);
  });

  it('of an indicator without an end have another negative one', () => {
    expect(make({ ...REAL, ValidUntil: '' }).map(({ name }) => name)).toEqual(['listed', 'quiet']);
    expect(make({ ...REAL, ValidUntil: '' }, {}, { tests: [POSITIVE, AFTER] }).map(({ name }) => name)).toEqual([
      'listed',
      AFTER_LIFE,
    ]);
  });

  it('have what negative there is, or none', () => {
    expect(make(REAL, {}, { tests: [POSITIVE, QUIET] }).map(({ name }) => name)).toEqual(['listed', 'quiet']);
    expect(make(REAL, {}, { tests: [POSITIVE, FOREIGN] }).map(({ name }) => name)).toEqual(['listed']);
  });

  it('stand alone where the query holds its indicators, and say nothing that another row may change', () => {
    const [positive] = make(REAL, { indicators: 'inline' });
    expect(positive).not.toHaveProperty('watchlists');
    expect(positive?.expect.where).toEqual({ MalwareFamily: 'Bad', Ip: '203.0.113.5' });
  });

  it.each<[string, () => ContentTest[]]>([
    ['without tests', () => firstTests(template('address'), undefined, rowsOf('ip', REAL), DEFAULTS)],
    ['without a positive one', () => make(REAL, {}, { tests: [AFTER] })],
    ['without a sample', () => make(REAL, {}, { tests: [{ ...POSITIVE, logs: { Log: [] } }] })],
    [
      'whose indicators stand in a file',
      () => make(REAL, {}, { tests: [{ ...POSITIVE, logs: { indicators: 'a.csv' } }] }),
    ],
    ['where the workspace has the indicators', () => make(REAL, { indicators: 'threat-intelligence' })],
    ['without a row that is certain enough', () => make({ ...REAL, Confidence: '49' })],
  ])('are none %s', (_, made) => expect(made()).toEqual([]));
});

describe('the time of a log', () => {
  const at = (time: string, more: Partial<IndicatorRow>) => {
    const only = { tests: [test('listed', 1, SAMPLE, { TimeGenerated: time })] };
    const [made] = make({ ...REAL, ...more }, {}, only);
    const log = made?.logs.Log;
    return Array.isArray(log) ? log[0]?.TimeGenerated : undefined;
  };

  it.each([
    ['2026-01-10T00:00:00Z', {}, '2026-04-29T00:00:00Z'],
    ['2026-01-09T00:00:00Z', {}, '2026-04-28T00:00:00Z'],
    ['2026-01-20T00:00:00Z', {}, '2026-06-20T00:00:00Z'],
    ['2026-01-22T00:00:00Z', {}, '2026-06-22T00:00:00Z'],
    ['2026-01-19T00:00:00Z', { ValidUntil: '2026-05-01' }, '2026-04-30T23:59:00Z'],
    ['2026-01-15T00:00:00Z', { FirstSeen: '' }, '2026-06-15T00:00:00Z'],
    ['2026-01-09T00:00:00Z', { FirstSeen: '' }, '2026-01-09T00:00:00Z'],
    ['2026-01-15T00:00:00Z', { FirstSeen: '', ValidUntil: '' }, '2026-01-15T00:00:00Z'],
    ['2026-01-22T00:00:00Z', { ValidUntil: '' }, '2026-01-22T00:00:00Z'],
  ])('%s with %j is %s', (time, more, moved) => expect(at(time, more)).toBe(moved));
});

describe('other kinds of indicators', () => {
  it('a URL has its host replaced as well', () => {
    const url = test('listed', 1, 'https://sample.icu/a', { Url: 'https://sample.icu/a', Host: 'www.sample.icu' });
    const made = firstTests(template('url'), { tests: [url] }, rowsOf('url', row('https://real.icu/b')), DEFAULTS);
    expect(made[0]?.logs).toEqual({ Log: [{ Url: 'https://real.icu/b', Host: 'www.real.icu' }] });
  });

  it('a range has an address of its own in place of one of the sample', () => {
    const range = test('listed', 1, '192.0.2.0/24', { Ip: '192.0.2.77', Other: '198.51.100.1', Word: 'x' });
    const made = firstTests(template('range'), { tests: [range] }, rowsOf('ip', row('203.0.113.64/26')), DEFAULTS);
    expect(made[0]?.logs).toEqual({ Log: [{ Ip: '203.0.113.64', Other: '198.51.100.1', Word: 'x' }] });
  });

  describe('a hash of another kind', () => {
    const [md5, sha256] = ['a'.repeat(32), 'b'.repeat(64)];
    const hash = test('listed', 1, sha256, { SHA256: sha256, InitiatingSHA256: 'x' });
    const made = (query: string) =>
      firstTests(template('file-hash', query), { tests: [hash] }, rowsOf('file-hash', row(md5)), DEFAULTS);

    it('stands in the column of its kind', () => {
      expect(made('T | where SHA256 in (x) or MD5 in (y)')[0]?.logs).toEqual({
        Log: [{ MD5: md5, InitiatingSHA256: 'x' }],
      });
    });

    it('has no test where the query knows no such column', () => {
      expect(made('T | where SHA256 in (x) or XMD5 == 1')).toEqual([]);
      expect(made('T | where Hash in (x)')).toHaveLength(1);
    });
  });
});
