import { join } from 'node:path';
import { SCHEMA_FOLDER } from '../../base/system/package-folder.js';
import { keyOfFolders } from './cache.js';

/** Every folder that `checks/` imports from, and itself. */
const CODE = ['checks', 'indicators', 'content', 'kql', 'base'].map((folder) => join(__dirname, '..', '..', folder));

/** Changes with the code and the shipped schemas that decide what is found: results of another state are of no use. */
export function keyOfProgram(): string {
  key ??= keyOfFolders([...CODE, SCHEMA_FOLDER]);
  return key;
}

/** The program does not change while it runs, and reading all of it takes a tenth of a short run. */
let key: string | undefined;
