import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { SentinelError } from '../base/errors.js';
import { CONFIGURATION_FILE, FOLDERS } from '../content/layout.js';

/**
 * The content repository of a run, absolute: the folder that is named, or the nearest one upwards that holds a
 * configuration, or the current one. Throws a `SentinelError` for a folder that is not there.
 */
export function findRoot(named: string | undefined): string {
  if (named !== undefined) {
    const root = resolve(named);
    if (isFolder(root)) return root;
    throw new SentinelError('usage', `--root: there is no folder ${root}`, 'Name the folder of a content repository.');
  }
  for (let folder = resolve('.'); ; folder = dirname(folder)) {
    if (existsSync(join(folder, CONFIGURATION_FILE))) return folder;
    if (folder === dirname(folder)) return resolve('.');
  }
}

/** Throws a `SentinelError` that says what to do where a folder has neither a configuration nor content. */
export function requireRepository(root: string): void {
  const signs = [CONFIGURATION_FILE, ...FOLDERS.map(([folder]) => folder)];
  if (signs.some((sign) => existsSync(join(root, sign)))) return;
  throw new SentinelError(
    'usage',
    `${root} is no content repository: it has no ${CONFIGURATION_FILE} and no content, and neither has a folder above it.`,
    "Go to yours, or name it with --root; 'sentinel init' makes a new one.",
  );
}

function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}
