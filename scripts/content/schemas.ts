import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ErrorObject } from 'ajv/dist/2020.js';
import type { Diagnostic } from '../base/diagnostic.js';
import { isObject } from '../base/objects.js';
import { SCHEMA_FOLDER } from '../base/package-folder.js';
import { leaveOutNulls, type Respelling, respell } from './leniency.js';
import type {
  AnalyticRule,
  HuntingQuery,
  HuntTemplate,
  SavedFunction,
  TemplateTests,
  WatchlistDefinition,
} from './model.js';
import { keyOfSchemas } from './schema-files.js';
import { schemaDiagnostics } from './schema-messages.js';
import type { YamlFile } from './yaml-file.js';

/** What each schema's data is, once it is valid. */
interface Kinds {
  'hunting-query': HuntingQuery;
  'analytic-rule': AnalyticRule;
  watchlist: WatchlistDefinition;
  function: SavedFunction;
  template: HuntTemplate;
  'template-tests': TemplateTests;
  configuration: Record<string, unknown>;
}

export type SchemaKind = keyof Kinds;

/** The type of a kind's data. */
export type SchemaValue<K extends SchemaKind> = Kinds[K];

export const SCHEMA_KINDS: readonly SchemaKind[] = [
  'hunting-query',
  'analytic-rule',
  'watchlist',
  'function',
  'template',
  'template-tests',
  'configuration',
];

/** Tells whether data fits a schema, and leaves what is wrong with it in `errors`. */
export interface Validator<T> {
  (data: unknown): data is T;
  errors?: ErrorObject[] | null;
}

/** Gives the validator of a kind. */
export type Validators = <K extends SchemaKind>(kind: K) => Validator<Kinds[K]> | undefined;

let validators: Validators | undefined;

function validator<K extends SchemaKind>(kind: K): Validator<Kinds[K]> {
  validators ??= builtValidators() ?? compileNow();
  const found = validators(kind);
  if (!found) throw new Error(`schemas/${kind}.schema.json is missing`);
  return found;
}

/** The validators that `npm run build` made; undefined where it did not run, or the schemas have changed since. */
function builtValidators(): Validators | undefined {
  let built: unknown;
  try {
    built = require('./validators.js');
  } catch {
    return undefined;
  }
  if (!isObject(built) || built.key !== keyOfSchemas()) return undefined;
  return <K extends SchemaKind>(kind: K) => {
    const found = built[kind];
    return isValidator<Kinds[K]>(found) ? found : undefined;
  };
}

function isValidator<T>(value: unknown): value is Validator<T> {
  return typeof value === 'function';
}

/** Compiling takes 0.2 s or more, most of it to load the compiler. */
function compileNow(): Validators {
  const compiler: typeof import('./schema-compiler.js') = require('./schema-compiler.js');
  return compiler.compileSchemas();
}

/** Data that fits its schema, or what is wrong with it; and what was read in spite of its upper and lower case. */
export type SchemaCheck<T> = ({ value: T } | { diagnostics: Diagnostic[] }) & { respelt: readonly Respelling[] };

/** A right type of entity brings its identifiers into play: that is as deep as corrections lead to others. */
const ROUNDS = 3;

/**
 * Checks a file's data against the schema of its kind, as the service would read it: fields that hold nothing are left
 * out, and enumerations may be in any case. Changes the data of the file accordingly.
 */
export function checkSchema<K extends SchemaKind>(kind: K, yaml: YamlFile): SchemaCheck<Kinds[K]> {
  const validate = validator(kind);
  const data = yaml.data;
  const respelt: Respelling[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    if (validate(data)) return { value: data, respelt };
    const errors = validate.errors ?? [];
    const hasChanged = kind !== 'configuration' && leaveOutNulls(data, errors);
    const changes = respell(data, errors);
    if (changes.length === 0 && !hasChanged) break;
    respelt.push(...changes);
  }
  if (validate(data)) return { value: data, respelt };
  return { diagnostics: schemaDiagnostics(kind, yaml, validate.errors ?? []), respelt };
}

const fieldsByKind = new Map<SchemaKind, readonly string[]>();

/** The names of the fields that the data of a kind may have at its top. */
export function knownFields(kind: SchemaKind): readonly string[] {
  let fields = fieldsByKind.get(kind);
  if (!fields) {
    const schema: unknown = JSON.parse(readFileSync(join(SCHEMA_FOLDER, `${kind}.schema.json`), 'utf8'));
    fields = isObject(schema) && isObject(schema.properties) ? Object.keys(schema.properties) : [];
    fieldsByKind.set(kind, fields);
  }
  return fields;
}
