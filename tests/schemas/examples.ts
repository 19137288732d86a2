import type {
  AnalyticRule,
  Configuration,
  ContentTest,
  FalsePositive,
  HuntingQuery,
  HuntTemplate,
  SavedFunction,
  TemplateTests,
  WatchlistDefinition,
} from '../../scripts/content/model.js';

/** One full example of each kind, every field set. They are typed, so the model and the schemas must agree on them. */

const falsePositives: FalsePositive[] = [
  {
    scenario: 'The address belongs to a hosting customer again, after the campaign',
    description: 'Passive DNS shows an unrelated site.',
    filter: 'RemoteIP != "192.0.2.7"',
    test: 'after-the-indicators-life',
  },
  { scenario: 'The sender is a partner', test: 'none', testReason: 'No column tells a partner from others.' },
];

const tests: ContentTest[] = [
  {
    name: 'beacon-to-listed-c2',
    logs: {
      DeviceNetworkEvents: [
        {
          TimeGenerated: '2026-05-07T10:00:00Z',
          RemoteIP: '192.0.2.7',
          RemotePort: 9000,
          Tags: ['a'],
          Extra: { a: 1 },
        },
      ],
    },
    asOf: '2026-05-08T00:00:00Z',
    watchlists: { 'ioc-ip': [{ Indicator: '192.0.2.7', Port: 9000 }], 'ioc-domain': 'lists/domains.csv' },
    expect: {
      rows: 1,
      where: { DeviceName: 'ws-17', PortMatch: true },
      columns: ['DeviceName', 'PortMatch'],
      entities: { Host: ['ws-17'] },
    },
  },
  { name: 'after-the-indicators-life', logs: { DeviceNetworkEvents: 'logs/later.jsonl' }, expect: { rows: 0 } },
];

const equivalentMutants = [{ mutation: 'take 100 → take 101', reason: 'No test has that many rows.' }];

const detection = {
  id: '3f0e7a52-8c1d-5b0e-9f57-0d6f1e2a4c11',
  name: 'Beacon to a known command server',
  description: 'A device reached an address that a report names.',
  requiredDataConnectors: [{ connectorId: 'MicrosoftThreatProtection', dataTypes: ['DeviceNetworkEvents'] }],
  tactics: ['CommandAndControl'],
  relevantTechniques: ['T1071', 'T1071.001'],
  query: 'DeviceNetworkEvents | project DeviceName, RemoteIP',
  entityMappings: [
    { entityType: 'Host', fieldMappings: [{ identifier: 'HostName', columnName: 'DeviceName' }] },
    {
      entityType: 'FileHash',
      fieldMappings: [
        { identifier: 'Algorithm', columnName: 'HashType' },
        { identifier: 'Value', columnName: 'Hash' },
      ],
    },
  ],
  version: '1.0.0',
  tags: ['Unknown RAT', { Schema: 'ASimNetworkSession', SchemaVersion: '0.2.6' }],
  metadata: {
    source: { kind: 'Community' },
    author: { name: 'Security operations' },
    support: { tier: 'Community' },
    categories: { domains: ['Security - Threat Intelligence'] },
  },
  falsePositives,
  tests,
  equivalentMutants,
};

export const huntingQuery: Required<HuntingQuery> = {
  ...detection,
  'description-detailed': 'Triage: find the process.',
};

export const scheduledRule: Required<AnalyticRule> = {
  ...detection,
  kind: 'Scheduled',
  severity: 'High',
  status: 'Available',
  enabled: true,
  queryFrequency: '1h',
  queryPeriod: '14d',
  triggerOperator: 'gt',
  triggerThreshold: 0,
  suppressionDuration: 'PT5H',
  suppressionEnabled: false,
  startTimeUtc: '2026-06-01T08:00:00Z',
  customDetails: { Family: 'MalwareFamily', Port_1: 'RemotePort' },
  alertDetailsOverride: {
    alertDisplayNameFormat: 'Beacon to {{RemoteIP}} ({{MalwareFamily}}) from {{DeviceName}}',
    alertDescriptionFormat: '{{DeviceName}} reached {{RemoteIP}}.',
    alertTacticsColumnName: 'Tactics',
    alertSeverityColumnName: 'Severity',
    alertDynamicProperties: [{ alertProperty: 'ConfidenceScore', value: 'Confidence' }],
  },
  eventGroupingSettings: { aggregationKind: 'AlertPerResult' },
  incidentConfiguration: {
    createIncident: true,
    groupingConfiguration: {
      enabled: true,
      reopenClosedIncident: false,
      lookbackDuration: '5h',
      matchingMethod: 'Selected',
      groupByEntities: ['Host'],
      groupByAlertDetails: ['DisplayName'],
      groupByCustomDetails: ['Family'],
    },
  },
  sentinelEntitiesMappings: [{ columnName: 'Entities' }],
};

const {
  queryFrequency: _frequency,
  queryPeriod: _period,
  triggerOperator: _operator,
  triggerThreshold: _threshold,
  startTimeUtc: _start,
  ...unscheduled
} = scheduledRule;

export const nrtRule: AnalyticRule = { ...unscheduled, kind: 'NRT' };

export const watchlist: Required<WatchlistDefinition> = {
  watchlistAlias: 'ioc-ip',
  displayName: 'IOC addresses',
  description: 'Addresses that reports name.',
  provider: 'Security operations',
  source: 'ioc-ip.csv',
  itemsSearchKey: 'Indicator',
  labels: ['sentinel-content'],
  defaultDuration: 'P1000Y',
};

export const template: Required<HuntTemplate> = {
  id: 'device-network-address',
  indicators: 'address',
  name: '{family}: connections to known addresses',
  description: 'A device reached an address of {family}.',
  requiredDataConnectors: detection.requiredDataConnectors,
  tactics: detection.tactics,
  relevantTechniques: detection.relevantTechniques,
  entityMappings: detection.entityMappings,
  tags: ['network'],
  hashTypes: ['sha256'],
  hunts: 'table',
  query: 'DeviceNetworkEvents | join kind=inner indicators on $left.RemoteIP == $right.Indicator',
};

export const savedFunction: Required<SavedFunction> = {
  id: '3f0e7a52-8c1d-5b0e-9f57-0d6f1e2a4c12',
  functionAlias: 'MyDns',
  name: 'DNS events of our resolvers',
  description: 'Events of two resolvers in one form.',
  category: 'Functions',
  parameters: [
    'starttime:datetime=datetime(null)',
    'domains:dynamic=dynamic([])',
    'T:(Name:string)',
    'pack:bool=false',
  ],
  query: 'DnsEvents | where TimeGenerated >= starttime',
  version: '1.0.0',
  tags: ['dns'],
  metadata: { author: { name: 'Security operations' } },
};

export const templateTests: Required<TemplateTests> = { tests, falsePositives, equivalentMutants };

export const configuration: Required<Configuration> = {
  owner: 'contoso-soc-7f3a',
  workspaces: {
    local: { emulator: true, parameters: { site: 'lab' } },
    production: {
      subscriptionId: '00000000-0000-0000-0000-000000000001',
      resourceGroup: 'soc-production',
      workspaceName: 'soc-sentinel',
      endpoint: 'https://management.azure.com',
      endpoints: { management: 'https://management.azure.com', logs: 'https://api.loganalytics.azure.com' },
      cloud: 'public',
      parameters: { site: 'berlin', threshold: 5, strict: true },
      exclude: ['hunts/legacy/**'],
      enabled: { '3f0e7a52-8c1d-5b0e-9f57-0d6f1e2a4c11': false },
    },
  },
  groups: { all: ['local', 'production'] },
  defaultWorkspace: 'production',
  tables: ['DeviceNetworkEvents', 'MyLogs_CL'],
  hunts: 'family',
  indicators: 'inline',
  margin: '7d',
  lifetimes: {
    ip: { default: '30d', botnet_cc: '45d' },
    domain: { default: '90d' },
    url: { default: '30d' },
    'file-hash': { default: '180d' },
    email: { default: '12h' },
  },
  minimumConfidence: 50,
  defaultConfidence: 62.5,
  logRetention: '90d',
  limits: { itemChanges: 20_000, deletions: 20, shrink: 25 },
  huntObjects: true,
  checks: { 'join-kind': 'off', KS142: 'warning' },
  suppressions: [
    { code: 'contains-term', file: 'hunts/legacy', reason: 'Measured: it must be a substring.', expires: '2026-12-31' },
  ],
};
