import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { compareText } from '../../base/diagnostic.js';
import { isoDuration } from '../../base/duration.js';
import { isObject } from '../../base/objects.js';

/** One field that differs between the workspace (`before`) and the repository (`after`). */
export interface FieldChange {
  path: string;
  before: unknown;
  after: unknown;
}

/**
 * The fields in which two resources differ, as paths to the deepest object that holds the difference; lists are
 * compared whole. What the service writes in its own way is no difference: see `settle`.
 */
export function diffFields(before: object, after: object): FieldChange[] {
  const changes: FieldChange[] = [];
  collect('', settle(before) ?? {}, settle(after) ?? {}, changes);
  return changes;
}

/** A short hash of what two resources have in common when `diffFields` finds no difference between them. */
export function hashOf(value: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(settle(value) ?? null)))
    .digest('hex')
    .slice(0, 16);
}

function collect(path: string, before: unknown, after: unknown, changes: FieldChange[]): void {
  if (isDeepStrictEqual(before, after)) return;
  if (!isObject(before) || !isObject(after)) {
    changes.push({ path, before: before ?? null, after: after ?? null });
    return;
  }
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    // Of a part that is wholly new each field is told, not the part as one.
    const isNewPart = path === '' && before[key] === undefined && isObject(after[key]);
    collect(path === '' ? key : `${path}.${key}`, isNewPart ? {} : before[key], after[key], changes);
  }
}

const DURATIONS = new Set([
  'queryFrequency',
  'queryPeriod',
  'suppressionDuration',
  'lookbackDuration',
  'defaultDuration',
]);
const INSTANTS = new Set(['startTimeUtc']);

/** Lists whose order says nothing. */
const SETS = new Set([
  ...['tactics', 'techniques', 'subTechniques', 'labels', 'attackTactics', 'attackTechniques', 'criteria', 'domains'],
  ...['groupByEntities', 'groupByAlertDetails', 'groupByCustomDetails', 'entityMappings', 'fieldMappings'],
  ...['alertDynamicProperties', 'sentinelEntitiesMappings', 'verticals', 'relations'],
]);

/** Sets whose members are the same in any case. */
const CASELESS = new Set(['labels']);

/**
 * A value in one form: null, an empty text, list or object say the same as an absent field (the service returns
 * whichever it likes); durations and instants go by value, sets have one order, texts one kind of line end.
 */
export function settle(value: unknown, field = ''): unknown {
  if (typeof value === 'string') return settleText(value, field) || undefined;
  // JSON has one zero.
  if (value === 0) return 0;
  if (Array.isArray(value)) return settleList(value, field);
  if (!isObject(value)) return value ?? undefined;
  const entries = Object.entries(value)
    .map(([key, item]) => [key, settle(item, key)] as const)
    .filter(([, item]) => item !== undefined);
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

function settleText(text: string, field: string): string {
  if (DURATIONS.has(field)) return canonicalDuration(text);
  if (INSTANTS.has(field)) return canonicalInstant(text);
  return text.replaceAll('\r\n', '\n').trimEnd();
}

function settleList(list: readonly unknown[], field: string): unknown[] | undefined {
  let items = list.map((item) => settle(item)).filter((item) => item !== undefined);
  if (CASELESS.has(field)) items = items.map((item) => (typeof item === 'string' ? item.toLowerCase() : item));
  if (SETS.has(field)) {
    const byText = new Map(items.map((item) => [JSON.stringify(sorted(item)), item]));
    items = [...byText].sort(([a], [b]) => compareText(a, b)).map(([, item]) => item);
  }
  return items.length > 0 ? items : undefined;
}

/** A duration with each unit below its limit: PT60M and 01:00:00 are PT1H. Years, months and weeks stay as they are. */
function canonicalDuration(text: string): string {
  const iso = isoDuration(text);
  const match = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.0+)?S)?)?$/.exec(iso);
  if (!match) return iso;
  const [days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0));
  const total = ((days ?? 0) * 24 + (hours ?? 0)) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0);
  const [d, h, m, s] = [
    Math.floor(total / 86_400),
    Math.floor(total / 3600) % 24,
    Math.floor(total / 60) % 60,
    total % 60,
  ];
  const time = `${h ? `${h}H` : ''}${m ? `${m}M` : ''}${s ? `${s}S` : ''}`;
  return `P${d ? `${d}D` : ''}${time ? `T${time}` : ''}`.replace(/^P$/, 'PT0S');
}

/** An instant in UTC without the fraction that is zero. */
function canonicalInstant(text: string): string {
  const time = Date.parse(text);
  return Number.isNaN(time) ? text : new Date(time).toISOString().replace('.000Z', 'Z');
}

/** The value with the keys of its objects in one order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => compareText(a, b));
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
}

/** Objects whose keys are the user's own, not the service's. */
const FREE_KEYS = new Set(['customDetails', 'itemsKeyValue']);

/** A resource's properties with the service's own field names: some of its versions write `DisplayName`. */
export function camelCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelCase);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      const name = key.charAt(0).toLowerCase() + key.slice(1);
      return [name, FREE_KEYS.has(name) ? item : camelCase(item)];
    }),
  );
}

/** The properties of a resource in camel case. */
export function propertiesOf({ properties }: { properties: Record<string, unknown> }): Record<string, unknown> {
  const cased = camelCase(properties);
  return isObject(cased) ? cased : {};
}

/** The named fields of an object, those that are there. */
export function pick(from: Record<string, unknown>, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(keys.filter((key) => key in from).map((key) => [key, from[key]]));
}

/** The object without the named fields. */
export function omit(from: Record<string, unknown>, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(from).filter(([key]) => !keys.includes(key)));
}

/** A field as text; empty where it is none. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
