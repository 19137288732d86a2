import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SentinelError } from '../base/errors.js';

/** Names the files of a site, so that the next run can remove what it no longer has, and nothing else. */
const MANIFEST = '.catalog-files.json';

/**
 * Writes a site into a folder. Pages of an earlier run that are gone are removed; a folder that holds other people's
 * files is refused.
 * @throws SentinelError `catalog-folder` (exit code 2)
 */
export function writeSite(folder: string, files: ReadonlyMap<string, string>): void {
  for (const path of earlierFiles(folder)) if (!files.has(path)) rmSync(join(folder, path), { force: true });
  for (const [path, text] of files) {
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    if (!existsSync(target) || readFileSync(target, 'utf8') !== text) writeFileSync(target, text);
  }
  writeFileSync(join(folder, MANIFEST), `${JSON.stringify([...files.keys()], null, 1)}\n`);
}

function earlierFiles(folder: string): string[] {
  if (!existsSync(folder) || readdirSync(folder).length === 0) return [];
  const manifest = join(folder, MANIFEST);
  if (!existsSync(manifest)) {
    throw new SentinelError(
      'catalog-folder',
      `${folder} holds files that no catalog wrote`,
      'Name an empty or a new folder with --out.',
    );
  }
  const paths: unknown = JSON.parse(readFileSync(manifest, 'utf8'));
  const isInside = (path: unknown): path is string =>
    typeof path === 'string' && !/(^|[\\/])\.\.([\\/]|$)|^[\\/]/.test(path);
  return Array.isArray(paths) ? paths.filter(isInside) : [];
}
