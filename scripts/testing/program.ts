import { join } from 'node:path';
import { keyOf, keyOfFolders } from '../checks/runner/cache.js';
import { keyOfProgram } from '../checks/runner/program.js';

/** Changes with the code that decides how a test ends, the shipped schemas and those of the repository, its saved functions included. */
export function keyOfTesting(root: string): string {
  return keyOf(keyOfProgram(), keyOfFolders([__dirname, join(root, 'schemas'), join(root, 'functions')]));
}
