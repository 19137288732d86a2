import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Diagnostic } from '../../scripts/base/diagnostic.js';
import { SourceText } from '../../scripts/base/source.js';
import { CODES } from '../../scripts/checks/registry.js';
import { validateRepository } from '../../scripts/checks/validate.js';

export const HUNT = 'hunts/beacon.yaml';
export const RULE = 'analytic-rules/beacon.yaml';
export const LIST = 'watchlists/ioc-ip.yaml';
export const ITEMS = 'watchlists/ioc-ip.csv';

// The analyser takes seconds to load where machines are busy.
jest.setTimeout(60_000);

export const AS_OF = new Date('2026-05-31T00:00:00Z');

/** Shared by the tests of a file: what they leave as it is need not be analysed for each of them. */
const CACHE_FILE = join(mkdtempSync(join(tmpdir(), 'sentinel-cache-')), 'validate.jsonl');

/** Texts by path. */
export type Files = Record<string, string>;

/** A repository in which nothing is wrong; each test breaks one thing of it. */
export const SOUND: Files = {
  'hunts/beacon.yaml': `id: 0d7f6a52-8c1d-4b0e-9f57-0d6f1e2a4c11
name: Beacon to a listed address
description: A device reached an address of the watchlist.
requiredDataConnectors:
  - connectorId: MicrosoftThreatProtection
    dataTypes: [DeviceNetworkEvents]
tactics: [CommandAndControl]
relevantTechniques: [T1071.001]
query: |
  let listed = _GetWatchlist('ioc-ip') | project Indicator, MalwareFamily;
  DeviceNetworkEvents
  | where TimeGenerated > ago(30d)
  | join kind=inner listed on $left.RemoteIP == $right.Indicator
  | project TimeGenerated, DeviceName, RemoteIP, RemotePort, MalwareFamily
entityMappings:
  - entityType: Host
    fieldMappings:
      - identifier: FullName
        columnName: DeviceName
version: 1.0.0
falsePositives:
  - scenario: The address has another owner now
    test: quiet
tests:
  - name: beacon
    logs:
      DeviceNetworkEvents:
        - { TimeGenerated: '2026-05-07T10:00:00Z', RemoteIP: 192.0.2.7, DeviceName: ws-17 }
    expect:
      rows: 1
      where: { DeviceName: ws-17 }
  - name: quiet
    logs: { DeviceNetworkEvents: [] }
    expect: { rows: 0 }
`,
  'analytic-rules/beacon.yaml': `id: 1d7f6a52-8c1d-4b0e-9f57-0d6f1e2a4c12
kind: Scheduled
name: Beacon to a listed address
description: A device reached an address of the watchlist.
severity: High
requiredDataConnectors:
  - connectorId: MicrosoftThreatProtection
    dataTypes: [DeviceNetworkEvents]
queryFrequency: 1h
queryPeriod: 1d
triggerOperator: gt
triggerThreshold: 0
tactics: [CommandAndControl]
relevantTechniques: [T1071]
query: |
  DeviceNetworkEvents
  | where TimeGenerated > ago(1d)
  | where RemoteIP in (( _GetWatchlist("ioc-ip") | project SearchKey ))
  | project TimeGenerated, DeviceName, RemoteIP, RemotePort, AdditionalFields
suppressionDuration: 5h
entityMappings:
  - entityType: IP
    fieldMappings:
      - identifier: Address
        columnName: RemoteIP
customDetails:
  Port: RemotePort
alertDetailsOverride:
  alertDisplayNameFormat: 'Beacon to {{RemoteIP}}'
incidentConfiguration:
  createIncident: true
  groupingConfiguration:
    enabled: true
    reopenClosedIncident: false
    lookbackDuration: 5h
    matchingMethod: Selected
    groupByEntities: [IP]
    groupByCustomDetails: [Port]
version: 1.0.0
tests:
  - name: beacon
    logs: { DeviceNetworkEvents: [{ TimeGenerated: '2026-05-07T10:00:00Z', RemoteIP: 192.0.2.7 }] }
    expect: { rows: 1 }
  - name: quiet
    logs: { DeviceNetworkEvents: [] }
    expect: { rows: 0 }
`,
  'watchlists/ioc-ip.yaml': `watchlistAlias: ioc-ip
displayName: Listed addresses
provider: Security operations
itemsSearchKey: Indicator
`,
  'watchlists/ioc-ip.csv': [
    'Indicator,Port,MalwareFamily,ThreatType,Confidence,FirstSeen,ValidUntil,Source,Report',
    '192.0.2.7,9000,SectopRAT,botnet_cc,100,2026-05-06,2026-06-20,ThreatFox,reports/sectoprat.md@0123456789ab',
    '192.0.2.8,,SectopRAT,botnet_cc,75,2026-05-06T10:00:00Z,,ThreatFox,reports/sectoprat.md@0123456789ab',
    '',
  ].join('\r\n'),
};

/** The sound repository with a text replaced by another in one file; the text must be there. */
export function broken(file: string, from: string, to: string): Files {
  return edited(file, { [from]: to });
}

/** The same for several texts of a file, one after the other. */
export function edited(file: string, edits: Readonly<Record<string, string>>): Files {
  let text = SOUND[file] ?? '';
  for (const [from, to] of Object.entries(edits)) {
    if (!text.includes(from)) throw new Error(`${file} does not hold ${JSON.stringify(from)}`);
    text = text.replace(from, () => to);
  }
  return { ...SOUND, [file]: text };
}

/** Writes the files into a folder of its own, hands it over, and removes it. */
export async function withRepository<T>(files: Files, use: (root: string) => Promise<T>): Promise<T> {
  const root = mkdtempSync(join(tmpdir(), 'sentinel-checks-'));
  try {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), text);
    }
    return await use(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** All findings in these files. */
export function findings(files: Files, paths: readonly string[] = [], asOf = AS_OF): Promise<Diagnostic[]> {
  return withRepository(
    files,
    async (root) => (await validateRepository({ root, asOf, paths, cacheFile: CACHE_FILE })).diagnostics,
  );
}

/** A finding as a test states it: code, severity, and the file's text that it points at. */
export function brief(files: Files, { code, severity, file, range }: Diagnostic): string {
  const line = new SourceText(file, files[file] ?? '').line(range.start.line);
  const end = range.end.line === range.start.line ? range.end.column - 1 : line.length;
  return `${severity} ${code} ${file}:${range.start.line} ${line.slice(range.start.column - 1, end)}`.trim();
}

/** All that is said of a finding: as `brief`, then its message, and what to do where that is not the check's general advice. */
export function told(files: Files, finding: Diagnostic): string {
  const { code, message, help } = finding;
  return `${brief(files, finding)}: ${message}${help === CODES.get(code)?.help ? '' : ` → ${help}`}`;
}

/** What is changed in which file of the sound repository, and what is told then. */
export type Edit = [file: string, edits: Record<string, string>, ...findings: string[]];

export function describeEdits(title: string, edits: readonly Edit[]): void {
  describe(title, () => {
    const cases = edits.map(([file, changes, ...expected]) => [file, changes, expected] as const);
    it.each(cases)('%s: %j', async (file, changes, expected) => {
      const files = edited(file, changes);
      expect((await findings(files)).map((finding) => told(files, finding))).toEqual(expected);
    });
  });
}
