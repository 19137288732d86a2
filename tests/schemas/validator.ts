import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020.js';

const FOLDER = join(__dirname, '..', '..', 'schemas');

/** A schema as data, as far as tests look into it. */
export interface Schema {
  $id?: string;
  $ref?: string;
  $defs?: Record<string, Schema>;
  description?: string;
  default?: unknown;
  properties?: Record<string, Schema>;
  items?: Schema;
}

/** Every schema by its `$id`. */
export const schemas = new Map<string, Schema>(
  readdirSync(FOLDER)
    .filter((name) => name.endsWith('.schema.json'))
    .map((name) => [name, JSON.parse(readFileSync(join(FOLDER, name), 'utf8'))]),
);

const ajv = new Ajv({ strict: true, allErrors: true, allowUnionTypes: true });
ajv.addVocabulary(['enumDescriptions', 'errorMessage', 'patternErrorMessage']);
for (const schema of schemas.values()) ajv.addSchema(schema);

/** The places (JSON Pointers) that break the schema of this kind; none when the data is valid. */
export function brokenPlaces(kind: string, data: unknown): string[] {
  const validate = ajv.getSchema(`${kind}.schema.json`);
  if (!validate) throw new Error(`no schema ${kind}`);
  if (validate(data)) return [];
  return (validate.errors ?? []).filter((error) => !isEcho(error)).map(({ instancePath }) => instancePath);
}

/** `if` repeats what its branch says; inside `contains` and `propertyNames` stands only why one candidate did not do. */
function isEcho({ keyword, schemaPath }: { keyword: string; schemaPath: string }): boolean {
  return keyword === 'if' || /\/(contains|propertyNames)\//.test(schemaPath);
}

/** One change to an example: the path to set, and the value; `undefined` removes the field. */
export type Mutation = [path: string, value: unknown];

/** A deep copy of the example with one change. */
export function mutate(example: object, [path, value]: Mutation): unknown {
  const copy: unknown = structuredClone(example);
  const steps = path.split('/').slice(1);
  const last = steps.pop() ?? '';
  let at: unknown = copy;
  for (const step of steps) at = isRecord(at) ? at[step] : undefined;
  if (!isRecord(at)) throw new Error(`the example has no ${path}`);
  if (value === undefined) {
    if (!(last in at)) throw new Error(`the example has no ${path}`);
    delete at[last];
  } else at[last] = value;
  return copy;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/**
 * Declares one test for each mutation: it must break the schema at one place, which is the path that was changed
 * unless a third element names another.
 */
export function itRejects(kind: string, example: object, mutations: [path: string, value: unknown, place?: string][]) {
  it.each(mutations)('rejects %s = %j', (path, value, place = path) => {
    expect(new Set(brokenPlaces(kind, mutate(example, [path, value])))).toEqual(new Set([place]));
  });
}

/** Declares one test for each mutation: the schema must still hold. */
export function itAccepts(kind: string, example: object, mutations: Mutation[]) {
  it.each(mutations)('accepts %s = %j', (path, value) => {
    expect(brokenPlaces(kind, mutate(example, [path, value]))).toEqual([]);
  });
}
