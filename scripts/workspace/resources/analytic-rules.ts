import { isoDuration } from '../../base/duration.js';
import type { AnalyticRule } from '../../content/model.js';
import type { Repository } from '../../content/repository.js';
import type { ArmResource } from '../azure/arm.js';
import type { Connection } from '../azure/connection.js';
import type { PlannedChange } from '../changes/change.js';
import { isRecord } from '../changes/fields.js';
import { OWNER, refuseForeign } from './ownership.js';
import { planResources } from './reconcile.js';

const OPERATORS: Record<string, string> = { gt: 'GreaterThan', lt: 'LessThan', eq: 'Equal', ne: 'NotEqual' };

/** What the service fills in where a rule says nothing; said by us, so that both sides compare equal. */
const DEFAULTS = {
  enabled: true,
  suppressionDuration: 'PT1H',
  suppressionEnabled: false,
  eventGroupingSettings: { aggregationKind: 'SingleAlert' },
  incidentConfiguration: { createIncident: true },
};

interface RuleBody {
  kind: string;
  properties: Record<string, unknown>;
}

/** Plans analytic rules; the mark of ownership is in the metadata resource that goes with each. */
export async function planAnalyticRules(repository: Repository, connection: Connection): Promise<PlannedChange[]> {
  const { arm } = connection;
  const [rules, metadata] = await Promise.all([arm.list('alertRules'), arm.list('metadata')]);
  const marks = new Map(metadata.filter(isOurs).map((item) => [ruleIdOf(item), item] as const));
  const wanted = repository.analyticRules.map(({ file, value }) => ({
    id: value.id,
    name: value.name,
    file,
    body: { ...toBody(value), metadata: toMetadata(value) },
  }));
  const foreign = rules.filter(({ name }) => !marks.has(name.toLowerCase()));
  refuseForeign(
    'analytic rule',
    wanted,
    new Map(foreign.map(({ name }) => [name.toLowerCase(), name])),
    `give it a metadata resource whose source is ${OWNER}`,
  );
  const current = rules.flatMap((rule) => {
    const mark = marks.get(rule.name.toLowerCase());
    return mark ? [toCurrent(rule, mark)] : [];
  });
  const kinds = new Map(current.map(({ id, body }) => [id, body.kind]));
  return planResources({
    kind: 'analyticRule',
    wanted,
    current: new Map(current.map((rule) => [rule.id, rule])),
    put: async ({ id, body: { metadata: mark, ...rule } }) => {
      // The mark comes first: a rule without it would be a stranger's to the next plan.
      const parentId = `${arm.workspaceId}/providers/Microsoft.SecurityInsights/alertRules/${id}`;
      await arm.put(`metadata/${metadataName(id)}`, { properties: { ...mark, parentId } });
      // The service does not change the kind of a rule.
      const kind = kinds.get(id.toLowerCase());
      if (kind !== undefined && kind !== rule.kind) await arm.delete(`alertRules/${id}`);
      await arm.put(`alertRules/${id}`, rule);
    },
    remove: async ({ id }) => {
      await arm.delete(`alertRules/${id}`);
      await arm.delete(`metadata/${marks.get(id)?.name ?? metadataName(id)}`);
    },
  });
}

function toBody(rule: AnalyticRule): RuleBody {
  const techniques = rule.relevantTechniques ?? [];
  const scheduled = rule.kind === 'Scheduled';
  return {
    kind: rule.kind,
    properties: {
      ...DEFAULTS,
      displayName: rule.name,
      description: rule.description.trim(),
      severity: rule.severity,
      ...(rule.enabled === undefined ? {} : { enabled: rule.enabled }),
      query: rule.query,
      ...(scheduled ? scheduleOf(rule) : {}),
      ...(rule.suppressionDuration ? { suppressionDuration: isoDuration(rule.suppressionDuration) } : {}),
      ...(rule.suppressionEnabled === undefined ? {} : { suppressionEnabled: rule.suppressionEnabled }),
      tactics: rule.tactics ?? [],
      // The API takes T#### only; the sub-techniques go beside it.
      techniques: [...new Set(techniques.map((technique) => technique.slice(0, 5)))],
      subTechniques: techniques.filter((technique) => technique.includes('.')),
      entityMappings: rule.entityMappings ?? [],
      customDetails: rule.customDetails ?? {},
      alertDetailsOverride: rule.alertDetailsOverride ?? {},
      ...(rule.eventGroupingSettings ? { eventGroupingSettings: rule.eventGroupingSettings } : {}),
      ...(rule.incidentConfiguration ? { incidentConfiguration: incidentsOf(rule.incidentConfiguration) } : {}),
      sentinelEntitiesMappings: rule.sentinelEntitiesMappings ?? [],
      templateVersion: rule.version ?? '1.0.0',
    },
  };
}

function scheduleOf(rule: AnalyticRule): Record<string, unknown> {
  const operator = rule.triggerOperator ?? 'gt';
  return {
    queryFrequency: isoDuration(rule.queryFrequency ?? ''),
    queryPeriod: isoDuration(rule.queryPeriod ?? ''),
    triggerOperator: OPERATORS[operator] ?? operator,
    triggerThreshold: rule.triggerThreshold ?? 0,
    ...(rule.startTimeUtc ? { startTimeUtc: rule.startTimeUtc } : {}),
  };
}

function incidentsOf(incidents: NonNullable<AnalyticRule['incidentConfiguration']>) {
  const grouping = incidents.groupingConfiguration;
  if (!grouping) return incidents;
  return {
    ...incidents,
    groupingConfiguration: { ...grouping, lookbackDuration: isoDuration(grouping.lookbackDuration) },
  };
}

/** What a rule's own resource has no place for: where it comes from, and the data that it needs. */
function toMetadata(rule: AnalyticRule): Record<string, unknown> {
  const connectors = rule.requiredDataConnectors ?? [];
  const { author, support, categories } = rule.metadata ?? {};
  return {
    kind: 'AnalyticsRule',
    contentId: rule.id,
    version: rule.version ?? '1.0.0',
    source: { kind: 'SourceRepository', name: OWNER },
    ...(author ? { author } : {}),
    ...(support ? { support } : {}),
    ...(categories ? { categories } : {}),
    ...(connectors.length > 0
      ? {
          dependencies: {
            operator: 'AND',
            criteria: connectors.map(({ connectorId }) => ({ kind: 'DataConnector', contentId: connectorId })),
          },
        }
      : {}),
  };
}

/** The fields of a rule that a file can set; the service's own (`lastModifiedUtc`, …) are no difference. */
const MANAGED = [
  ...['displayName', 'description', 'severity', 'enabled', 'query', 'queryFrequency', 'queryPeriod', 'triggerOperator'],
  ...['triggerThreshold', 'startTimeUtc', 'suppressionDuration', 'suppressionEnabled', 'tactics', 'techniques'],
  ...['subTechniques', 'entityMappings', 'customDetails', 'alertDetailsOverride', 'eventGroupingSettings'],
  ...['incidentConfiguration', 'sentinelEntitiesMappings', 'templateVersion'],
];
const MANAGED_METADATA = ['kind', 'contentId', 'version', 'source', 'author', 'support', 'categories', 'dependencies'];

function toCurrent(rule: ArmResource, mark: ArmResource) {
  const properties = { ...DEFAULTS, ...pick(withoutNulls(rule.properties), MANAGED) };
  const name = typeof rule.properties.displayName === 'string' ? rule.properties.displayName : rule.name;
  const metadata = pick(mark.properties, MANAGED_METADATA);
  return { id: rule.name.toLowerCase(), name, body: { kind: rule.kind, properties, metadata } };
}

function pick(from: Record<string, unknown>, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(keys.filter((key) => key in from).map((key) => [key, from[key]]));
}

function withoutNulls(from: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(from).filter(([, value]) => value !== null));
}

function metadataName(ruleId: string): string {
  return `analyticsrule-${ruleId}`;
}

function isOurs({ properties }: ArmResource): boolean {
  return properties.kind === 'AnalyticsRule' && isRecord(properties.source) && properties.source.name === OWNER;
}

/** In lower case: the last part of the parent's id. */
function ruleIdOf({ properties, name }: ArmResource): string {
  const parent = typeof properties.parentId === 'string' ? properties.parentId : name.replace(/^analyticsrule-/i, '');
  return parent.slice(parent.lastIndexOf('/') + 1).toLowerCase();
}
