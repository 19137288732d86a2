import { Ajv2020, type ErrorObject, type SchemaObject } from 'ajv/dist/2020.js';
import { isObject } from '../../base/objects.js';
import { type ArmError, badRequest, invalidModel } from './arm-error.js';

export type JsonObject = Record<string, unknown>;

const ajv = new Ajv2020({ allowUnionTypes: true });

/**
 * A reader of request bodies: returns the body as `T`, or throws a 400 that names the first wrong property.
 * Properties that the schema does not name pass: the service keeps what it does not know.
 */
export function bodyReader<T>(schema: SchemaObject): (body: unknown) => T {
  const validate = ajv.compile<T>(schema);
  return (body) => {
    const given = withoutNulls(body);
    if (validate(given)) return given;
    throw explain(validate.errors?.[0]);
  };
}

/** A property that is null is a property that was not given, as for the service. */
function withoutNulls(body: unknown): unknown {
  if (!isObject(body) || !isObject(body.properties)) return body;
  const given = Object.entries(body.properties).filter(([, value]) => value !== null);
  return { ...body, properties: Object.fromEntries(given) };
}

function explain(error: ErrorObject | undefined): ArmError {
  if (!error) return badRequest('Invalid data model.');
  const path = error.instancePath
    .slice(1)
    .replace(/\/(\d+)(?=\/|$)/g, '[$1]')
    .replaceAll('/', '.');
  const allowed: unknown = error.params.allowedValues;
  const hint = Array.isArray(allowed) ? `: ${allowed.join(', ')}` : '';
  return invalidModel(path || 'body', `${error.message ?? 'is not valid'}${hint}`);
}
