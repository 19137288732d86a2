import { parseCsv, stringifyCsv } from '../../scripts/base/csv.js';
import { SourceText } from '../../scripts/base/source.js';
import { DEFAULTS } from '../../scripts/content/configuration.js';
import type { AnalyticRule, HuntingQuery, SavedFunction } from '../../scripts/content/model.js';
import type { ContentFile, Repository, Watchlist } from '../../scripts/content/repository.js';
import { YamlFile } from '../../scripts/content/yaml/yaml-file.js';
import {
  type Emulator,
  type EmulatorOptions,
  type RecordedRequest,
  startEmulator,
} from '../../scripts/emulator/server/emulator.js';
import { type Connection, connect } from '../../scripts/workspace/azure/connection.js';
import type { Patience } from '../../scripts/workspace/azure/transport.js';
import type { Deployment, PlanOptions } from '../../scripts/workspace/changes/change.js';
import { deploy as deployPlan, type Verified } from '../../scripts/workspace/changes/deploy.js';
import { planDeployment } from '../../scripts/workspace/changes/plan.js';
import type { Owner } from '../../scripts/workspace/resources/marks.js';
import { type Fault, startFaulty } from './faulty.js';

/** A local workspace in memory, with what it was asked. */
export interface TestWorkspace {
  emulator: Emulator;
  connection: Connection;
  requests: RecordedRequest[];
  /** The requests that change something. */
  writes(): RecordedRequest[];
  close(): Promise<void>;
}

export async function openWorkspace(options: Partial<EmulatorOptions> = {}): Promise<TestWorkspace> {
  const requests: RecordedRequest[] = [];
  const emulator = await startEmulator({
    database: ':memory:',
    clock: () => new Date('2026-05-31T00:00:00Z'),
    onRequest: (request) => requests.push(request),
    ...options,
    behaviour: { retryAfter: 0, ...options.behaviour },
  });
  const connection = await connectTo(emulator);
  return {
    emulator,
    connection,
    requests,
    writes: () => requests.filter(({ method }) => method !== 'GET'),
    close: () => emulator.close(),
  };
}

/** A workspace of its own for each test of a file: opened before it, closed after it. */
export function eachTestsWorkspace(): TestWorkspace {
  let current: TestWorkspace;
  beforeEach(async () => {
    current = await openWorkspace();
  });
  afterEach(() => current.close());
  return {
    get emulator() {
      return current.emulator;
    },
    get connection() {
      return current.connection;
    },
    get requests() {
      return current.requests;
    },
    writes: () => current.writes(),
    close: () => current.close(),
  };
}

/** Runs `work` against a workspace behind a fault. */
export async function behind<T>(
  { emulator }: Pick<TestWorkspace, 'emulator'>,
  fault: Fault,
  work: (connection: Connection) => Promise<T>,
  patience: Partial<Patience> = {},
): Promise<T> {
  const faulty = await startFaulty(emulator, fault);
  try {
    return await work(await connectTo(faulty, patience));
  } finally {
    faulty.close();
  }
}

/** Pauses of a millisecond; an answer may take long on a busy machine. */
const PATIENCE = { answerWithin: 30_000, firstPause: 1, operationWithin: 30_000 };

/** Connects with the patience of a test. */
export function connectTo(
  { endpoint, workspace }: Pick<Emulator, 'endpoint' | 'workspace'>,
  patience: Partial<Patience> = {},
  tell: (text: string) => void = () => {},
): Promise<Connection> {
  const endpoints = { management: endpoint, logs: endpoint, threatIntelligence: endpoint };
  return connect({ name: 'test', ...workspace, endpoints }, { patience: { ...PATIENCE, ...patience }, tell });
}

export const OWNER: Owner = { id: 'team-a', repository: 'github.com/team-a/detections', takesOver: false };

const NOW = new Date('2026-05-31T00:00:00Z');

export const OPTIONS: PlanOptions = { owner: OWNER, prune: false, allowReplace: false, enableAgain: false, now: NOW };

export function planFor(
  wanted: Repository,
  connection: Connection,
  more: Partial<PlanOptions> = {},
): Promise<Deployment> {
  return planDeployment(wanted, connection, { ...OPTIONS, ...more });
}

export async function deployTo(
  wanted: Repository,
  connection: Connection,
  more: Partial<PlanOptions> = {},
): Promise<Verified> {
  return deployPlan(wanted, connection, await planFor(wanted, connection, more));
}

/** A repository that exists in memory only. */
export function repository(content: {
  hunts?: HuntingQuery[];
  rules?: AnalyticRule[];
  functions?: SavedFunction[];
  watchlists?: Watchlist[];
}): Repository {
  return {
    root: '.',
    configuration: DEFAULTS,
    huntingQueries: (content.hunts ?? []).map((value) => contentFile(`hunts/${value.name}.yaml`, value)),
    analyticRules: (content.rules ?? []).map((value) => contentFile(`analytic-rules/${value.name}.yaml`, value)),
    functions: (content.functions ?? []).map((value) => contentFile(`functions/${value.functionAlias}.yaml`, value)),
    watchlists: content.watchlists ?? [],
    diagnostics: [],
    fileCount: 0,
  };
}

function contentFile<T>(file: string, value: T): ContentFile<T> {
  return { file, yaml: YamlFile.parse(file, ''), value };
}

export function watchlist(alias: string, header: string[], rows: string[][], displayName = `List ${alias}`): Watchlist {
  const itemsFile = `watchlists/${alias}.csv`;
  return {
    ...contentFile(`watchlists/${alias}.yaml`, {
      watchlistAlias: alias,
      displayName,
      description: 'A list.',
      provider: 'tests',
      itemsSearchKey: header[0] ?? '',
      labels: ['team'],
      defaultDuration: 'P30D',
    }),
    itemsFile,
    items: parseCsv(new SourceText(itemsFile, stringifyCsv(header, rows))),
  };
}

export function hunt(more: Partial<HuntingQuery> = {}): HuntingQuery {
  return {
    id: '11111111-1111-4111-8111-111111111111',
    name: 'A hunt',
    description: 'Finds things.',
    query: 'DnsEvents\n| take 1\n',
    tactics: ['CommandAndControl', 'Execution'],
    relevantTechniques: ['T1071.001', 'T1105'],
    version: '1.2.3',
    ...more,
  };
}

/** A Scheduled rule with every field that a file can set. */
export function rule(more: Partial<AnalyticRule> = {}): AnalyticRule {
  return {
    id: '22222222-2222-4222-8222-222222222222',
    kind: 'Scheduled',
    name: 'A rule',
    description: 'Finds things.\n',
    severity: 'Medium',
    enabled: false,
    status: 'Available',
    requiredDataConnectors: [{ connectorId: 'DNS', dataTypes: ['DnsEvents'] }],
    query: 'DnsEvents\n| where Name == "ü\\"x"\n',
    queryFrequency: '1h',
    queryPeriod: '1d',
    triggerOperator: 'gt',
    triggerThreshold: 3,
    startTimeUtc: '2026-06-10T00:00:00Z',
    suppressionDuration: '5h',
    suppressionEnabled: true,
    tactics: ['CommandAndControl', 'InitialAccess'],
    relevantTechniques: ['T1071.001', 'T1071.004', 'T1566'],
    entityMappings: [{ entityType: 'IP', fieldMappings: [{ identifier: 'Address', columnName: 'ClientIP' }] }],
    customDetails: { Query: 'Name' },
    alertDetailsOverride: {
      alertDisplayNameFormat: '{{Name}} was asked for',
      alertDescriptionFormat: 'By {{ClientIP}}',
      alertTacticsColumnName: 'SubType',
      alertSeverityColumnName: 'Result',
      alertDynamicProperties: [{ alertProperty: 'ProductName', value: 'Computer' }],
    },
    eventGroupingSettings: { aggregationKind: 'AlertPerResult' },
    incidentConfiguration: {
      createIncident: true,
      groupingConfiguration: {
        enabled: true,
        reopenClosedIncident: true,
        lookbackDuration: '5h',
        matchingMethod: 'Selected',
        groupByEntities: ['IP'],
        groupByAlertDetails: ['Severity'],
        groupByCustomDetails: ['Query'],
      },
    },
    sentinelEntitiesMappings: [{ columnName: 'Entities' }],
    version: '2.0.1',
    metadata: {
      author: { name: 'SOC' },
      support: { tier: 'Community' },
      categories: { domains: ['Security - Threat Protection'] },
    },
    ...more,
  };
}
