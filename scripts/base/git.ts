import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** Runs git in a folder, without a shell; undefined where there is no git, no repository, or nothing to say. */
export async function askGit(root: string, args: readonly string[]): Promise<string | undefined> {
  try {
    const { stdout } = await execute('git', [...args], { cwd: root, maxBuffer: 64 * 1024 * 1024 });
    return stdout.trim() || undefined;
  } catch {
    return undefined;
  }
}

/**
 * Where a repository comes from, in one form for all protocols: `github.com/contoso/detections`. Empty where it is not
 * known. Names and passwords of a URL are not in it.
 */
export async function originOf(root: string): Promise<string> {
  return canonicalOrigin((await askGit(root, ['config', '--get', 'remote.origin.url'])) ?? '');
}

export function canonicalOrigin(url: string): string {
  const plain = url
    .trim()
    .replace(/^[a-z+]+:\/\//i, '')
    .replace(/^[^/@]*@/, '')
    // git@host:path
    .replace(/^([\w.-]+):(?!\d+\/)/, '$1/')
    .replace(/\/+$/, '')
    .replace(/\.git$/i, '');
  return plain.toLowerCase().slice(0, 200);
}
