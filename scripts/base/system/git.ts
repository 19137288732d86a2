import { execFile } from 'node:child_process';

/** What one git command may print, in bytes. */
const MAX_OUTPUT = 256 * 1024 * 1024;

/**
 * Runs git in a folder, without a shell, and returns what it prints. Rejects with an error whose `message` is git's own
 * first line when git fails or is not there.
 */
export async function git(folder: string, args: readonly string[]): Promise<string> {
  return (await gitBytes(folder, args)).toString();
}

/** The same to the byte, of a command that reads its standard input. Rejects as `git` does. */
export function gitBytes(folder: string, args: readonly string[], input = ''): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const options = { cwd: folder, maxBuffer: MAX_OUTPUT, encoding: 'buffer' } as const;
    const child = execFile('git', [...args], options, (error, stdout, stderr) => {
      const said = String(stderr).trim().split('\n')[0];
      if (error) reject(new Error(said || error.message, { cause: error }));
      else resolve(stdout);
    });
    // Where git ends before it has read all, its own words say why.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
}

/** The full id of the commit that a name stands for, whatever the name looks like. Rejects as `git` does. */
export async function resolveCommit(folder: string, ref: string): Promise<string> {
  return (await git(folder, ['rev-parse', '--verify', '--end-of-options', `${ref}^{commit}`])).trim();
}

/**
 * The commit at which this branch left another; the other itself where they have none in common, as in a shallow clone.
 * Rejects as `git` does.
 */
export async function branchPoint(folder: string, ref: string): Promise<string> {
  const tip = await resolveCommit(folder, ref);
  return (await askGit(folder, ['merge-base', tip, 'HEAD'])) ?? tip;
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
