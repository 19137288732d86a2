import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SCHEMA_FOLDER } from '../base/package-folder.js';

/** The texts of all JSON Schemas, in the order of their names. */
export function readSchemas(): string[] {
  const names = readdirSync(SCHEMA_FOLDER).filter((name) => name.endsWith('.schema.json'));
  return names.sort().map((name) => readFileSync(join(SCHEMA_FOLDER, name), 'utf8'));
}

/** Changes with any of the schemas. */
export function keyOfSchemas(): string {
  return createHash('sha256').update(readSchemas().join('\0')).digest('base64url');
}
