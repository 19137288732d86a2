import { isObject } from '../../base/objects.js';
import type { JsonObject } from '../server/shape.js';
import { serviceTime } from '../server/workspace.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What the service says of a rule that says nothing itself. */
const DEFAULTS = {
  description: '',
  tactics: [],
  techniques: null,
  subTechniques: null,
  alertRuleTemplateName: null,
  templateVersion: null,
  entityMappings: null,
  customDetails: null,
  alertDetailsOverride: null,
  sentinelEntitiesMappings: null,
  eventGroupingSettings: { aggregationKind: 'SingleAlert' },
  incidentConfiguration: { createIncident: true },
};

const GROUPING = {
  enabled: false,
  reopenClosedIncident: false,
  lookbackDuration: 'PT5H',
  matchingMethod: 'AllEntities',
  groupByEntities: [],
  groupByAlertDetails: [],
  groupByCustomDetails: [],
};

const DURATIONS = ['queryFrequency', 'queryPeriod', 'suppressionDuration'] as const;

/** A rule as the service gives it back: defaults filled in, durations in their shortest form, times with fractions. */
export function normaliseRule(properties: JsonObject): JsonObject {
  const normal: JsonObject = { ...DEFAULTS, ...properties };
  for (const name of DURATIONS) if (typeof normal[name] === 'string') normal[name] = canonical(normal[name]);
  const { startTimeUtc } = normal;
  if (typeof startTimeUtc === 'string' && !Number.isNaN(Date.parse(startTimeUtc)))
    normal.startTimeUtc = serviceTime(new Date(startTimeUtc).toISOString());
  const incidents = isObject(normal.incidentConfiguration) ? normal.incidentConfiguration : {};
  const given = isObject(incidents.groupingConfiguration) ? incidents.groupingConfiguration : {};
  const grouping = { ...GROUPING, ...given };
  grouping.lookbackDuration = canonical(grouping.lookbackDuration);
  normal.incidentConfiguration = { ...incidents, groupingConfiguration: grouping };
  return normal;
}

/** Milliseconds of an ISO 8601 duration of days to seconds; undefined for any other text. */
export function durationOf(text: string): number | undefined {
  const parts = /^P(?!$)(?:(\d{1,6})D)?(?:T(?!$)(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})S)?)?$/.exec(text);
  if (!parts) return undefined;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = parts.slice(1).map((part) => Number(part ?? 0));
  return days * DAY + hours * HOUR + minutes * MINUTE + seconds * 1000;
}

/** `PT60M` is `PT1H`, and `PT24H` is `P1D`. */
function canonical(duration: string): string {
  const total = durationOf(duration);
  if (total === undefined) return duration;
  if (total === 0) return 'PT0S';
  const of = (unit: number, size: number) => Math.floor((total % size) / unit);
  const days = Math.floor(total / DAY);
  const [hours, minutes, seconds] = [of(HOUR, DAY), of(MINUTE, HOUR), of(1000, MINUTE)];
  const time = `${hours ? `${hours}H` : ''}${minutes ? `${minutes}M` : ''}${seconds ? `${seconds}S` : ''}`;
  return `P${days ? `${days}D` : ''}${time ? `T${time}` : ''}`;
}
