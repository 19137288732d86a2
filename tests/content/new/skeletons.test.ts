import { type SkeletonKind, skeleton } from '../../../scripts/content/new/skeletons.js';

const files = (kind: SkeletonKind, name: string) => Object.fromEntries(skeleton(kind, name));
const only = (kind: SkeletonKind, name: string) => Object.values(files(kind, name))[0] ?? '';

describe('what a new piece of content begins as', () => {
  it('a hunt', () => {
    expect(files('hunt', 'Odd "scripts"')).toMatchInlineSnapshot(`
{
  "hunts/odd-scripts.yaml": "# yaml-language-server: $schema=../schemas/hunting-query.schema.json
id: 25724f48-e049-5207-bbdf-ccfbe5a76ace
name: "Odd \\"scripts\\""
description: >
  What this looks for, and why it would be an attack. Write it for the analyst who reads the result.
requiredDataConnectors:
  - { connectorId: MicrosoftThreatProtection, dataTypes: [DeviceProcessEvents] }
tactics: [Execution]
relevantTechniques: [T1059.001]
query: |
  let lookback = 14d;
  DeviceProcessEvents
  | where TimeGenerated > ago(lookback)
  | where FileName =~ "powershell.exe" and ProcessCommandLine has "EncodedCommand"
  | project TimeGenerated, DeviceName, AccountName, ProcessCommandLine
entityMappings:
  - { entityType: Host, fieldMappings: [{ identifier: FullName, columnName: DeviceName }] }
  - { entityType: Account, fieldMappings: [{ identifier: Name, columnName: AccountName }] }
version: 1.0.0
# sentinel test runs these on the local engine: the query must find the first and leave the second alone.
falsePositives:
  - scenario: What looks the same and is harmless, as the analyst will meet it
    test: leaves-other-scripts-alone
tests:
  - name: finds-it
    logs:
      DeviceProcessEvents:
        - { TimeGenerated: "2026-05-07T10:00:00Z", DeviceName: ws-17, AccountName: ada, FileName: powershell.exe, ProcessCommandLine: powershell -EncodedCommand SQBFAFgA }
    expect: { rows: 1, where: { DeviceName: ws-17 }, entities: { Host: [ws-17] } }
  - name: leaves-other-scripts-alone
    logs:
      DeviceProcessEvents:
        - { TimeGenerated: "2026-05-07T10:00:00Z", DeviceName: ws-17, AccountName: ada, FileName: powershell.exe, ProcessCommandLine: powershell -File backup.ps1 }
    expect: { rows: 0 }
",
}
`);
  });

  it('a rule, which begins otherwise and has the same tests', () => {
    const [rule, hunt] = [only('rule', 'Odd scripts'), only('hunt', 'Odd scripts')];
    expect(Object.keys(files('rule', 'Odd scripts'))).toEqual(['analytic-rules/odd-scripts.yaml']);
    expect(
      rule.slice(0, rule.indexOf('entityMappings:')),
    ).toBe(`# yaml-language-server: $schema=../schemas/analytic-rule.schema.json
id: e1cde5c3-9c8f-5742-8754-f620a5c2662f
kind: Scheduled
name: "Odd scripts"
description: >
  What this finds, and what the analyst does about it.
severity: Medium
requiredDataConnectors:
  - { connectorId: MicrosoftThreatProtection, dataTypes: [DeviceProcessEvents] }
queryFrequency: 1h
queryPeriod: 1d
triggerOperator: gt
triggerThreshold: 0
tactics: [Execution]
relevantTechniques: [T1059.001]
query: |
  let lookback = 1d;
  DeviceProcessEvents
  // What arrived since the last run, however late: no event is lost, and none alerts twice.
  | where TimeGenerated > ago(lookback) and ingestion_time() > ago(1h)
  | where FileName =~ "powershell.exe" and ProcessCommandLine has "EncodedCommand"
  | project TimeGenerated, DeviceName, AccountName, ProcessCommandLine
`);
    const end = 'eventGroupingSettings:\n  aggregationKind: AlertPerResult\n';
    expect(rule.slice(rule.indexOf('entityMappings:')).replace(end, '')).toBe(
      hunt.slice(hunt.indexOf('entityMappings:')),
    );
    expect(rule).toContain(end);
  });

  it('a watchlist with its items', () => {
    expect(files('watchlist', 'Service accounts')).toMatchInlineSnapshot(`
{
  "watchlists/service-accounts.csv": "Account,Reason
svc-backup@example.com,Signs in from the backup network at night
",
  "watchlists/service-accounts.yaml": "# yaml-language-server: $schema=../schemas/watchlist.schema.json
watchlistAlias: service-accounts
displayName: "Service accounts"
description: What the rows are, and who keeps them.
provider: Security operations
source: service-accounts.csv
itemsSearchKey: Account
",
}
`);
  });

  it('a function', () => {
    expect(files('function', 'odd scripts')).toMatchInlineSnapshot(`
{
  "functions/OddScripts.yaml": "# yaml-language-server: $schema=../schemas/function.schema.json
id: b9f95386-e10a-57f8-b446-91a062cc0107
functionAlias: OddScripts
name: "odd scripts"
description: What it returns, and who calls it.
category: Functions
parameters: ["lookback:timespan=1d"]
query: |
  DeviceProcessEvents
  | where TimeGenerated > ago(lookback)
  | project TimeGenerated, DeviceName, AccountName, ProcessCommandLine
version: 1.0.0
",
}
`);
  });
});

it.each([
  ['get rows', 'GetRows'],
  ['GetRows', 'GetRows'],
  ['7 days', 'F7Days'],
  ['日本', 'Function'],
])('a function called %s is %s to queries', (name, alias) => {
  expect(Object.keys(files('function', name))).toEqual([`functions/${alias}.yaml`]);
  expect(only('function', name)).toContain(`\nfunctionAlias: ${alias}\nname: ${JSON.stringify(name)}\n`);
});

it.each([
  ['Service accounts', 'Service accounts'],
  ['VIPs (all)', 'VIPs all'],
  ['a  /  b', 'a b'],
  ['ab', 'A new watchlist'],
  ['abc', 'abc'],
  ['日本', 'A new watchlist'],
  ['-list-', 'A new watchlist'],
  ['x'.repeat(65), 'x'.repeat(64)],
  [`${'x'.repeat(63)} y`, 'x'.repeat(63)],
])('a watchlist called %s is shown as %s', (name, shown) => {
  expect(only('watchlist', name)).toContain(`\ndisplayName: "${shown}"\n`);
});
