import Ajv from 'ajv/dist/2020.js';
import standaloneCode from 'ajv/dist/standalone/index.js';
import { keyOfSchemas, readSchemas } from './files.js';

/** Keywords of VS Code's YAML extension: what it shows instead of a pattern, and beside each value of an enumeration. */
const EDITOR_KEYWORDS = ['enumDescriptions', 'errorMessage', 'patternErrorMessage'];

/** The validator of `schemas/<name>.schema.json`, compiled now, which takes 0.2 s or more; undefined without that file. */
export function compileSchemas() {
  // Code that runs once is not worth optimising.
  const ajv = openSchemas({ optimize: false });
  return (name: string) => ajv.getSchema(`${name}.schema.json`);
}

/** The text of a CommonJS module with a validator for each name and the `key` of the schemas that it is made from. */
export function compileModule(names: readonly string[]): string {
  const ajv = openSchemas({ source: true });
  const validators = standaloneCode(ajv, Object.fromEntries(names.map((name) => [name, `${name}.schema.json`])));
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
