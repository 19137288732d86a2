import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AllowListEntry, parseAllowList } from './hygiene/allow-list.js';

/** The team's own list of what must never be hunted for, at the root of the repository. */
export const ALLOW_LIST_FILE = 'allow-list.csv';

/** Reads the allow-list; a repository without one allows nothing. Throws as `parseAllowList` does. */
export function loadAllowList(root: string): AllowListEntry[] {
  const path = join(root, ALLOW_LIST_FILE);
  return existsSync(path) ? parseAllowList(readFileSync(path, 'utf8'), ALLOW_LIST_FILE) : [];
}
