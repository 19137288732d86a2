import { FILES, siteOf } from './site';

const RULE = `id: 5f0c7f0e-1f2b-4b0c-9a3e-6a1f0d3c2b20
kind: Scheduled
name: Listed address
description: Finds connections.
severity: High
requiredDataConnectors:
  - { connectorId: MicrosoftThreatProtection, dataTypes: [DeviceNetworkEvents, DnsEvents] }
queryFrequency: 1h
queryPeriod: 1d
triggerOperator: gt
triggerThreshold: 0
tactics: [CommandAndControl, Exfiltration]
relevantTechniques: [T1071, T1071.001, T1041]
query: |
  DeviceNetworkEvents // all of them
  | where RemoteIP in ((_GetWatchlist('ioc-ip') | project SearchKey)) and RemotePort > 1024
entityMappings:
  - entityType: IP
    fieldMappings: [{ identifier: Address, columnName: RemoteIP }]
falsePositives:
  - scenario: A scan
    description: Of the whole network.
    filter: RemotePort == 0
    test: none
    testReason: No log shows it.
version: 2.0.0
tests:
  - name: quiet
    asOf: 2026-05-31
    logs: { DeviceNetworkEvents: [], DnsEvents: rows.csv }
    expect: { rows: 0 }
  - name: some
    logs: { DeviceNetworkEvents: [{ RemoteIP: 192.0.2.1, RemotePort: 9000 }] }
    expect: { where: { RemoteIP: 192.0.2.1 } }
`;

const HUNTS = [
  ['hunts/badrat/dns.yaml', 'ran', 3],
  ['hunts/gone.yaml', 'failed', 0],
].map(([file, outcome, rows]) => ({ file, outcome, rows }));

const site = siteOf({
  ...FILES,
  'analytic-rules/address.yaml': RULE,
  'hunts/other/plain.yaml':
    'id: plain\nname: Plain\ndescription: Finds things.\nquery: |\n  Syslog | take 1\nrelevantTechniques: [T1041]\n',
  'watchlists/ioc-ip.yaml': 'watchlistAlias: ioc-ip\ndisplayName: IPs\nprovider: p\nitemsSearchKey: Indicator\n',
  'watchlists/ioc-ip.csv': [
    'Indicator,Port,MalwareFamily,ThreatType,Confidence,FirstSeen,ValidUntil,Source,Report',
    '192.0.2.1,443,A family with a name that is quite long,botnet_cc,100,2026-05-30,2026-06-14,Us,reports/b.md@01',
    '192.0.2.2,,A family with a name that is quite long,botnet_cc,90,2026-06-10,2026-07-10,Us,reports/a.md@01',
    '192.0.2.3,,Future,botnet_cc,90,2026-12-10,2026-12-30,Us,',
    '192.0.2.4,,BadRAT,botnet_cc,90,2026-05-31,2026-07-30,Us,',
    '',
  ].join('\r\n'),
  'records/hunts/2026-05-25.json': JSON.stringify({
    ...{ recordedAt: '2026-05-25T18:30:00Z', source: { logs: 'export' }, from: '2026-05-02', to: '2026-05-25' },
    hunts: HUNTS,
  }),
  'records/deployments/production/2026-05-26.json': JSON.stringify({
    ...{
      recordedAt: '2026-05-26T07:05:00Z',
      workspace: 'production',
      outcome: 'complete',
      commit: 'abc',
      actor: 'ada',
    },
    resources: [{ kind: 'huntingQuery', name: 'Plain', action: 'create', outcome: 'applied' }],
  }),
  'records/deployments/production/2026-05-20.json': JSON.stringify({
    ...{ recordedAt: '2026-05-20T07:05:00Z', workspace: 'production', outcome: 'partial', commit: 'abb' },
    resources: [],
  }),
});

const bodyOf = (text = '') => text.slice(text.indexOf('<main'), text.indexOf('</main>'));

describe('the pages of a site, to the letter', () => {
  it('a page has this frame', () => {
    const text = site.get('families/badrat.html') ?? '';
    expect(`${text.slice(0, text.indexOf('<main'))}…${text.slice(text.indexOf('</main>'))}`).toMatchSnapshot();
  });

  it.each([
    'index.html',
    'families.html',
    'families/badrat.html',
    'families/future.html',
    'families/other.html',
    'detections.html',
    'hunts/other/plain.html',
    'analytic-rules/address.html',
    'coverage.html',
    'timeline.html',
    'records.html',
    'docs.html',
    'docs/guide.html',
  ])('%s', (path) => {
    expect(bodyOf(site.get(path))).toMatchSnapshot();
  });

  it('the matrix of ATT&CK, as far as it is covered', () => {
    const body = bodyOf(site.get('attack.html'));
    const lines = body.split(/(?=<section|<a class="technique|<div class="technique)|\n/);
    const shown = lines.filter((line) => !line.startsWith('<div class="technique"'));
    expect(shown.join('\n').replace(/\d+(?= techniques have|<\/small>)/g, 'N')).toMatchSnapshot();
  });

  it.each(['attack-layer.json', 'catalog.json', 'indicators.csv', 'assets/search-index.js'])('%s', (path) => {
    expect(site.get(path)).toMatchSnapshot();
  });

  it('the coverage as CSV, as far as there is any', () => {
    const lines = (site.get('coverage.csv') ?? '').split('\r\n');
    expect(
      lines.filter((line, index) => index === 0 || /[1-9],?$|hunts\/|rules\//.test(line)).join('\n'),
    ).toMatchSnapshot();
  });

  it.each(['index.html', 'timeline.html', 'records.html', 'attack.html'])('%s where there is nothing yet', (path) => {
    const empty = siteOf({ 'sentinel.config.yaml': FILES['sentinel.config.yaml'] ?? '' });
    const body = bodyOf(empty.get(path)).replace(/<div class="matrix"[\s\S]*?<\/section><\/div>/, '…');
    expect(body.replace(/\d+ techniques/, 'N techniques').replace(/0 \/ \d+/, '0 / N')).toMatchSnapshot();
  });
});
