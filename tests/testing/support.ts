import { loadRepository } from '../../scripts/content/repository.js';
import type { TestOutcome } from '../../scripts/testing/content-tests/run-test.js';
import { runTests, setUpTests, type TestSetup } from '../../scripts/testing/run-tests.js';
import { loadTestedTemplates } from '../../scripts/testing/subject.js';
import { folder } from '../scenarios/cli.js';

/** A hunt over DeviceNetworkEvents that reads the list ioc-ip. */
export const HUNT = `id: 2042a718-4a49-5f62-bb57-b9d425340260
name: Traffic with known addresses
description: Finds connections to listed addresses.
requiredDataConnectors: []
tactics: [CommandAndControl]
relevantTechniques: [T1071]
query: |
  let listed = _GetWatchlist("ioc-ip")
      | where MalwareFamily == "ExampleRAT" and toint(Confidence) >= 50
      | project Indicator = SearchKey, MalwareFamily,
          ActiveFrom = todatetime(FirstSeen) - 7d, ActiveUntil = todatetime(ValidUntil);
  DeviceNetworkEvents
  | where TimeGenerated > ago(90d)
  | where ActionType != "ConnectionFailed"
  | lookup kind=inner listed on $left.RemoteIP == $right.Indicator
  | where TimeGenerated >= ActiveFrom and TimeGenerated < ActiveUntil
  | project TimeGenerated, MatchedIndicator = RemoteIP, MalwareFamily, RemotePort, DeviceName, AdditionalFields
entityMappings:
  - entityType: Host
    fieldMappings:
      - identifier: HostName
        columnName: DeviceName
version: 1.0.0
`;

export const LIST = {
  'watchlists/ioc-ip.yaml':
    'watchlistAlias: ioc-ip\ndisplayName: Addresses\nprovider: us\nsource: ioc-ip.csv\nitemsSearchKey: Indicator\n',
  'watchlists/ioc-ip.csv':
    'Indicator,Port,MalwareFamily,ThreatType,Confidence,FirstSeen,ValidUntil,Source,Report\r\n' +
    '192.0.2.7,9000,ExampleRAT,botnet_cc,75,2026-05-06,2026-06-20,ThreatFox,reports/a.md\r\n',
};

/** A test in YAML, at the end of a hunt. */
export function testYaml(name: string, body: string): string {
  return `  - name: ${name}\n${body
    .trim()
    .split('\n')
    .map((line) => `    ${line}\n`)
    .join('')}`;
}

/** A repository of one hunt with these tests. */
export function withTests(tests: string, files: Record<string, string> = {}): TestSetup {
  return setUp({ ...LIST, 'hunts/a.yaml': `${HUNT}tests:\n${tests}`, ...files });
}

export function setUp(files: Record<string, string>, cacheFile?: string): TestSetup {
  const root = folder(files);
  const repository = loadRepository(root);
  const diagnostics = [...repository.diagnostics];
  const templates = loadTestedTemplates(root, diagnostics);
  return setUpTests({ repository, templates, diagnostics, isWanted: () => true, isWhole: true, cacheFile });
}

export async function outcomesOf(tests: string, files: Record<string, string> = {}): Promise<TestOutcome[]> {
  return runTests(withTests(tests, files));
}
