import { runTests } from '../../scripts/testing/run-tests.js';
import { HUNT, setUp } from './support.js';

const TEMPLATE = `id: mini
indicators: address
name: '{family}: mini'
description: Small.
requiredDataConnectors: []
tactics: [CommandAndControl]
relevantTechniques: [T1071]
entityMappings:
  - entityType: IP
    fieldMappings: [{ identifier: Address, columnName: MatchedIndicator }]
query: |
  DeviceNetworkEvents
  | where TimeGenerated > ago(90d)
  | lookup kind=inner indicators on $left.RemoteIP == $right.Indicator
  | project TimeGenerated, MatchedIndicator = RemoteIP, MalwareFamily
`;

const TESTS = `tests:
  - name: listed
    logs:
      indicators: [ { Indicator: 192.0.2.7, MalwareFamily: X } ]
      DeviceNetworkEvents: [ { TimeGenerated: "2026-05-07T10:00:00Z", RemoteIP: 192.0.2.7 } ]
    expect: { rows: 1, where: { MalwareFamily: X } }
`;

/** A hunt of the family SectopRAT that the template `mini` made, with another own part. */
function madeHunt(ownPart: string): string {
  const query = [
    '// Indicators: this part is written by ingest',
    'let indicators = datatable(Indicator: string)[];',
    '// Hunt: this part is yours',
    ownPart,
  ];
  return HUNT.replace(/^id: .*$/m, 'id: 75ad2bd8-ec7e-5aeb-b0f6-c5e0bb03ce36')
    .replace(/query: \|[\s\S]*entityMappings/, `query: |\n  ${query.join('\n  ')}\nentityMappings`)
    .replace('version: 1.0.0', 'version: 1.0.0\ntags: [SectopRAT]');
}

test('the tests of a template run on it and on the own part of every hunt made of it', async () => {
  const { huntId } = await import('../../scripts/content/naming.js');
  const hunt = madeHunt(TEMPLATE.split('query: |\n')[1]?.trim() ?? '').replace(
    /^id: .*$/m,
    `id: ${huntId('sectoprat', 'mini')}`,
  );
  const broken = hunt.replace('RemoteIP == ', 'LocalIP == ');
  const outcomes = await runTests(
    setUp({
      'templates/mini.yaml': TEMPLATE,
      'templates/mini.tests.yaml': TESTS,
      'hunts/sectoprat/mini.yaml': hunt,
      'hunts/sectoprat/renamed.yaml': broken,
    }),
  );
  expect(outcomes.map(({ file, name, outcome, testFile }) => ({ file, name, outcome, testFile }))).toEqual([
    { file: 'hunts/sectoprat/mini.yaml', name: 'listed', outcome: 'passed', testFile: 'templates/mini.tests.yaml' },
    { file: 'hunts/sectoprat/renamed.yaml', name: 'listed', outcome: 'failed', testFile: 'templates/mini.tests.yaml' },
    { file: 'templates/mini.yaml', name: 'listed', outcome: 'passed', testFile: 'templates/mini.tests.yaml' },
  ]);
  expect(outcomes[1]?.message).toContain(
    'is lost at `lookup kind=inner indicators on $left.LocalIP == $right.Indicator`',
  );
});
