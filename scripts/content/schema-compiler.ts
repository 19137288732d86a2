import Ajv from 'ajv/dist/2020.js';
import standaloneCode from 'ajv/dist/standalone/index.js';
import { keyOfSchemas, readSchemas } from './schema-files.js';
import type { SchemaKind, SchemaValue, Validators } from './schemas.js';

/** Keywords of VS Code's YAML extension: what it shows instead of a pattern, and beside each value of an enumeration. */
const EDITOR_KEYWORDS = ['enumDescriptions', 'errorMessage', 'patternErrorMessage'];

/** Validators by kind, compiled from the schemas when they are first asked for, which takes 0.2 s or more. */
export function compileSchemas(): Validators {
  // Code that runs once is not worth optimising.
  const ajv = openSchemas({ optimize: false });
  return <K extends SchemaKind>(kind: K) => ajv.getSchema<SchemaValue<K>>(`${kind}.schema.json`);
}

/** The text of a CommonJS module with a validator for each kind and the `key` of the schemas that it is made from. */
export function compileModule(kinds: readonly string[]): string {
  const ajv = openSchemas({ source: true });
  const validators = standaloneCode(ajv, Object.fromEntries(kinds.map((kind) => [kind, `${kind}.schema.json`])));
  return `${validators}\nexports.key = ${JSON.stringify(keyOfSchemas())};\n`;
}

function openSchemas(code: { source?: boolean; optimize?: boolean }): Ajv {
  // The schemas are ours and tested: they need not be checked themselves.
  const trusting = { meta: false, validateSchema: false, code };
  const ajv = new Ajv({ allErrors: true, verbose: true, strict: true, allowUnionTypes: true, ...trusting });
  ajv.addVocabulary(EDITOR_KEYWORDS);
  for (const schema of readSchemas()) ajv.addSchema(JSON.parse(schema));
  return ajv;
}
