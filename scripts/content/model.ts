import type { Severity } from '../base/diagnostic.js';
import type { Duration } from '../base/duration.js';

/**
 * The repository's content as data, once its files have passed their JSON Schemas (`schemas/`).
 * Field names are those of the YAML formats of the public Azure-Sentinel repository.
 */

/** A connector and the tables that it fills. */
export interface RequiredDataConnector {
  connectorId: string;
  dataTypes: string[];
}

/** An entity and the output columns that identify it. */
export interface EntityMapping {
  entityType: string;
  fieldMappings: { identifier: string; columnName: string }[];
}

/** A benign situation that a hunt could mistake for an attack, and the content test that proves it does not. */
export interface FalsePositive {
  scenario: string;
  description?: string;
  /** As the report gave it: documentation for the analyst, never executed. */
  filter?: string;
  /** Name of the entry in `tests` that shows the hunt stays quiet; `none` where nothing can, with `testReason`. */
  test?: string;
  testReason?: string;
}

/** Rows by column, or a file of rows, relative to the file that names it. */
export type RowsOrFile = Record<string, unknown>[] | string;

/** A proof on sample logs: the rows that the query must return. */
export interface ContentTest {
  name: string;
  /** The clock of this test, ISO 8601; without it, a minute after the latest TimeGenerated of its logs. */
  asOf?: string;
  /** By alias; the repository's lists hold without it. */
  watchlists?: Record<string, RowsOrFile>;
  /** By table. */
  logs: Record<string, RowsOrFile>;
  expect: Expectation;
}

/** What the result of a test must be; what is not named is free. */
export interface Expectation {
  rows?: number;
  /** Values of every row, by column. */
  where?: Record<string, unknown>;
  columns?: string[];
  /** All values that the entity mappings give, by type of entity. */
  entities?: Record<string, (string | number | boolean)[]>;
}

/** A change of the query that no logs can tell from the query itself. */
export interface EquivalentMutant {
  mutation: string;
  reason: string;
}

/** The proofs that content carries. */
export interface Proofs {
  falsePositives?: FalsePositive[];
  tests?: ContentTest[];
  equivalentMutants?: EquivalentMutant[];
}

/** What hunting queries and analytic rules share. */
export interface Detection extends Proofs {
  id: string;
  name: string;
  description: string;
  requiredDataConnectors?: RequiredDataConnector[];
  tactics?: string[];
  relevantTechniques?: string[];
  query: string;
  entityMappings?: EntityMapping[];
  version?: string;
  tags?: (string | Record<string, unknown>)[];
  metadata?: Record<string, unknown>;
}

export interface HuntingQuery extends Detection {
  'description-detailed'?: string;
}

/** A rule that runs on a schedule (`Scheduled`) or every minute (`NRT`). */
export interface AnalyticRule extends Detection {
  kind: 'Scheduled' | 'NRT';
  severity: 'Informational' | 'Low' | 'Medium' | 'High';
  status?: string;
  enabled?: boolean;
  /** `5m`, `1h`, `14d`, or ISO 8601; Scheduled only. */
  queryFrequency?: string;
  queryPeriod?: string;
  triggerOperator?: string;
  triggerThreshold?: number;
  suppressionDuration?: string;
  suppressionEnabled?: boolean;
  startTimeUtc?: string;
  customDetails?: Record<string, string>;
  alertDetailsOverride?: AlertDetailsOverride;
  eventGroupingSettings?: { aggregationKind: 'SingleAlert' | 'AlertPerResult' };
  incidentConfiguration?: IncidentConfiguration;
  sentinelEntitiesMappings?: { columnName: string }[];
}

export interface AlertDetailsOverride {
  alertDisplayNameFormat?: string;
  alertDescriptionFormat?: string;
  alertTacticsColumnName?: string;
  alertSeverityColumnName?: string;
  alertDynamicProperties?: { alertProperty: string; value: string }[];
}

export interface IncidentConfiguration {
  createIncident: boolean;
  groupingConfiguration?: {
    enabled: boolean;
    reopenClosedIncident: boolean;
    lookbackDuration: string;
    matchingMethod: 'AllEntities' | 'AnyAlert' | 'Selected';
    groupByEntities?: string[];
    groupByAlertDetails?: string[];
    groupByCustomDetails?: string[];
  };
}

/** A watchlist's definition; its items stand in the CSV file beside it. */
export interface WatchlistDefinition {
  watchlistAlias: string;
  displayName: string;
  description?: string;
  provider: string;
  source?: string;
  itemsSearchKey: string;
  labels?: string[];
  defaultDuration?: string;
}

/** A hunt in waiting: `ingest` makes one hunting query of it for each family that has fitting indicators. */
export interface HuntTemplate {
  /** Kebab-case and equal to the file's name: it names the hunt's file and is part of its id. */
  id: string;
  /** What the table `indicators` holds in the query: addresses, CIDR ranges, host names, URLs, file hashes or senders. */
  indicators: TemplateIndicators;
  /** `{family}` stands for the malware family, here and in the description. */
  name: string;
  description: string;
  requiredDataConnectors: RequiredDataConnector[];
  tactics: string[];
  relevantTechniques: string[];
  entityMappings: EntityMapping[];
  tags?: string[];
  /** Types of hashes that the table knows; all, where it is absent. */
  hashTypes?: string[];
  /** `table`: where the configuration leaves it open (`hunts: auto`), one hunt over any listed family, never one a family. */
  hunts?: 'table';
  /** KQL that reads a table called `indicators`, which the rendered hunt declares before it. */
  query: string;
}

/** `templates/<id>.tests.yaml`: what holds of every hunt that is made of the template. */
export interface TemplateTests extends Proofs {
  tests: ContentTest[];
}

/** A function of the workspace that queries call by its alias. */
export interface SavedFunction {
  id: string;
  functionAlias: string;
  name: string;
  description?: string;
  category?: string;
  /** As the service writes them: `starttime:datetime=datetime(null)`. */
  parameters?: string[];
  query: string;
  version?: string;
  tags?: (string | Record<string, unknown>)[];
  metadata?: Record<string, unknown>;
}

export type TemplateIndicators = 'address' | 'range' | 'host' | 'url' | 'file-hash' | 'email';

/** A workspace that content is deployed to. */
export type WorkspaceConfig = EmulatedWorkspace | AzureWorkspace;

/** The local workspace, served from `<root>/.sentinel/`. */
export interface EmulatedWorkspace extends WorkspaceSettings {
  emulator: true;
}

export interface AzureWorkspace extends WorkspaceSettings {
  subscriptionId: string;
  resourceGroup: string;
  workspaceName: string;
  /** Short for `endpoints.management`. */
  endpoint?: string;
  /** Where the APIs are, when they are not where the cloud has them. */
  endpoints?: { management?: string; logs?: string; threatIntelligence?: string };
  cloud?: 'public' | 'usgov' | 'china';
}

/** What of the content a workspace gets, and how. */
export interface WorkspaceSettings {
  /** Values of `{{param:NAME}}` in queries. */
  parameters?: Record<string, string | number | boolean>;
  /** Globs of files that it does not get. */
  exclude?: string[];
  /** Rules that are on or off here, by id. */
  enabled?: Record<string, boolean>;
}

/** `sentinel.config.yaml`, with the defaults filled in. */
export interface Configuration {
  /** The repository's id in the mark of what it deploys; a workspace other than the local one needs it. */
  owner?: string;
  workspaces: Record<string, WorkspaceConfig>;
  /** Workspaces by the name of their group. */
  groups: Record<string, string[]>;
  defaultWorkspace: string;
  /** Tables that the workspace collects; all without it. */
  tables?: string[];
  /** Whether a report makes hunts of its family or of its tables; `auto` goes by how many families the source names. */
  hunts: 'auto' | 'family' | 'table';
  /** Where hunts find their indicators: in a watchlist, inside the query, or in the workspace's own table. */
  indicators: 'watchlist' | 'inline' | 'threat-intelligence';
  /** An indicator's life begins this long before it was first seen. */
  margin: Duration;
  /** Lifetimes by kind of indicator, then by threat type; `default` holds for the rest. */
  lifetimes: Record<IndicatorKind, Lifetimes>;
  /** Hunts leave out indicators below this confidence (0 to 100). */
  minimumConfidence: number;
  /** Confidence of an indicator whose report states none. */
  defaultConfidence: number;
  /** How long the workspace keeps its logs: a hunt over history needs the indicators as long. */
  logRetention: Duration;
  limits: {
    /** Watchlist item changes of one deployment; the service allows 100,000 a month. */
    itemChanges: number;
    /** Resources that one deployment may delete. */
    deletions: number;
    /** Percent of its rows that a watchlist may lose in one deployment. */
    shrink: number;
  };
  /** Also deploy a hunt of Microsoft Sentinel for each family. */
  huntObjects: boolean;
  /** What the findings of a check count as, by its code. */
  checks: Record<string, Severity | 'off'>;
  /** Findings of `validate` that the team has decided to live with. */
  suppressions: Suppression[];
}

/** A finding that is not shown, why, and until when. */
export interface Suppression {
  /** Code of the check. */
  code: string;
  /** A file, or a folder with all below it; everywhere without it. */
  file?: string;
  reason: string;
  /** The last day on which it holds, `2026-12-31`. */
  expires: string;
}

/** The watchlists of indicators, one a kind. */
export type IndicatorKind = 'ip' | 'domain' | 'url' | 'file-hash' | 'email';

export interface Lifetimes {
  default: Duration;
  [threatType: string]: Duration;
}

/** What holds for reports that do not say it themselves, or say it wrongly. */
export interface ReportSettings {
  family?: string;
  source?: string;
  /** `YYYY-MM-DD` */
  firstSeen?: string;
  /** 0 to 100. */
  confidence?: number;
  /** Values that are no indicators, or names of files that are not read; `*` stands for anything. */
  exclude?: string[];
}

/** `reports/<folder>/ingest.yaml`. */
export interface IngestSettings extends ReportSettings {
  /** By the name of a file beside the settings. */
  files?: Record<string, ReportSettings>;
}
