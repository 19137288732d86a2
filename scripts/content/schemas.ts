import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Diagnostic } from './diagnostic.js';
import type { AnalyticRule, HuntingQuery, HuntTemplate, WatchlistDefinition } from './model.js';
import type { YamlFile } from './yaml-file.js';

/** The folder that ships with the program: `schemas/` beside `dist/` and `scripts/`. */
export const SCHEMA_FOLDER = join(__dirname, '..', '..', 'schemas');

/** What each schema's data is, once it is valid. */
interface Kinds {
  'hunting-query': HuntingQuery;
  'analytic-rule': AnalyticRule;
  watchlist: WatchlistDefinition;
  template: HuntTemplate;
  configuration: Record<string, unknown>;
}

export type SchemaKind = keyof Kinds;

/** The type of a kind's data. */
export type SchemaValue<K extends SchemaKind> = Kinds[K];

/** Keywords of VS Code's YAML extension: what it shows instead of a pattern, and beside each value of an enumeration. */
const EDITOR_KEYWORDS = ['enumDescriptions', 'errorMessage', 'patternErrorMessage'];

let ajv: Ajv | undefined;

function validator<K extends SchemaKind>(kind: K): ValidateFunction<Kinds[K]> {
  if (!ajv) {
    // The schemas are ours and tested: not checking them again, nor optimising code that runs once, halves the start.
    const fast = { meta: false, validateSchema: false, code: { optimize: false } };
    ajv = new Ajv({ allErrors: true, verbose: true, strict: true, allowUnionTypes: true, ...fast });
    ajv.addVocabulary(EDITOR_KEYWORDS);
    for (const name of readdirSync(SCHEMA_FOLDER).filter((file) => file.endsWith('.schema.json'))) {
      ajv.addSchema(JSON.parse(readFileSync(join(SCHEMA_FOLDER, name), 'utf8')));
    }
  }
  const found = ajv.getSchema<Kinds[K]>(`${kind}.schema.json`);
  if (!found) throw new Error(`schemas/${kind}.schema.json is missing`);
  return found;
}

/** Checks a file's data against the schema of its kind: the typed value, or diagnostics at the places that are wrong. */
export function checkSchema<K extends SchemaKind>(
  kind: K,
  yaml: YamlFile,
): { value: Kinds[K] } | { diagnostics: Diagnostic[] } {
  const validate = validator(kind);
  const data = yaml.data;
  if (validate(data)) return { value: data };
  const errors = (validate.errors ?? []).filter((error) => !isEcho(error));
  return { diagnostics: errors.map((error) => toDiagnostic(kind, yaml, error)) };
}

/** `if` repeats what its branch says; inside `contains` and `propertyNames` stands only why one candidate did not do. */
function isEcho({ keyword, schemaPath }: ErrorObject): boolean {
  return keyword === 'if' || /\/(contains|propertyNames)\//.test(schemaPath);
}

function toDiagnostic(kind: SchemaKind, yaml: YamlFile, error: ErrorObject): Diagnostic {
  const path = error.instancePath
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step));
  const unknown = error.keyword === 'additionalProperties' || error.keyword === 'unevaluatedProperties';
  const property: unknown = error.params.additionalProperty ?? error.params.unevaluatedProperty;
  const place = path.join('.') || 'the file';
  const range =
    unknown && typeof property === 'string'
      ? yaml.rangeOfKey([...path, property])
      : error.keyword === 'required'
        ? yaml.rangeOfKey(path)
        : yaml.rangeOfValue(path);
  return {
    code: 'schema',
    severity: 'error',
    message: `${place} ${describe(error)}`,
    file: yaml.source.file,
    range,
    help: describeHelp(kind, error),
  };
}

function describe(error: ErrorObject): string {
  const { keyword, params } = error;
  if (keyword === 'required') return `lacks the field '${params.missingProperty}'`;
  if (keyword === 'additionalProperties') return `has the unknown field '${params.additionalProperty}'`;
  if (keyword === 'unevaluatedProperties') return `has the unknown field '${params.unevaluatedProperty}'`;
  if (keyword === 'enum') return `must be one of ${[params.allowedValues].flat().join(', ')}`;
  if (keyword === 'const') return `must be ${JSON.stringify(params.allowedValue)}`;
  if (keyword === 'pattern') return `must match ${params.pattern}`;
  if (keyword === 'false schema') return 'is not allowed here';
  if (keyword === 'propertyNames') return `has the name '${params.propertyName}', which is not allowed`;
  if (keyword === 'contains') return 'lacks an identifier that this entity needs';
  return error.message ?? `fails '${keyword}'`;
}

function describeHelp(kind: SchemaKind, error: ErrorObject): string {
  const parent: unknown = error.parentSchema;
  if (parent && typeof parent === 'object') {
    for (const word of ['patternErrorMessage', 'errorMessage', 'description']) {
      const text: unknown = Reflect.get(parent, word);
      if (typeof text === 'string') return text;
    }
  }
  return `See schemas/${kind}.schema.json.`;
}
