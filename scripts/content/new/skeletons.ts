import { contentId, familySlug } from '../naming.js';

/** What `sentinel new` can begin. */
export type SkeletonKind = 'hunt' | 'rule' | 'watchlist' | 'function';

/**
 * The files of a new piece of content, by path: valid as they stand, with a test that passes, for their author to fill.
 * @param name what people will call it; the file is named after it
 */
export function skeleton(kind: SkeletonKind, name: string): Map<string, string> {
  const slug = familySlug(name);
  switch (kind) {
    case 'hunt':
      return new Map([[`hunts/${slug}.yaml`, huntText(name, `hunts/${slug}.yaml`)]]);
    case 'rule':
      return new Map([[`analytic-rules/${slug}.yaml`, ruleText(name, `analytic-rules/${slug}.yaml`)]]);
    case 'watchlist':
      return new Map([
        [`watchlists/${slug}.yaml`, watchlistText(name, slug)],
        [
          `watchlists/${slug}.csv`,
          'Account,Reason\r\nsvc-backup@example.com,Signs in from the backup network at night\r\n',
        ],
      ]);
    case 'function': {
      const alias = functionAlias(name);
      return new Map([[`functions/${alias}.yaml`, functionText(name, alias)]]);
    }
  }
}

/** A name that queries can call: words of letters and digits, joined. */
function functionAlias(name: string): string {
  const words = name.match(/[A-Za-z0-9]+/g) ?? [];
  const joined = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  return /^[A-Za-z]/.test(joined) ? joined : `F${joined || 'unction'}`;
}

/** A YAML scalar of any text. */
const scalar = (text: string) => JSON.stringify(text);

const QUERY = (window: string) => `query: |
  ${window}
  DeviceProcessEvents
  | where TimeGenerated > ago(lookback)
  | where FileName =~ "powershell.exe" and ProcessCommandLine has "EncodedCommand"
  | project TimeGenerated, DeviceName, AccountName, ProcessCommandLine
`;

const ENTITIES = `entityMappings:
  - { entityType: Host, fieldMappings: [{ identifier: FullName, columnName: DeviceName }] }
  - { entityType: Account, fieldMappings: [{ identifier: Name, columnName: AccountName }] }
`;

const TESTS = `# sentinel test runs these on the local engine: the query must find the first and leave the second alone.
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
`;

const CONNECTORS = `requiredDataConnectors:
  - { connectorId: MicrosoftThreatProtection, dataTypes: [DeviceProcessEvents] }
`;

function huntText(name: string, file: string): string {
  return `# yaml-language-server: $schema=../schemas/hunting-query.schema.json
id: ${contentId(file)}
name: ${scalar(name)}
description: >
  What this looks for, and why it would be an attack. Write it for the analyst who reads the result.
${CONNECTORS}tactics: [Execution]
relevantTechniques: [T1059.001]
${QUERY('let lookback = 14d;')}${ENTITIES}version: 1.0.0
${TESTS}`;
}

function ruleText(name: string, file: string): string {
  return `# yaml-language-server: $schema=../schemas/analytic-rule.schema.json
id: ${contentId(file)}
kind: Scheduled
name: ${scalar(name)}
description: >
  What this finds, and what the analyst does about it.
severity: Medium
${CONNECTORS}queryFrequency: 1h
queryPeriod: 1d
triggerOperator: gt
triggerThreshold: 0
tactics: [Execution]
relevantTechniques: [T1059.001]
${QUERY('let lookback = 1d;').replace(
  '| where TimeGenerated > ago(lookback)',
  '// What arrived since the last run, however late: no event is lost, and none alerts twice.\n  | where TimeGenerated > ago(lookback) and ingestion_time() > ago(1h)',
)}${ENTITIES}eventGroupingSettings:
  aggregationKind: AlertPerResult
version: 1.0.0
${TESTS}`;
}

function watchlistText(name: string, alias: string): string {
  return `# yaml-language-server: $schema=../schemas/watchlist.schema.json
watchlistAlias: ${alias}
displayName: ${displayName(name)}
description: What the rows are, and who keeps them.
provider: Security operations
source: ${alias}.csv
itemsSearchKey: Account
`;
}

/** The service takes letters, digits, spaces, hyphens and underscores, 3 to 64 of them, with no space at either end. */
function displayName(name: string): string {
  const plain = name
    .replace(/[^A-Za-z0-9 _-]+/g, ' ')
    .replace(/ +/g, ' ')
    .slice(0, 64)
    .trim();
  return scalar(/^[A-Za-z0-9].+[A-Za-z0-9]$/.test(plain) ? plain : 'A new watchlist');
}

function functionText(name: string, alias: string): string {
  return `# yaml-language-server: $schema=../schemas/function.schema.json
id: ${contentId(`functions/${alias}.yaml`)}
functionAlias: ${alias}
name: ${scalar(name)}
description: What it returns, and who calls it.
category: Functions
parameters: ["lookback:timespan=1d"]
query: |
  DeviceProcessEvents
  | where TimeGenerated > ago(lookback)
  | project TimeGenerated, DeviceName, AccountName, ProcessCommandLine
version: 1.0.0
`;
}
