import { readTextIfThere } from '../content/files.js';
import { type AllowListEntry, parseAllowList } from './hygiene/allow-list.js';

/** The team's own list of what must never be hunted for, at the root of the repository. */
export const ALLOW_LIST_FILE = 'allow-list.csv';

/** Reads the allow-list; a repository without one allows nothing. Throws as `parseAllowList` does. */
export function loadAllowList(root: string): AllowListEntry[] {
  const text = readTextIfThere(root, ALLOW_LIST_FILE);
  return text === undefined ? [] : parseAllowList(text, ALLOW_LIST_FILE);
}
