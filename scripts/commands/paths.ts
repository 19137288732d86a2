import { existsSync } from 'node:fs';
import { SentinelError } from '../base/errors.js';
import { relativePath } from '../base/files.js';
import type { Context } from './command.js';

/** Arguments as paths below the root. Throws a `SentinelError` for one that is not there or lies elsewhere. */
export function resolvePaths({ root }: Context, paths: readonly string[]): string[] {
  return paths.map((path) => {
    if (!existsSync(path)) {
      throw new SentinelError(
        'usage',
        `There is no file or folder ${path}.`,
        'Paths are relative to the current folder.',
      );
    }
    const relative = relativePath(root, path);
    if (relative === '..' || relative.startsWith('../') || /^[A-Za-z]:/.test(relative)) {
      const help = `The repository is ${root}; choose another with --root.`;
      throw new SentinelError('usage', `${path} lies outside the repository.`, help);
    }
    return relative;
  });
}
