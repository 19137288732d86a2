import { join } from 'node:path';
import { keyOfFolders } from './cache.js';

const CODE = ['.', '../content', '../kql', '../reports', '../authoring'].map((folder) => join(__dirname, folder));
const SHIPPED_SCHEMAS = join(__dirname, '..', '..', 'schemas');

/** Changes with the code and the shipped schemas that decide what is found: results of another state are of no use. */
export function keyOfProgram(): string {
  return keyOfFolders([...CODE, SHIPPED_SCHEMAS]);
}
