import type { ContentTest, HuntTemplate } from '../../scripts/content/model.js';
import {
  analystPart,
  anyFamily,
  type Family,
  huntFile,
  huntYaml,
  refreshHunt,
  renderHunt,
  watchlistYaml,
} from '../../scripts/ingestion/hunt.js';
import { row } from '../indicators/rows.js';
import { configuration } from './build.js';

const TEMPLATE: HuntTemplate = {
  id: 'firewall-address',
  indicators: 'address',
  name: '{family}: $& addresses in the firewall',
  description: '  Finds {family}. Twice {family}.\n',
  requiredDataConnectors: [{ connectorId: 'Fortinet', dataTypes: ['CommonSecurityLog'] }],
  tactics: ['CommandAndControl'],
  relevantTechniques: ['T1071'],
  entityMappings: [{ entityType: 'IP', fieldMappings: [{ identifier: 'Address', columnName: 'DestinationIP' }] }],
  query: '\nCommonSecurityLog\n| join kind=inner indicators on $left.DestinationIP == $right.Indicator\n',
};
const rows = new Map([['ip' as const, [row('192.0.2.1', { Port: '443' })]]]);
const family: Family = { name: 'sectopRAT', slug: 'sectoprat', rows };
const inline = { ...configuration, indicators: 'inline' as const };
const TESTS: ContentTest[] = [{ name: 'finds-it', logs: { CommonSecurityLog: [{ A: 1 }] }, expect: { rows: 1 } }];

describe('the hunt that a template makes', () => {
  it('of a family is this file', () => {
    const scenarios = [{ scenario: 'A scan', test: 'none', testReason: 'No.' }];
    expect(
      huntYaml(renderHunt({ ...TEMPLATE, tags: ['c2'] }, family, scenarios, inline, TESTS)),
    ).toMatchInlineSnapshot(`
"# yaml-language-server: $schema=../../schemas/hunting-query.schema.json
id: 2042a718-4a49-5f62-bb57-b9d42534025f
name: "SectopRAT: $& addresses in the firewall"
description: >-
  Finds sectopRAT. Twice sectopRAT.
requiredDataConnectors:
  - {connectorId: Fortinet, dataTypes: [CommonSecurityLog]}
tactics: [CommandAndControl]
relevantTechniques: [T1071]
query: |
  // Indicators: this part is written by ingest
  let indicators = datatable(Indicator: string, Ports: dynamic, MalwareFamily: string, ThreatType: string,
      Confidence: int, ActiveFrom: datetime, ActiveUntil: datetime)[
      "192.0.2.1", dynamic([443]), "sectopRAT", "botnet_cc", 75, datetime(2026-04-29T00:00:00.000Z), datetime(2026-06-20),
  ];
  // Hunt: this part is yours
  CommonSecurityLog
  | join kind=inner indicators on $left.DestinationIP == $right.Indicator
entityMappings:
  - {entityType: IP, fieldMappings: [{identifier: Address, columnName: DestinationIP}]}
version: 1.0.0
tags: [sectopRAT, c2]
falsePositives:
  - scenario: A scan
    test: none
    testReason: No.
tests:
  - name: finds-it
    logs:
      CommonSecurityLog:
        - {A: 1}
    expect: {rows: 1}
"
`);
  });

  it('of any family is named after none', () => {
    const hunt = renderHunt(TEMPLATE, anyFamily(rows), [], configuration);
    expect(hunt).toMatchObject({
      name: 'Any listed family: $& addresses in the firewall',
      description: 'Finds any listed family. Twice any listed family.',
      version: '1.0.0',
    });
    for (const field of ['tags', 'falsePositives', 'tests']) expect(hunt).not.toHaveProperty(field);
    expect(huntFile('any-family', TEMPLATE)).toBe('hunts/any-family/firewall-address.yaml');
    expect(anyFamily(rows)).toEqual({ name: null, slug: 'any-family', rows });
  });

  it('holds its indicators as long as the service takes the query', () => {
    const own = renderHunt(TEMPLATE, family, [], inline).query.length - TEMPLATE.query.trim().length - 2;
    const ofLength = (length: number) =>
      renderHunt({ ...TEMPLATE, query: 'T'.repeat(length) }, family, [], inline).query;
    expect(ofLength(10_000 - own - 1)).toContain('datatable');
    expect(ofLength(10_000 - own)).toContain('_GetWatchlist');
  });
});

describe('a hunt that is there', () => {
  const text = huntYaml(renderHunt(TEMPLATE, family, [], inline));
  const more = { ...family, rows: new Map([['ip' as const, [row('192.0.2.2')]]]) };

  it('gets its indicators anew, and nothing else', () => {
    const mine = text.replace('| join', '| where 1 == 1 // mine\n  | join').replace('name: ', 'name: Mine ');
    const fresh = huntYaml(renderHunt(TEMPLATE, more, [], inline));
    const table = (hunt: string) => hunt.slice(hunt.indexOf('let indicators'), hunt.indexOf('];'));
    expect(refreshHunt(mine, TEMPLATE, more, inline)).toBe(mine.replace(table(mine), table(fresh)));
    expect(refreshHunt(text, TEMPLATE, family, inline)).toBe(text);
  });

  it('keeps its line ends and its indentation', () => {
    const crlf = text.replaceAll('\n', '\r\n').replaceAll('\r\n  ', '\r\n    ');
    expect(refreshHunt(crlf, TEMPLATE, family, inline)).toBe(crlf);
  });

  it('is the analyst’s where a marker is gone, or the two stand the wrong way round', () => {
    const [begin, end] = text.split('\n').filter((line) => line.includes('// '));
    expect([begin, end].every((line) => line !== undefined)).toBe(true);
    for (const marker of [begin ?? '', end ?? ''])
      expect(refreshHunt(text.replace(marker, ''), TEMPLATE, family, inline)).toBeUndefined();
    expect(refreshHunt(`${end}\n${begin}\n`, TEMPLATE, family, inline)).toBeUndefined();
    expect(refreshHunt(`${begin}\n${end}\n`, TEMPLATE, family, inline)).toMatch(/datatable/);
  });

  it('has a part of its analyst', () => {
    expect(analystPart(renderHunt(TEMPLATE, family, [], inline).query)).toBe(TEMPLATE.query.trim());
    expect(analystPart('T')).toBeUndefined();
  });
});

it('the definition of a list names its schema', () => {
  expect(
    watchlistYaml({ watchlistAlias: 'ioc-ip', labels: ['a'] }),
  ).toBe(`# yaml-language-server: $schema=../schemas/watchlist.schema.json
watchlistAlias: ioc-ip
labels:
  - a
`);
});
