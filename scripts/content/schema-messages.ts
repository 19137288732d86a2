import type { ErrorObject } from 'ajv/dist/2020.js';
import { type Diagnostic, FILE_START, type Range } from '../base/diagnostic.js';
import { isObject } from '../base/objects.js';
import { closest, didYouMean } from '../base/spelling.js';
import { shorten } from '../base/strings.js';
import { pathOf } from './leniency.js';
import type { YamlFile, YamlPath } from './yaml/yaml-file.js';

/** What ajv found, in words for the person who wrote the file: one diagnostic for one mistake, at its place. */
export function schemaDiagnostics(kind: string, yaml: YamlFile, errors: readonly ErrorObject[]): Diagnostic[] {
  const diagnostics = new Map<string, Diagnostic>();
  for (const error of errors) {
    if (isEcho(error) || isConsequence(error, errors)) continue;
    const path = pathOf(error.instancePath);
    const { message, help, range = yaml.rangeOfValue(path), isAbsence } = describe(yaml, path, error);
    // One mistake often breaks several rules; missing fields, though, all stand at the place where they are not.
    const place = isAbsence === true ? message : JSON.stringify(range);
    if (diagnostics.has(place)) continue;
    diagnostics.set(place, {
      code: 'schema',
      severity: 'error',
      effect: isOurs(path) ? 'blocked' : 'refused',
      message,
      file: yaml.source.file,
      range,
      help: help ?? annotation(error) ?? `See schemas/${kind}.schema.json.`,
    });
  }
  return [...diagnostics.values()];
}

/** Fields that are never sent: the service minds nothing in them, but what they are for would not work. */
const OURS: ReadonlySet<unknown> = new Set([
  ...[
    'tests',
    'falsePositives',
    'equivalentMutants',
    'indicators',
    'report',
    'requiredDataConnectors',
    'metadata',
    'version',
  ],
]);

const isOurs = ([field]: YamlPath) => OURS.has(field);

/** `if` repeats what its branch says; inside `contains` and `propertyNames` stands only why one candidate did not do. */
function isEcho({ keyword, schemaPath }: ErrorObject): boolean {
  return keyword === 'if' || /\/(contains|propertyNames)\//.test(schemaPath);
}

/** Where an identifier is missing because one is misspelt, that is said there. */
function isConsequence({ keyword, instancePath }: ErrorObject, errors: readonly ErrorObject[]): boolean {
  return (
    keyword === 'contains' &&
    errors.some((other) => !isEcho(other) && other.instancePath.startsWith(`${instancePath}/`))
  );
}

interface Description {
  message: string;
  help?: string;
  range?: Range;
  /** A field is missing, so the range is not that of a mistake. */
  isAbsence?: true;
}

function describe(yaml: YamlFile, path: YamlPath, { keyword, params, data, parentSchema }: ErrorObject): Description {
  const place = placeOf(path);
  switch (keyword) {
    case 'required':
      return describeMissing(yaml, path, String(params.missingProperty), data, parentSchema);
    case 'additionalProperties':
    case 'unevaluatedProperties': {
      const field = String(params.additionalProperty ?? params.unevaluatedProperty);
      const known = propertiesOf(parentSchema);
      const hint = didYouMean(field, known);
      return {
        message: `${place} has the unknown field '${field}'${hint}`,
        range: yaml.rangeOfKey([...path, field]),
        ...(hint === '' ? { help: `Remove it; known are: ${known.join(', ')}.` } : {}),
      };
    }
    case 'enum': {
      const allowed = [params.allowedValues].flat().map(String);
      const hint = typeof data === 'string' ? didYouMean(data, allowed) : '';
      return { message: `${place} cannot be ${shown(data)}${hint}`, help: `One of: ${allowed.join(', ')}.` };
    }
    case 'const':
      return { message: `${place} must be ${shown(params.allowedValue)}, not ${shown(data)}` };
    case 'pattern':
      return { message: `${place} has the wrong form: ${shown(data)}` };
    case 'type':
      return describeType(place, String(params.type), data, parentSchema);
    case 'false schema':
      return { message: `${place} is not allowed here`, range: yaml.rangeOfKey(path), help: 'Remove the field.' };
    case 'propertyNames':
      return {
        message: `${place} has the name '${params.propertyName}', which is not allowed`,
        range: yaml.rangeOfKey([...path, String(params.propertyName)]),
      };
    case 'uniqueItems': {
      const index = Number(params.i);
      const twice = Array.isArray(data) ? shown(data[index]) : 'an entry';
      return {
        message: `${place} has ${twice} twice`,
        range: yaml.rangeOfValue([...path, index]),
        help: 'Remove one.',
      };
    }
    case 'contains':
      return { message: `${place} has no identifier that this entity needs` };
    default:
      return { message: `${place} ${limit(keyword, params, data)}` };
  }
}

/** A field that is missing; where a field of nearly that name stands, it is misspelt. */
function describeMissing(
  yaml: YamlFile,
  path: YamlPath,
  field: string,
  data: unknown,
  parentSchema: unknown,
): Description {
  const known = new Set(propertiesOf(parentSchema));
  const unknown = isObject(data) ? Object.keys(data).filter((key) => !known.has(key)) : [];
  const misspelt = closest(field, unknown);
  if (misspelt !== undefined) {
    const message = `${placeOf(path)} has '${misspelt}' where the field '${field}' is missing`;
    return { message, range: yaml.rangeOfKey([...path, misspelt]), help: `Write ${field}.` };
  }
  const help = descriptionOf(parentSchema, field);
  // A null was read as nothing; its key stands in the file all the same.
  if (yaml.document.hasIn([...path, field])) {
    const message = `${placeOf([...path, field])} is empty`;
    return { message, range: yaml.rangeOfKey([...path, field]), help: help ?? `Fill ${field}.` };
  }
  const message = `${placeOf(path)} has no field '${field}'`;
  const range = path.length === 0 ? FILE_START : yaml.rangeOfKey(path);
  return { message, range, isAbsence: true, help: help ? `Add ${field}: ${help}` : `Add ${field}.` };
}

const TYPE_NAMES: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map of fields',
};

function describeType(place: string, wanted: string, data: unknown, schema: unknown): Description {
  const types = wanted.split(',').map((type) => TYPE_NAMES[type] ?? type);
  const message = `${place} must be ${types.join(' or ')}, not ${shown(data)}`;
  const isUnquoted = wanted === 'string' && (typeof data === 'number' || typeof data === 'boolean');
  // In quotes, it may still be of the wrong form: then the form is what to tell.
  const pattern = isObject(schema) && typeof schema.pattern === 'string' ? schema.pattern : '';
  if (isUnquoted && new RegExp(pattern, 'u').test(String(data)))
    return { message, help: 'Put it in quotes: without them YAML reads it as something else.' };
  if (data === null) return { message, help: 'Fill the field, or remove it.' };
  return { message };
}

/** Keywords that hold a length or a number to a bound. */
function limit(keyword: string, params: Record<string, unknown>, data: unknown): string {
  const size = typeof data === 'string' ? [...data].length : Array.isArray(data) ? data.length : undefined;
  switch (keyword) {
    case 'minLength':
      return size === 0 ? 'is empty' : `has ${size} characters, at least ${params.limit} are needed`;
    case 'maxLength':
      return `has ${size} characters, at most ${params.limit} are allowed`;
    case 'minItems':
      return size === 0 ? 'is empty' : `has ${size} entries, at least ${params.limit} are needed`;
    case 'maxItems':
      return `has ${size} entries, at most ${params.limit} are allowed`;
    case 'maxProperties':
      return `has more than ${params.limit} fields`;
    case 'minimum':
    case 'maximum':
      return `is ${shown(data)}, which is beyond the limit of ${params.limit}`;
    default:
      return `fails '${keyword}'`;
  }
}

/** What the schema itself says to the reader about the place that is wrong. */
function annotation({ parentSchema }: ErrorObject): string | undefined {
  if (!isObject(parentSchema)) return undefined;
  const texts = [parentSchema.patternErrorMessage, parentSchema.errorMessage, parentSchema.description];
  return texts.find((text): text is string => typeof text === 'string');
}

function propertiesOf(schema: unknown): string[] {
  return isObject(schema) && isObject(schema.properties) ? Object.keys(schema.properties) : [];
}

function descriptionOf(schema: unknown, field: string): string | undefined {
  const properties = isObject(schema) ? schema.properties : undefined;
  const property = isObject(properties) ? properties[field] : undefined;
  return isObject(property) && typeof property.description === 'string' ? property.description : undefined;
}

/** `entityMappings[0].entityType`; the file as a whole has no name. */
function placeOf(path: YamlPath): string {
  const place = path.reduce<string>(
    (before, step) => (typeof step === 'number' ? `${before}[${step}]` : before === '' ? step : `${before}.${step}`),
    '',
  );
  return place === '' ? 'The file' : place;
}

/** Characters of a value that a message shows. */
const MAX_SHOWN = 60;

/** A value in a message, on one line and not too long. */
function shown(value: unknown): string {
  if (typeof value === 'string') return `'${shorten(value.slice(0, 200).replace(/\s+/g, ' ').trim(), MAX_SHOWN)}'`;
  if (Array.isArray(value)) return 'a list';
  if (isObject(value)) return 'a map of fields';
  if (value === null || value === undefined) return 'nothing';
  return shorten(String(value), MAX_SHOWN);
}
