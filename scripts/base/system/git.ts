import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** What one git command may print, in bytes. */
const MAX_OUTPUT = 256 * 1024 * 1024;

/**
 * Runs git in a folder, without a shell, and returns what it prints. Rejects with an error whose `message` is git's own
 * first line when git fails or is not there.
 */
export async function git(folder: string, args: readonly string[]): Promise<string> {
  try {
    const { stdout } = await execute('git', [...args], { cwd: folder, maxBuffer: MAX_OUTPUT });
    return stdout;
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim().split('\n')[0] : '';
    throw new Error(said || (error instanceof Error ? error.message : String(error)), { cause: error });
  }
}

/** The same without line ends around it; undefined where there is no git, no repository, or nothing to say. */
export async function askGit(folder: string, args: readonly string[]): Promise<string | undefined> {
  const said = await git(folder, args).catch(() => '');
  return said.trim() || undefined;
}

/**
 * Where a repository comes from, in one form for all protocols: `github.com/contoso/detections`. Empty where it is not
 * known. Names and passwords of a URL are not in it.
 */
export async function originOf(folder: string): Promise<string> {
  return canonicalOrigin((await askGit(folder, ['config', '--get', 'remote.origin.url'])) ?? '');
}

export function canonicalOrigin(url: string): string {
  return (
    url
      .trim()
      .replace(/^[a-z+]+:\/\//i, '')
      .replace(/^[^/@]*@/, '')
      // As in git@host:path; a number is a port.
      .replace(/^([\w.-]+):(?!\d+\/)/, '$1/')
      .replace(/\/+$/, '')
      .replace(/\.git$/i, '')
      .toLowerCase()
      .slice(0, 200)
  );
}
