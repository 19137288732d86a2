import { isObject } from '../../base/objects.js';
import { type ArmError, badRequest, invalidModel } from '../server/arm-error.js';
import { type Collection, collectionRoutes } from '../server/collection.js';
import { type ArmRequest, parameter, type Route } from '../server/router.js';
import type { Service } from '../server/service.js';
import { bodyReader, type JsonObject } from '../server/shape.js';
import { serviceTime } from '../server/workspace.js';
import { integer, type Session } from '../state/session.js';
import type { Content, Resource } from '../state/stored.js';
import {
  ALERT_RULE_SCHEMA,
  type AlertRuleBody,
  OTHER_KINDS,
  type RuleKind,
  STABLE_KINDS,
} from './alert-rule-schema.js';
import { durationOf, normaliseRule } from './rule-normal-form.js';
import { createRuleQueryCheck, type RuleQueryCheck } from './rule-query.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const read = bodyReader<AlertRuleBody>(ALERT_RULE_SCHEMA);

const readOther = bodyReader<{ properties: JsonObject }>({
  type: 'object',
  required: ['properties'],
  properties: { properties: { type: 'object', required: ['enabled'], properties: { enabled: { type: 'boolean' } } } },
});

/** Analytic rules. Those of the kinds Scheduled and NRT are checked; those of others are kept as they come. */
export function alertRuleRoutes(service: Service): Route[] {
  const checkQuery = createRuleQueryCheck();
  return collectionRoutes(service, {
    ...ALERT_RULES,
    accept: (request, session, existing) => accept(request, session, existing, service, checkQuery),
  });
}

const ALERT_RULES: Collection = {
  type: 'alertRule',
  path: 'providers/Microsoft.SecurityInsights/alertRules',
  armType: 'Microsoft.SecurityInsights/alertRules',
  present: ({ properties, updated }) => ({ ...properties, lastModifiedUtc: serviceTime(updated) }),
  shows: ({ kind }, { apiVersion }) => apiVersion.preview || STABLE_KINDS.includes(kind ?? ''),
};

async function accept(
  request: ArmRequest,
  session: Session,
  existing: Resource | undefined,
  service: Service,
  checkQuery: RuleQueryCheck,
): Promise<Content> {
  const given = isObject(request.body) ? request.body.kind : undefined;
  const other = OTHER_KINDS.find((one) => one === given);
  if (other) return acceptOther(other, request, existing);
  const { kind, properties } = read(request.body);
  checkKind(kind, request, existing);
  checkTechniques(properties);
  checkDuration('suppressionDuration', properties.suppressionDuration, 0, DAY);
  const lookback = properties.incidentConfiguration?.groupingConfiguration?.lookbackDuration;
  const lookbackPath = 'incidentConfiguration.groupingConfiguration.lookbackDuration';
  if (lookback !== undefined) checkDuration(lookbackPath, lookback, 5 * MINUTE, 7 * DAY);
  if (kind === 'Scheduled') checkSchedule(properties);
  checkPlaceholders(properties);
  await checkWorkspace(session, parameter(request, 'name'), kind, properties, service);
  await checkQuery(properties, session);
  const isDisabled = properties.enabled && service.faults.strikes('auto-disable');
  return { kind, properties: normaliseRule(isDisabled ? autoDisabled(properties) : properties) };
}

/** A rule of a kind that has no query is kept as it comes. */
function acceptOther(kind: string, request: ArmRequest, existing: Resource | undefined): Content {
  checkKind(kind, request, existing);
  return { kind, properties: readOther(request.body).properties };
}

function checkKind(kind: string, { apiVersion }: ArmRequest, existing: Resource | undefined): void {
  if (!STABLE_KINDS.includes(kind) && !apiVersion.preview)
    throw badRequest(`Invalid alert rule kind '${kind}' for api-version ${apiVersion.text}.`);
  if (existing && existing.kind !== kind)
    throw badRequest(`The rule '${existing.name}' is ${existing.kind}; the kind of a rule cannot be changed.`);
}

/** What the service makes of a rule that has failed for good. */
function autoDisabled(properties: Properties): JsonObject {
  const reason = 'The alert rule was disabled due to too many consecutive failures.';
  return {
    ...properties,
    enabled: false,
    displayName: `AUTO DISABLED ${properties.displayName}`,
    description: `${properties.description ?? ''}\n${reason} Error: the query was blocked as it was consuming too many resources.`,
  };
}

type Properties = AlertRuleBody['properties'];

/** The API takes `T1071` in `techniques` and `T1071.001` in `subTechniques`, and says so in these words. */
function checkTechniques({ techniques = [], subTechniques = [] }: Properties): void {
  const wrong = (path: string, value: string, format: string): ArmError =>
    invalidModel(`properties.${path}`, `'${value}' is not valid, expected format is '${format}'`);
  for (const value of techniques) if (!/^T\d{4}$/.test(value)) throw wrong('techniques', value, 'T####');
  for (const value of subTechniques)
    if (!/^T\d{4}\.\d{3}$/.test(value)) throw wrong('subTechniques', value, 'T####.###');
}

/** Service limits: both 5 minutes to 14 days, the period not below the frequency, and 1 hour apart from 2 days on. */
function checkSchedule({ queryFrequency, queryPeriod }: Properties): void {
  const frequency = checkDuration('queryFrequency', queryFrequency ?? '', 5 * MINUTE, 14 * DAY);
  const period = checkDuration('queryPeriod', queryPeriod ?? '', 5 * MINUTE, 14 * DAY);
  if (period < frequency) throw invalidModel('properties.queryPeriod', 'must not be shorter than queryFrequency');
  if (period >= 2 * DAY && frequency < 60 * MINUTE)
    throw invalidModel('properties.queryFrequency', 'must be at least 1 hour when queryPeriod is 2 days or more');
}

/** At most three `{{column}}` in an alert's name and in its description (service limit). */
function checkPlaceholders({ alertDetailsOverride = {} }: Properties): void {
  for (const field of ['alertDisplayNameFormat', 'alertDescriptionFormat'] as const) {
    const count = (alertDetailsOverride[field]?.match(/\{\{/g) ?? []).length;
    if (count > 3) throw invalidModel(`properties.alertDetailsOverride.${field}`, 'must have at most 3 parameters');
  }
}

/** Returns milliseconds; throws a 400 for what is no ISO 8601 duration of days to seconds between the bounds. */
function checkDuration(path: string, value: string, least: number, most: number): number {
  const duration = durationOf(value);
  if (duration === undefined)
    throw invalidModel(`properties.${path}`, `'${value}' is not an ISO 8601 duration such as PT5M or P1D`);
  if (duration < least || duration > most)
    throw invalidModel(
      `properties.${path}`,
      `'${value}' is out of range (${least / MINUTE} to ${most / MINUTE} minutes)`,
    );
  return duration;
}

/** What depends on the other rules: the name is unique, and there is room (service limits). */
async function checkWorkspace(
  session: Session,
  id: string,
  kind: RuleKind,
  properties: Properties,
  { behaviour }: Service,
): Promise<void> {
  const [others] = await session.rows(
    `SELECT
       count(*) FILTER (lower(json_extract_string(properties, '$.displayName')) = lower($2)) AS namesakes,
       count(*) FILTER (kind = $3) AS total,
       count(*) FILTER (kind = $3 AND json_extract_string(properties, '$.enabled') = 'true') AS enabled
     FROM resource WHERE type = 'alertRule' AND key <> $1`,
    [id.toLowerCase(), properties.displayName, kind],
  );
  if (!others) throw new Error('the database returned no row for a count');
  if (integer(others, 'namesakes') > 0n)
    throw badRequest(`A rule named '${properties.displayName}' already exists in the workspace.`);
  const { enabled, total } = behaviour.rules[kind];
  const full = properties.enabled && integer(others, 'enabled') >= enabled;
  if (full) throw badRequest(`The workspace has ${enabled} enabled ${kind} rules, the most that it allows.`);
  if (integer(others, 'total') >= total)
    throw badRequest(`The workspace has ${total} ${kind} rules, the most that it allows.`);
}
