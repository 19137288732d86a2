import { parse } from 'yaml';
import { huntingQuery } from './examples.js';
import { brokenPlaces, itAccepts, itRejects } from './validator.js';

const mapping = (entityType: string, ...identifiers: string[]) => [
  { entityType, fieldMappings: identifiers.map((identifier) => ({ identifier, columnName: 'Column' })) },
];

describe('the schema of hunting queries', () => {
  it('accepts every field', () => {
    expect(brokenPlaces('hunting-query', huntingQuery)).toEqual([]);
  });

  it('asks for an id, a name, a description and a query, and for nothing else', () => {
    const { id, name, description, query } = huntingQuery;
    expect(brokenPlaces('hunting-query', { id, name, description, query })).toEqual([]);
    expect(brokenPlaces('hunting-query', {})).toEqual(['', '', '', '']);
  });

  itAccepts('hunting-query', huntingQuery, [
    ['/severityy', 'High'],
    ['/id', '3F0E7A52-8C1D-5B0E-9F57-0D6F1E2A4C11'],
    ['/name', 'x'.repeat(256)],
    ['/description', 'x'.repeat(5000)],
    ['/requiredDataConnectors', []],
    ['/requiredDataConnectors/0/dataTypes', []],
    ['/tactics', []],
    ['/tactics', ['PreAttack', 'ImpairProcessControl']],
    ['/version', '10.20.30'],
    ['/metadata/source/version', 3],
    ['/tests/0/asOf', '2026-05-08'],
    ['/tests/0/expect/rows', 0],
    ['/tests/0/expect/rows', undefined],
    ['/tests/0/expect', { entities: { Host: ['ws-17', 7, true] } }],
    ['/tests/0/watchlists', undefined],
    ['/tests/0/logs', {}],
    ['/entityMappings', mapping('IP', 'Address')],
    ['/entityMappings', mapping('URL', 'Url')],
    ['/entityMappings', mapping('Account', 'Name', 'UPNSuffix')],
    ['/entityMappings', mapping('Process', 'ProcessId')],
    ['/entityMappings', mapping('MailMessage', 'Recipient', 'BodyFingerprintBin5')],
    ['/entityMappings', mapping('IoTDevice', 'DeviceId')],
    ['/entityMappings/0/fieldMappings/0/columnName', `_${'x'.repeat(499)}`],
  ]);

  itRejects('hunting-query', huntingQuery, [
    ['/id', undefined, ''],
    ['/id', 'hunt 1'],
    ['/id', '../3f0e7a52'],
    ['/name', ''],
    ['/name', 'x'.repeat(257)],
    ['/description', 'x'.repeat(5001)],
    ['/description-detailed', 7],
    ['/query', undefined, ''],
    ['/query', ''],
    ['/requiredDataConnectors', {}],
    ['/requiredDataConnectors/0/dataTypes', undefined, '/requiredDataConnectors/0'],
    ['/requiredDataConnectors/0/connectorID', 'x', '/requiredDataConnectors/0'],
    ['/tactics/0', 'Command and Control'],
    ['/tactics/1', 'CommandAndControl', '/tactics'],
    ['/relevantTechniques/0', 'T107'],
    ['/relevantTechniques/0', 'T1071.1'],
    ['/relevantTechniques/0', 't1071'],
    ['/version', '1.0'],
    ['/version', 1],
    ['/version', '1.0.0-beta'],
    ['/version', `1.0.${'1'.repeat(17)}`],
    ['/tags', 'Unknown RAT'],
    ['/metadata/source/kind', 7],
    ['/entityMappings', []],
    ['/entityMappings', Array(11).fill(huntingQuery.entityMappings[0])],
    ['/entityMappings/0/entityType', 'Computer'],
    ['/entityMappings/0/fieldMappings', []],
    ['/entityMappings/0/fieldMappings/0/identifier', undefined, '/entityMappings/0/fieldMappings/0'],
    ['/entityMappings/0/fieldMappings/0/columnName', '1Column'],
    ['/entityMappings/0/fieldMappings/0/columnName', 'Device Name'],
    ['/entityMappings/0/fieldMappings/0/columnName', 'x'.repeat(501)],
    [
      '/entityMappings/0/fieldMappings/1',
      { identifier: 'Address', columnName: 'IP' },
      '/entityMappings/0/fieldMappings/1/identifier',
    ],
    [
      '/entityMappings',
      mapping('Host', 'HostName', 'DnsDomain', 'OSFamily', 'OSVersion'),
      '/entityMappings/0/fieldMappings',
    ],
    ['/entityMappings', mapping('Host', 'DnsDomain'), '/entityMappings/0/fieldMappings'],
    ['/entityMappings', mapping('FileHash', 'Value'), '/entityMappings/0/fieldMappings'],
    ['/entityMappings', mapping('FileHash', 'Algorithm'), '/entityMappings/0/fieldMappings'],
    ['/entityMappings', mapping('Account', 'UPNSuffix'), '/entityMappings/0/fieldMappings'],
    ['/falsePositives/0/scenario', undefined, '/falsePositives/0'],
    ['/falsePositives/0/tests', 'x', '/falsePositives/0'],
    ['/tests/0/name', ''],
    ['/tests/0/logs', []],
    ['/tests/0/logs/DeviceNetworkEvents', {}],
    ['/tests/0/logs/DeviceNetworkEvents/0', 'row'],
    ['/tests/0/logs/Device Events', [], '/tests/0/logs'],
    ['/tests/0/asOf', 'yesterday'],
    ['/tests/0/asOf', '2026-05-08T00:00:00'],
    ['/tests/0/expect', undefined, '/tests/0'],
    ['/tests/0/expect', {}],
    ['/tests/0/expect/columns', ['Device Name'], '/tests/0/expect/columns/0'],
    ['/tests/0/expect/entities', { Computer: ['ws-17'] }],
    ['/tests/0/expect/entities/Host', 'ws-17'],
    ['/tests/0/watchlists', []],
    ['/tests/0/watchlists/ioc-ip', {}],
    ['/tests/1/logs/DeviceNetworkEvents', ''],
    ['/falsePositives/1/testReason', undefined, '/falsePositives/1'],
    ['/equivalentMutants/0/reason', undefined, '/equivalentMutants/0'],
    ['/tests/0/expect/rows', -1],
    ['/tests/0/expect/rows', 1.5],
    ['/tests/0/expect/where', ['DeviceName']],
    ['/tests/0/expects', {}, '/tests/0'],
  ]);

  it('names each broken place of a file once', () => {
    const broken = { ...huntingQuery, id: 'x y', tactics: ['Execution', 'Hacking'], version: '1' };
    expect(brokenPlaces('hunting-query', broken).sort()).toEqual(['/id', '/tactics/1', '/version']);
  });

  it('accepts a community hunt as people write them', () => {
    const text = `
id: 9f6c2b1e-4b0d-4a8e-a7b9-5a3f0c7de812
name: Sign-ins of privileged accounts that slept for a month
description: |
  'Finds privileged accounts that sign in after a month of silence.
  An old account that wakes up may have been taken over.'
description-detailed: |
  Compares the sign-ins between {{StartTimeISO}} and {{EndTimeISO}} with the month before.
requiredDataConnectors:
  - connectorId: AzureActiveDirectory
    dataTypes:
      - SigninLogs
      - AuditLogs
  - connectorId: BehaviorAnalytics
    dataTypes: []
tactics:
  - InitialAccess
  - PrivilegeEscalation
relevantTechniques:
  - T1078.004
query: |
  let start = todatetime('{{StartTimeISO}}');
  SigninLogs
  | where TimeGenerated > start
  | extend Name = tostring(split(UserPrincipalName, '@')[0]), UPNSuffix = tostring(split(UserPrincipalName, '@')[1])
entityMappings:
  - entityType: Account
    fieldMappings:
      - identifier: Name
        columnName: Name
      - identifier: UPNSuffix
        columnName: UPNSuffix
  - entityType: IP
    fieldMappings:
      - identifier: Address
        columnName: IPAddress
version: 1.0.0
metadata:
    source:
        kind: Community
    author:
        name: A. Person
    support:
        tier: Community
    categories:
        domains: [ "Security - Threat Protection", "Identity" ]
`;
    expect(brokenPlaces('hunting-query', parse(text))).toEqual([]);
  });
});
