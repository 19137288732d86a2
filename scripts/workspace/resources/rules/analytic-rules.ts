import { isoDuration } from '../../../base/duration.js';
import { isObject } from '../../../base/objects.js';
import type { AnalyticRule } from '../../../content/model.js';
import { type ArmResource, INSIGHTS } from '../../azure/arm.js';
import { diffFields, hashOf, omit, pick, propertiesOf, textOf } from '../fields.js';
import type { Difference, Handler, Present, Reader, Stages, Step, Target, Wanted } from '../handler.js';
import type { Mark } from '../marks.js';
import { identitiesOf, isMarkOf, type MarkResource, markBody, readMetadata } from './mark-resource.js';
import { comparable, DEFAULTS, OPERATORS, toContent } from './rule-file.js';

const RULES = `${INSIGHTS}/alertRules`;
const METADATA = `${INSIGHTS}/metadata`;
/** The fields of a rule that a file can set; everything else that the service stores goes back to it as it was. */
const MANAGED = [
  ...['displayName', 'description', 'severity', 'enabled', 'query', 'queryFrequency', 'queryPeriod', 'triggerOperator'],
  ...['triggerThreshold', 'startTimeUtc', 'suppressionDuration', 'suppressionEnabled', 'tactics', 'techniques'],
  ...['subTechniques', 'entityMappings', 'customDetails', 'alertDetailsOverride', 'eventGroupingSettings'],
  ...['incidentConfiguration', 'sentinelEntitiesMappings', 'templateVersion'],
];
const READ_ONLY = ['lastModifiedUtc'];

/** What the service writes before the name of a rule that it has switched off, after its query failed again and again. */
const AUTO_DISABLED = /^AUTO DISABLED\b[\s:-]*/i;

/** Analytic rules. The mark of ownership is in the metadata resource that goes with each. */
export const ANALYTIC_RULES: Handler = {
  kind: 'analyticRule',
  noun: 'analytic rule',
  adopt: 'give it a metadata resource of kind AnalyticsRule whose source is named with your owner id',
  wanted: ({ analyticRules }) => analyticRules.map(({ file, value }) => toWanted(file, value)),
  read,
  compare,
  put,
  remove,
  toContent,
};

function toWanted(file: string, rule: AnalyticRule): Wanted {
  const fields = { kind: rule.kind, properties: toProperties(rule), metadata: toMetadata(rule) };
  return { id: rule.id, name: rule.name, file, fields, hash: hashOf(comparable(fields)), query: rule.query };
}

function toProperties(rule: AnalyticRule): Record<string, unknown> {
  const techniques = rule.relevantTechniques ?? [];
  return {
    ...DEFAULTS,
    displayName: rule.name,
    description: rule.description.trim(),
    severity: rule.severity,
    ...(rule.enabled === undefined ? {} : { enabled: rule.enabled }),
    query: rule.query,
    ...(rule.kind === 'Scheduled' ? scheduleOf(rule) : {}),
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
    ...(rule.version === undefined ? {} : { templateVersion: rule.version }),
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

const toDataType = (table: string) => ({ kind: 'DataType', contentId: table });

/** What a rule's own resource has no place for: where it comes from, and the data that it needs. */
function toMetadata(rule: AnalyticRule): Record<string, unknown> {
  const connectors = rule.requiredDataConnectors ?? [];
  const { author, support, categories } = rule.metadata ?? {};
  return {
    kind: 'AnalyticsRule',
    contentId: rule.id,
    version: rule.version ?? '1.0.0',
    ...(author ? { author } : {}),
    ...(support ? { support } : {}),
    ...(categories ? { categories } : {}),
    ...(connectors.length > 0
      ? {
          dependencies: {
            operator: 'AND',
            criteria: connectors.map(({ connectorId, dataTypes }) => ({
              kind: 'DataConnector',
              contentId: connectorId,
              ...(dataTypes.length > 0 ? { operator: 'AND', criteria: dataTypes.map(toDataType) } : {}),
            })),
          },
        }
      : {}),
  };
}

async function read(reader: Reader): Promise<Present[]> {
  const [rules, metadata] = await Promise.all([reader.list(RULES), reader.list(METADATA)]);
  const marks = new Map(metadata.filter(isMarkOf('AnalyticsRule')).map((item) => [parentOf(item), item] as const));
  const present = rules.map((rule) => toPresent(rule, marks.get(rule.name.toLowerCase()), reader));
  const bound = new Set(present.filter(({ mark }) => mark).map(({ id }) => id.toLowerCase()));
  const orphans = [...marks].filter(([id]) => !bound.has(id));
  return [...present, ...orphans.map(([id, item]) => toOrphan(id, item))];
}

function toPresent(rule: ArmResource, metadata: ArmResource | undefined, reader: Reader): Present {
  const properties = propertiesOf(rule);
  const managed = pick(Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== null)), MANAGED);
  const name = textOf(properties.displayName) || rule.name;
  const query = textOf(properties.query);
  const read = metadata && readMetadata(metadata);
  const fields = comparable({ kind: rule.kind, properties: managed, metadata: read?.fields ?? {} });
  const wanted = reader.wanted('analyticRule', rule.name);
  const mark = read && (reader.owner.takesOver || isFor(read, { name, query }, wanted)) ? read.mark : undefined;
  const disabled = AUTO_DISABLED.test(name) && properties.enabled === false;
  return {
    id: rule.name,
    name,
    fields,
    hash: hashOf(fields),
    mark,
    stored: { ...rule, properties },
    ...(metadata ? { markResource: metadata } : {}),
    ...(!metadata && wanted && isSameRule(fields, wanted) ? { unmarked: true } : {}),
    query,
    ...(disabled ? { disabled: reasonOf(textOf(properties.description)) } : {}),
  };
}

/** The service appends the reason to the description. */
function reasonOf(description: string): string {
  const last = description.trim().split('\n').at(-1) ?? '';
  return last.slice(-300) || 'its query failed';
}

/** A mark stands for the rule that it was written for, or for what its file says; not for another one under its id. */
function isFor(
  { identities }: MarkResource,
  { name, query }: { name: string; query: string },
  wanted?: Wanted,
): boolean {
  if (!identities) return true;
  const known = new Set([...identities, ...(wanted ? identitiesOf(wanted.name, wanted.query ?? '') : [])]);
  return identitiesOf(name.replace(AUTO_DISABLED, ''), query).some((identity) => known.has(identity));
}

function isSameRule(fields: Record<string, unknown>, wanted: Wanted): boolean {
  const { kind, properties } = comparable(wanted.fields);
  return diffFields({ kind: fields.kind, properties: fields.properties }, { kind, properties }).length === 0;
}

function toOrphan(id: string, metadata: ArmResource): Present {
  return {
    id,
    name: `mark of the rule ${id}, which is not there`,
    fields: {},
    hash: '',
    mark: readMetadata(metadata).mark,
    stored: metadata,
    markResource: metadata,
    orphan: true,
  };
}

function parentOf({ properties, name }: ArmResource): string {
  const parent = textOf(properties.parentId) || name.replace(/^analyticsrule-/i, '');
  return parent.slice(parent.lastIndexOf('/') + 1).toLowerCase();
}

function compare(wanted: Wanted, present: Present | undefined): Difference {
  const after = comparable(wanted.fields);
  const fields = diffFields(present && !present.orphan ? present.fields : {}, after);
  return { fields, rows: [], replaces: present !== undefined && !present.orphan && present.fields.kind !== after.kind };
}

/** The mark comes first: a rule without it would be a stranger's to the next plan. Only the half that differs is written. */
function put(wanted: Wanted, present: Present | undefined, difference: Difference, mark: Mark, target: Target): Stages {
  const rule = present && !present.orphan ? present : undefined;
  const name = rule?.stored.name ?? wanted.id;
  const ruleDiffers = difference.fields.some(({ path }) => !path.startsWith('metadata'));
  const stages: Stages = [];
  if (difference.fields.some(({ path }) => path.startsWith('metadata')) || isNews(mark, present?.mark)) {
    stages.push([putMark(wanted, present, mark, `${target.workspaceId}/${RULES}/${name}`)]);
  }
  if (difference.replaces) stages.push([{ method: 'DELETE', path: `${RULES}/${name}`, lane: 'parallel' }]);
  if (ruleDiffers) stages.push([putRule(name, wanted, difference.replaces ? undefined : rule, difference.replaces)]);
  return stages;
}

function isNews(mark: Mark, before: Mark | undefined): boolean {
  return mark.hash !== before?.hash || mark.owner !== before.owner || mark.repository !== before.repository;
}

function putRule(name: string, { fields }: Wanted, present: Present | undefined, patient: boolean): Step {
  const kept = present ? omit(present.stored.properties, [...MANAGED, ...READ_ONLY]) : {};
  const properties = { ...kept, ...(isObject(fields.properties) ? fields.properties : {}) };
  const body = { kind: fields.kind, properties };
  const etag = present?.stored.etag;
  return {
    method: 'PUT',
    path: `${RULES}/${name}`,
    body,
    lane: 'parallel',
    ...(etag ? { etag } : {}),
    ...(patient ? { patient } : {}),
  };
}

function putMark(
  { id, name, query = '', fields }: Wanted,
  present: Present | undefined,
  mark: Mark,
  parentId: string,
): Step {
  const before =
    present && !present.orphan ? identitiesOf(present.name.replace(AUTO_DISABLED, ''), present.query ?? '') : [];
  const body = markBody({
    fields: isObject(fields.metadata) ? fields.metadata : {},
    mark,
    // Also what the rule is until it is written: between the two requests it is ours as well.
    identities: [...new Set([...identitiesOf(name, query), ...before])],
    stored: present?.markResource,
    parentId,
  });
  const etag = present?.markResource?.etag;
  const path = `${METADATA}/${present?.markResource?.name ?? `analyticsrule-${id}`}`;
  return { method: 'PUT', path, body, lane: 'parallel', ...(etag ? { etag } : {}) };
}

/** The mark goes last: a rule without it would be a stranger's, and stay. */
function remove({ stored, orphan, markResource }: Present): Stages {
  const rule: Step = { method: 'DELETE', path: `${RULES}/${stored.name}`, lane: 'parallel' };
  const mark: Step = { method: 'DELETE', path: `${METADATA}/${markResource?.name ?? ''}`, lane: 'parallel' };
  return [...(orphan ? [] : [[rule]]), ...(markResource ? [[mark]] : [])];
}

/** A rule under a name that nobody else wants, while two rules swap theirs. */
export function parkedName(present: Present): Step {
  const properties = {
    ...omit(present.stored.properties, READ_ONLY),
    displayName: `${present.name} (${present.id})`.slice(-256),
  };
  const body = { kind: present.fields.kind, properties };
  return { method: 'PUT', path: `${RULES}/${present.stored.name}`, body, lane: 'parallel' };
}
