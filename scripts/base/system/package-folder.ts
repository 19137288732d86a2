import { join } from 'node:path';

/** The folder of the package: `schemas/` and `templates/` lie in it, beside `dist/` and `scripts/`. */
export const PACKAGE_FOLDER = join(__dirname, '..', '..', '..');

/** The JSON Schemas, and the columns of Sentinel's tables, that come with the package. */
export const SCHEMA_FOLDER = join(PACKAGE_FOLDER, 'schemas');

/** Where the schemas of a repository's tables and functions are: those of the package, then its own. */
export function schemaFolders(root: string): string[] {
  return [SCHEMA_FOLDER, join(root, 'schemas')];
}
