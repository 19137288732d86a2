import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv, { type ValidateFunction } from 'ajv/dist/2020.js';
import type { Diagnostic } from './diagnostic.js';
import type { AnalyticRule, HuntingQuery, HuntTemplate, WatchlistDefinition } from './model.js';
import { isObject } from './objects.js';
import { schemaDiagnostics } from './schema-messages.js';
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
  return { diagnostics: schemaDiagnostics(kind, yaml, validate.errors ?? []) };
}

/** The names of the fields that the data of a kind may have at its top. */
export function knownFields(kind: SchemaKind): string[] {
  const schema: unknown = validator(kind).schema;
  const properties: unknown = isObject(schema) ? schema.properties : undefined;
  return isObject(properties) ? Object.keys(properties) : [];
}
