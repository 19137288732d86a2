import { join } from 'node:path';
import { SCHEMA_FOLDER } from '../base/system/package-folder.js';
import { keyOfFolders } from '../checks/runner/cache.js';

/** Every folder of code that decides how a test ends. */
const CODE = ['testing', 'content', 'kql', 'indicators', 'base'].map((folder) => join(__dirname, '..', folder));

/** Changes with the code, the shipped schemas and those of the repository, its saved functions included. */
export function keyOfTesting(root: string): string {
  return keyOfFolders([...CODE, SCHEMA_FOLDER, join(root, 'schemas'), join(root, 'functions')]);
}
