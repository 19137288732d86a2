import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SCHEMA_FOLDER } from '../system/package-folder.js';

const EXTENSION = '.schema.json';

/** The names of all JSON Schemas: `hunting-query` is the one of `schemas/hunting-query.schema.json`. */
export function schemaNames(): string[] {
  const files = readdirSync(SCHEMA_FOLDER).filter((file) => file.endsWith(EXTENSION));
  return files.map((file) => file.slice(0, -EXTENSION.length)).sort();
}

/** The texts of all JSON Schemas, in the order of their names. */
export function readSchemas(): string[] {
  return schemaNames().map(readSchema);
}

export function readSchema(name: string): string {
  return readFileSync(join(SCHEMA_FOLDER, `${name}${EXTENSION}`), 'utf8');
}

/** Changes with any of the schemas. */
export function keyOfSchemas(): string {
  return createHash('sha256').update(readSchemas().join('\0')).digest('base64url');
}
