import type { ErrorObject } from 'ajv/dist/2020.js';
import { isObject } from '../base/objects.js';
import type { YamlPath } from './yaml/yaml-file.js';

/** A value of an enumeration, or the name of a field, in other letters than the schema has: upper for lower case. */
export interface Respelling {
  path: YamlPath;
  what: 'value' | 'field';
  written: string;
  right: string;
}

/**
 * Leaves out known fields that hold nothing (`entityMappings:` and no more) where the schema wants something: the service
 * returns its unset fields as null, and takes null for absent. Changes `data` in place; true where it changed something.
 */
export function leaveOutNulls(data: unknown, errors: readonly ErrorObject[]): boolean {
  const nothings = errors.filter(({ data: value, instancePath }) => value === null && instancePath !== '');
  for (const { instancePath } of nothings) {
    const path = pathOf(instancePath);
    const holder = holderOf(data, path);
    if (isObject(holder)) Reflect.deleteProperty(holder, String(path.at(-1)));
  }
  return nothings.some(({ instancePath }) => isObject(holderOf(data, pathOf(instancePath))));
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
  const holder = holderOf(data, path);
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

/** What a path leads through last. */
function holderOf(data: unknown, path: YamlPath): unknown {
  return path.slice(0, -1).reduce<unknown>((inner, step) => memberOf(inner, step), data);
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
