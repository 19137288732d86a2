import { parse } from 'yaml';
import { nrtRule, scheduledRule } from './examples.js';
import { brokenPlaces, itAccepts, itRejects, mutate } from './validator.js';

const details = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`Detail${i}`, 'Column']));

describe('the schema of analytic rules', () => {
  it('accepts every field of a Scheduled rule', () => {
    expect(brokenPlaces('analytic-rule', scheduledRule)).toEqual([]);
  });

  it('accepts every field of an NRT rule', () => {
    expect(brokenPlaces('analytic-rule', nrtRule)).toEqual([]);
  });

  itAccepts('analytic-rule', scheduledRule, [
    ['/unknownField', 1],
    ['/query', 'x'.repeat(10_000)],
    ['/queryFrequency', '5m'],
    ['/queryFrequency', 'PT1H'],
    ['/queryFrequency', '01:00:00'],
    ['/queryPeriod', '1.00:00:00'],
    ['/queryPeriod', 'P1DT12H'],
    ['/triggerOperator', 'GreaterThan'],
    ['/triggerOperator', 'NotEqual'],
    ['/triggerThreshold', 10_000],
    ['/startTimeUtc', '2026-06-01T08:00:00'],
    ['/customDetails', details(20)],
    ['/alertDetailsOverride/alertDisplayNameFormat', '{ braces } {{A}} {{B}} {{C}}'],
    ['/incidentConfiguration/groupingConfiguration/groupByEntities', []],
  ]);

  itRejects('analytic-rule', scheduledRule, [
    ['/kind', 'Fusion'],
    ['/kind', undefined, ''],
    ['/severity', undefined, ''],
    ['/severity', 'Critical'],
    ['/status', 1],
    ['/enabled', 'yes'],
    ['/query', 'x'.repeat(10_001)],
    ['/queryFrequency', undefined, ''],
    ['/queryFrequency', '1 hour'],
    ['/queryFrequency', '60'],
    ['/queryFrequency', 'P'],
    ['/queryFrequency', 'P1DT'],
    ['/queryPeriod', undefined, ''],
    ['/queryPeriod', '1w'],
    ['/triggerOperator', undefined, ''],
    ['/triggerOperator', 'ge'],
    ['/triggerOperator', 'greaterthan'],
    ['/triggerOperator', 'Equals'],
    ['/triggerThreshold', undefined, ''],
    ['/triggerThreshold', -1],
    ['/triggerThreshold', 10_001],
    ['/triggerThreshold', 0.5],
    ['/triggerThreshold', '0'],
    ['/startTimeUtc', 'tomorrow'],
    ['/suppressionEnabled', 'false'],
    ['/suppressionDuration', '5 h'],
    ['/tactics/0', 'C2'],
    ['/entityMappings/0/entityType', 'Hostname'],
    ['/sentinelEntitiesMappings/0', 'Entities'],
    ['/customDetails', details(21)],
    ['/customDetails/1st', 'Column', '/customDetails'],
    ['/customDetails/_x', 'Column', '/customDetails'],
    [`/customDetails/${'x'.repeat(21)}`, 'Column', '/customDetails'],
    ['/customDetails/Family', 'Malware Family'],
    ['/customDetails/Family', 7],
    ['/alertDetailsOverride/alertDisplayNameFormat', ''],
    ['/alertDetailsOverride/alertDisplayNameFormat', 'x'.repeat(257)],
    ['/alertDetailsOverride/alertDisplayNameFormat', '{{A}} {{B}} {{C}} {{D}}'],
    ['/alertDetailsOverride/alertDisplayNameFormat', 'Beacon to {{ }}'],
    ['/alertDetailsOverride/alertDescriptionFormat', 'x'.repeat(5001)],
    ['/alertDetailsOverride/alertDescriptionFormat', '{{A}}{{B}}{{C}}\n{{D}}'],
    ['/alertDetailsOverride/alertTacticsColumnName', 'My tactics'],
    ['/alertDetailsOverride/alertSeverityColumnName', ''],
    ['/alertDetailsOverride/alertDynamicProperties/0/alertProperty', 'AlertName'],
    ['/alertDetailsOverride/alertDynamicProperties/0/value', '{{A}}'],
    ['/alertDetailsOverride/alertNameFormat', 'x', '/alertDetailsOverride'],
    ['/eventGroupingSettings/aggregationKind', 'PerResult'],
    ['/eventGroupingSettings', {}],
    ['/incidentConfiguration/createIncident', undefined, '/incidentConfiguration'],
    [
      '/incidentConfiguration/groupingConfiguration/lookbackDuration',
      undefined,
      '/incidentConfiguration/groupingConfiguration',
    ],
    ['/incidentConfiguration/groupingConfiguration/matchingMethod', 'All'],
    ['/incidentConfiguration/groupingConfiguration/groupByEntities/0', 'Computer'],
    ['/incidentConfiguration/groupingConfiguration/groupByAlertDetails/0', 'Tactics'],
    ['/incidentConfiguration/groupingConfiguration/groupByEntity', [], '/incidentConfiguration/groupingConfiguration'],
    ['/falsePositives/0/scenario', undefined, '/falsePositives/0'],
    ['/tests/0/expect/rows', -1],
  ]);

  it('wants something to group by when alerts are grouped by selection', () => {
    const grouping = '/incidentConfiguration/groupingConfiguration';
    const empty = { enabled: true, reopenClosedIncident: false, lookbackDuration: '5h', matchingMethod: 'Selected' };
    expect(brokenPlaces('analytic-rule', mutate(scheduledRule, [grouping, empty]))).toEqual([grouping]);
    const entities = { ...empty, groupByEntities: ['Host'], groupByCustomDetails: [] };
    expect(brokenPlaces('analytic-rule', mutate(scheduledRule, [grouping, entities]))).toEqual([]);
    expect(
      brokenPlaces('analytic-rule', mutate(scheduledRule, [grouping, { ...empty, matchingMethod: 'AnyAlert' }])),
    ).toEqual([]);
  });

  describe('for NRT', () => {
    itAccepts('analytic-rule', nrtRule, [['/requiredDataConnectors', undefined]]);
    itRejects('analytic-rule', nrtRule, [
      ['/queryFrequency', '1h'],
      ['/queryPeriod', '1h'],
      ['/triggerOperator', 'gt'],
      ['/triggerThreshold', 0],
      ['/startTimeUtc', '2026-06-01T08:00:00Z'],
    ]);
  });

  it('accepts a community rule as people write them', () => {
    const text = `
id: 0c7b2a34-5d43-4b7c-8a41-2f1f3c9d6a70
name: Mailbox forwards to an outside domain
description: |
  'Raises an alert when a mailbox begins to forward messages to a domain that the tenant does not own.
  Attackers use forwarding to read mail unseen.'
severity: Medium
status: Available
requiredDataConnectors:
  - connectorId: Office365
    dataTypes:
      - OfficeActivity (Exchange)
queryFrequency: 1d
queryPeriod: 7d
triggerOperator: gt
triggerThreshold: 0
tactics:
  - Collection
  - Exfiltration
relevantTechniques:
  - T1114
  - T1020
tags:
  - Business email compromise
  - Schema: ASimAuditEvent
    SchemaVersion: 0.1.0
query: |
  OfficeActivity
  | where Operation =~ "Set-Mailbox"
  | extend AccountName = tostring(split(UserId, "@")[0])
entityMappings:
  - entityType: Account
    fieldMappings:
      - identifier: FullName
        columnName: UserId
      - identifier: Name
        columnName: AccountName
customDetails:
  Forward: ForwardingAddress
alertDetailsOverride:
  alertDisplayNameFormat: "{{UserId}} forwards mail"
eventGroupingSettings:
  aggregationKind: SingleAlert
incidentConfiguration:
  createIncident: true
  groupingConfiguration:
    enabled: false
    reopenClosedIncident: false
    lookbackDuration: 5h
    matchingMethod: AllEntities
    groupByEntities: []
    groupByAlertDetails: []
    groupByCustomDetails: []
suppressionDuration: 1h
suppressionEnabled: false
version: 2.0.3
kind: Scheduled
`;
    expect(brokenPlaces('analytic-rule', parse(text))).toEqual([]);
  });
});
