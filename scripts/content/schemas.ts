import type { Diagnostic } from '../base/diagnostic.js';
import { isObject } from '../base/objects.js';
import { readSchema } from '../base/schemas/files.js';
import { validatorOf } from '../base/schemas/validators.js';
import { leaveOutNulls, type Respelling, respell } from './leniency.js';
import type {
  AnalyticRule,
  HuntingQuery,
  HuntTemplate,
  IngestSettings,
  SavedFunction,
  TemplateTests,
  WatchlistDefinition,
} from './model.js';
import { schemaDiagnostics } from './schema-messages.js';
import type { YamlFile } from './yaml/yaml-file.js';

/** What each schema's data is, once it is valid. */
interface Kinds {
  'hunting-query': HuntingQuery;
  'analytic-rule': AnalyticRule;
  watchlist: WatchlistDefinition;
  function: SavedFunction;
  template: HuntTemplate;
  'template-tests': TemplateTests;
  configuration: Record<string, unknown>;
  'ingest-settings': IngestSettings;
}

export type SchemaKind = keyof Kinds;

/** The type of a kind's data. */
export type SchemaValue<K extends SchemaKind> = Kinds[K];

/** Data that fits its schema, or what is wrong with it; and what was read in spite of its upper and lower case. */
export type SchemaCheck<T> = ({ value: T } | { diagnostics: Diagnostic[] }) & { respelt: readonly Respelling[] };

/** A right type of entity brings its identifiers into play: that is as deep as corrections lead to others. */
const ROUNDS = 3;

/**
 * Checks a file's data against the schema of its kind, as the service would read it: fields that hold nothing are left
 * out, and enumerations may be in any case. Changes the data of the file accordingly.
 */
export function checkSchema<K extends SchemaKind>(kind: K, yaml: YamlFile): SchemaCheck<Kinds[K]> {
  const validate = validatorOf<Kinds[K]>(kind);
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
    const schema: unknown = JSON.parse(readSchema(kind));
    fields = isObject(schema) && isObject(schema.properties) ? Object.keys(schema.properties) : [];
    fieldsByKind.set(kind, fields);
  }
  return fields;
}
