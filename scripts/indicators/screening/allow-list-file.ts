import { readTextIfThere } from '../../base/files.js';
import { ALLOW_LIST_FILE } from '../../content/layout.js';
import { type AllowListEntry, parseAllowList } from './allow-list.js';

/** Reads the allow-list; a repository without one allows nothing. Throws as `parseAllowList` does. */
export function loadAllowList(root: string): AllowListEntry[] {
  const text = readTextIfThere(root, ALLOW_LIST_FILE);
  return text === undefined ? [] : parseAllowList(text, ALLOW_LIST_FILE);
}
