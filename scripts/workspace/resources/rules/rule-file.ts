import { isObject } from '../../../base/objects.js';
import { hashOf, pick, settle } from '../fields.js';
import type { Present } from '../handler.js';

/** The trigger operators of files, and of the service. */
export const OPERATORS: Record<string, string> = { gt: 'GreaterThan', lt: 'LessThan', eq: 'Equal', ne: 'NotEqual' };

/** What the service fills in where a rule says nothing; said by us, so that both sides compare equal. */
export const DEFAULTS = {
  enabled: true,
  suppressionDuration: 'PT1H',
  suppressionEnabled: false,
  eventGroupingSettings: { aggregationKind: 'SingleAlert' },
  incidentConfiguration: { createIncident: true },
  templateVersion: '1.0.0',
};
const DEFAULT_GROUPING = {
  enabled: false,
  reopenClosedIncident: false,
  lookbackDuration: 'PT5H',
  matchingMethod: 'AllEntities',
};

/** The fields with what the service fills in, also inside the grouping of incidents. */
export function comparable(fields: Record<string, unknown>): Record<string, unknown> {
  const properties: Record<string, unknown> = {
    ...DEFAULTS,
    ...(isObject(fields.properties) ? fields.properties : {}),
  };
  const incidents = isObject(properties.incidentConfiguration) ? properties.incidentConfiguration : {};
  const given = isObject(incidents.groupingConfiguration) ? incidents.groupingConfiguration : {};
  const incidentConfiguration = { ...incidents, groupingConfiguration: { ...DEFAULT_GROUPING, ...given } };
  return { ...fields, properties: { ...properties, incidentConfiguration } };
}

/** The data of the file that would deploy a rule, without what the service fills in anyway. */
export function toContent({ id, fields }: Present): Record<string, unknown> {
  const { kind } = fields;
  const properties: Record<string, unknown> = isObject(fields.properties) ? { ...fields.properties } : {};
  const metadata: Record<string, unknown> = isObject(fields.metadata) ? fields.metadata : {};
  const { displayName, techniques, subTechniques, templateVersion, triggerOperator, ...rest } = properties;
  const shortOperator = Object.entries(OPERATORS).find(([, name]) => name === triggerOperator)?.[0];
  const fine = listOf(subTechniques);
  const coarse = listOf(techniques).filter((technique) => !fine.some((sub) => sub.startsWith(`${technique}.`)));
  const content: Record<string, unknown> = {
    id,
    kind,
    name: displayName,
    ...withoutDefaults(rest),
    startTimeUtc: settle(rest.startTimeUtc, 'startTimeUtc'),
    ...(kind === 'Scheduled' && shortOperator ? { triggerOperator: shortOperator } : {}),
    requiredDataConnectors: connectorsOf(metadata),
    relevantTechniques: [...coarse, ...fine].sort(),
    version: templateVersion,
    metadata: pick(metadata, ['author', 'support', 'categories']),
  };
  return Object.fromEntries(Object.entries(content).filter(([, value]) => !isEmpty(value)));
}

/** What the service would fill in anyway does not go into the file. */
function withoutDefaults(properties: Record<string, unknown>): Record<string, unknown> {
  const incidents = isObject(properties.incidentConfiguration) ? { ...properties.incidentConfiguration } : {};
  if (hashOf(incidents.groupingConfiguration) === hashOf(DEFAULT_GROUPING)) delete incidents.groupingConfiguration;
  const plain: Record<string, unknown> = { ...properties, incidentConfiguration: incidents };
  const defaults: Record<string, unknown> = DEFAULTS;
  return Object.fromEntries(
    Object.entries(plain).filter(([field, value]) => !(field in defaults) || hashOf(value) !== hashOf(defaults[field])),
  );
}

function connectorsOf({ dependencies }: Record<string, unknown>): unknown[] {
  return criteriaOf(dependencies, 'DataConnector').map((connector) => ({
    connectorId: connector.contentId,
    dataTypes: criteriaOf(connector, 'DataType').map(({ contentId }) => contentId),
  }));
}

function criteriaOf(dependencies: unknown, kind: string): Record<string, unknown>[] {
  const criteria: unknown[] =
    isObject(dependencies) && Array.isArray(dependencies.criteria) ? dependencies.criteria : [];
  return criteria.filter(isObject).filter((item) => item.kind === kind);
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isObject(value) && Object.keys(value).length === 0;
}
