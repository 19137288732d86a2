import type { ErrorObject } from 'ajv/dist/2020.js';
import { isObject } from '../base/objects.js';
import type { YamlPath } from './yaml-file.js';

/** A value of an enumeration, or the name of a field, in other letters than the schema has: upper for lower case. */
export interface Respelling {
  path: YamlPath;
  what: 'value' | 'field';
  written: string;
  right: string;
}

/** Their nulls mean something: a cell without a value. */
const HOLDS_DATA = new Set(['tests', 'metadata']);

/**
 * Leaves out the fields that hold nothing (`entityMappings:` and no more): the service returns its unset fields as null,
 * and takes null for absent. Changes `data` in place.
 */
export function leaveOutNulls(data: unknown): void {
  if (Array.isArray(data)) {
    for (const item of data) leaveOutNulls(item);
  } else if (isObject(data)) {
    for (const [field, value] of Object.entries(data)) {
      if (value === null) Reflect.deleteProperty(data, field);
      else if (!HOLDS_DATA.has(field)) leaveOutNulls(value);
    }
  }
}

/**
 * Writes what differs from the schema in upper and lower case alone as the schema has it, as the service reads it.
 * Changes `data` in place, and says what it changed.
 */
export function respell(data: unknown, errors: readonly ErrorObject[]): Respelling[] {
  return errors.flatMap((error) => respellField(error) ?? respellValue(data, error) ?? []);
}

function respellValue(data: unknown, { keyword, instancePath, params, schemaPath, data: value }: ErrorObject) {
  // What one candidate of `contains` fails is no mistake.
  if (keyword !== 'enum' || typeof value !== 'string' || schemaPath.includes('/contains/')) return undefined;
  const right = sameButForCase(value, [params.allowedValues].flat().map(String));
  const path = pathOf(instancePath);
  const last = path.at(-1);
  const holder = path.slice(0, -1).reduce<unknown>((inner, step) => memberOf(inner, step), data);
  if (right === undefined || last === undefined) return undefined;
  if (Array.isArray(holder)) holder[Number(last)] = right;
  else if (isObject(holder)) holder[String(last)] = right;
  return { path, what: 'value', written: value, right } satisfies Respelling;
}

function respellField({ keyword, instancePath, params, data, parentSchema }: ErrorObject): Respelling | undefined {
  if (!isObject(data)) return undefined;
  const properties = isObject(parentSchema) && isObject(parentSchema.properties) ? parentSchema.properties : {};
  const missing = keyword === 'required' ? String(params.missingProperty) : undefined;
  const extra = keyword === 'additionalProperties' ? String(params.additionalProperty) : undefined;
  const [written, right] =
    missing === undefined
      ? [extra, sameButForCase(extra ?? '', Object.keys(properties))]
      : [sameButForCase(missing, Object.keys(data)), missing];
  if (written === undefined || right === undefined || right in data) return undefined;
  data[right] = data[written];
  Reflect.deleteProperty(data, written);
  return { path: [...pathOf(instancePath), written], what: 'field', written, right };
}

function sameButForCase(text: string, known: readonly string[]): string | undefined {
  return known.find((one) => one !== text && one.toLowerCase() === text.toLowerCase());
}

function memberOf(holder: unknown, step: string | number): unknown {
  if (Array.isArray(holder)) return holder[Number(step)];
  return isObject(holder) ? holder[String(step)] : undefined;
}

/** The path of a JSON pointer. */
export function pathOf(pointer: string): (string | number)[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step));
}
