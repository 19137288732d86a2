import { SCHEMA_FOLDER } from '../../scripts/base/system/package-folder.js';
import type { IndicatorKind } from '../../scripts/content/model.js';
import { COLUMNS, INDICATOR_KINDS, type IndicatorRow, watchlistAlias } from '../../scripts/indicators/rows/row.js';
import { type Family, renderHunt } from '../../scripts/ingestion/hunt.js';
import { loadTemplates } from '../../scripts/ingestion/templates.js';
import { createAnalyser } from '../../scripts/kql/analysis/analyser.js';
import { openCatalog } from '../../scripts/kql/analysis/catalog.js';
import { configuration } from './build.js';

const templates = loadTemplates('.');
const watchlists = new Map(INDICATOR_KINDS.map((kind) => [watchlistAlias(kind), [...COLUMNS[kind]]]));
const analyser = createAnalyser(openCatalog([SCHEMA_FOLDER], watchlists));

const row = (Indicator: string, more: Partial<IndicatorRow> = {}): IndicatorRow => ({
  Indicator,
  Port: '',
  HashType: '',
  MalwareFamily: 'A "quoted" RAT',
  ThreatType: 'botnet_cc',
  Confidence: '75',
  FirstSeen: '2026-05-06',
  ValidUntil: '2026-06-20',
  Source: 'ThreatFox',
  Report: 'a.md@0123456789ab',
  ...more,
});

/** A family with an indicator of every sort. */
const family: Family = {
  name: 'A "quoted" RAT',
  slug: 'a-quoted-rat',
  rows: new Map<IndicatorKind, IndicatorRow[]>([
    [
      'ip',
      [row('192.0.2.1', { Port: '443' }), row('192.0.2.1', { Port: '8080', ValidUntil: '' }), row('198.51.100.0/24')],
    ],
    ['domain', [row('evil.example')]],
    ['url', [row('https://evil-host.icu/a'), row('http://192.0.2.9/b'), row('https://github.com/a/b')]],
    ['file-hash', [row('a'.repeat(64), { HashType: 'sha256' })]],
    ['email', [row('a@evil.example')]],
  ]),
};

const EXPECTED_TABLES = [
  ...['CommonSecurityLog', 'DeviceFileEvents', 'DeviceImageLoadEvents', 'DeviceNetworkEvents', 'DeviceProcessEvents'],
  ...['DnsEvents', 'EmailAttachmentInfo', 'EmailEvents', 'EmailUrlInfo', 'UrlClickEvents'],
  ...['AADNonInteractiveUserSignInLogs', 'AWSCloudTrail', 'AZFWApplicationRule', 'AZFWDnsQuery', 'AZFWNetworkRule'],
  ...['OfficeActivity', 'SigninLogs', 'Syslog', 'VMConnection', 'W3CIISLog'],
];

/** Their tables know the client's port at most, which says nothing. */
const WITHOUT_PORTS = ['aws-address', 'iis-address', 'office-address', 'sign-in-address', 'syslog-address'];

it('there is a template for every table that indicator hunts need', () => {
  const read = templates.flatMap((template) =>
    analyser.analyse(renderHunt(template, family, [], configuration).query).tables.map(({ name }) => name),
  );
  expect([...new Set(read)].sort()).toEqual(expect.arrayContaining(EXPECTED_TABLES));
});

describe.each(['watchlist', 'inline'] as const)('with indicators: %s', (indicators) => {
  describe.each(templates.map((template) => [template.id, template] as const))('%s', (_, template) => {
    const hunt = renderHunt(template, family, [], { ...configuration, indicators });
    const analysis = analyser.analyse(hunt.query);
    const columns = analysis.columns?.map(({ name }) => name) ?? [];

    it('is KQL without a finding', () => {
      expect(analysis.diagnostics).toEqual([]);
    });

    it('says what matched, and of which family', () => {
      expect(columns).toEqual(
        expect.arrayContaining(['TimeGenerated', 'MatchedIndicator', 'MalwareFamily', 'ThreatType', 'Confidence']),
      );
      if (['address', 'range'].includes(template.indicators)) {
        expect(columns).toContain('Direction');
        expect(columns.includes('PortMatch')).toBe(!WITHOUT_PORTS.includes(template.id));
      }
    });

    it('gives the confidence of the indicator, whatever columns the log has', () => {
      expect(analysis.columns).toContainEqual({ name: 'Confidence', type: 'int' });
    });

    it('maps entities to columns that it returns', () => {
      const mapped = (hunt.entityMappings ?? []).flatMap(({ fieldMappings }) => fieldMappings.map((m) => m.columnName));
      expect(mapped.length).toBeGreaterThan(0);
      expect(columns).toEqual(expect.arrayContaining(mapped));
    });

    it('looks back explicitly, and holds events to the life of the indicator', () => {
      expect(hunt.query).toMatch(/let lookback = \d+d;/);
      expect(hunt.query).toContain('TimeGenerated >= ActiveFrom and TimeGenerated < ActiveUntil');
    });

    it('fits into an analytic rule: 10,000 characters', () => {
      expect(hunt.query.length).toBeLessThan(10_000);
    });
  });
});

it('a URL on a host that many share is hunted as a URL, never as its host', () => {
  const dns = templates.find(({ id }) => id === 'dns-events-host');
  if (!dns) throw new Error('the template is gone');
  const inline = renderHunt(dns, family, [], { ...configuration, indicators: 'inline' }).query;
  expect(inline).toContain('"evil-host.icu"');
  expect(inline).not.toContain('github.com');
  const listed = renderHunt(dns, family, [], configuration).query;
  expect(listed).toContain(String.raw`| where not(Value matches regex "^((.*\\.)?github\\.com)$")`);
});

it.each(templates.map((template) => [template.id, template.query] as const))(
  '%s compares raw columns with the list before it computes anything',
  (_, query) => {
    const [first] = query
      .split('\n')
      .filter((line) => /^\s*\| where /.test(line) && !/TimeGenerated|Indicator/.test(line));
    expect(query.startsWith('let lookback')).toBe(true);
    if (query.includes('_Im_')) expect(query).toMatch(/_has_any(_prefix)?=/);
    else expect(first).toMatch(/^\s*\| where (has_any_ipv4_prefix\(\w+|\w+ (in~?|has_any) )\(?/);
  },
);

it('a list of more names than has_any takes goes in slices', () => {
  const withNames = templates.filter(({ query }) => /has_any \((?!groups)/.test(query));
  expect(withNames.length).toBeGreaterThan(8);
  for (const { query } of withNames) {
    const slices = [...query.matchAll(/has_any \(([^()]*\([^()]*\))\)/g)].map(([, list]) => list);
    expect(slices.filter((slice) => !/array_slice\(\w+, \d+, \d+\)/.test(slice ?? ''))).toEqual([]);
    expect(query).toMatch(/array_length\(\w+\) > 30000/);
  }
});

it('hunts the forms in which logs write an address', () => {
  const hunt = templates.find(({ id }) => id === 'device-network-address')?.query ?? '';
  expect(hunt).toContain('strcat("::ffff:", Indicator)');
  expect(hunt).toContain('toupper(Indicator)');
  expect(hunt).toContain('| where RemoteIP in (addresses)');
});
