import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { SentinelError } from '../../base/errors.js';

const execute = promisify(execFile);

/** Files that changed since this branch left a commit's: their text then, by their path now. New files are not in it. */
export type BaseTexts = ReadonlyMap<string, string>;

/**
 * Asks git for the texts that files had at a commit. Throws a `SentinelError` when the folder is in no git repository
 * or the commit is not known.
 */
export async function readBase(root: string, ref: string): Promise<BaseTexts> {
  const tip = (await git(root, ['rev-parse', '--verify', '--end-of-options', `${ref}^{commit}`], ref)).trim();
  const commit = await branchPoint(root, tip);
  const names = ['diff', '--name-status', '--find-renames', '--relative', '-z', commit, '--', '.'];
  const fields = (await git(root, names, ref)).split('\0');
  const texts = new Map<string, string>();
  while (fields.length > 1) {
    const status = fields.shift() ?? '';
    const before = fields.shift() ?? '';
    const now = /^[RC]/.test(status) ? (fields.shift() ?? '') : before;
    if (/^[MRC]/.test(status)) texts.set(now, await git(root, ['show', `${commit}:./${before}`], ref));
  }
  return texts;
}

/** Where this branch left the base: what has come to the base since is not this branch's doing. */
async function branchPoint(root: string, tip: string): Promise<string> {
  try {
    const { stdout } = await execute('git', ['merge-base', tip, 'HEAD'], { cwd: root });
    return stdout.trim();
  } catch {
    // Without a common commit, as in a shallow clone, the base itself is the best that there is.
    return tip;
  }
}

/** Runs git without a shell. */
async function git(root: string, args: readonly string[], ref: string): Promise<string> {
  try {
    const { stdout } = await execute('git', [...args], { cwd: root, maxBuffer: 256 * 1024 * 1024 });
    return stdout;
  } catch (error) {
    const reason = error instanceof Error && 'stderr' in error ? String(error.stderr).trim().split('\n')[0] : '';
    throw new SentinelError(
      'usage',
      `--base ${ref}: git cannot compare with it${reason ? ` (${reason})` : ''}.`,
      'Name a branch or commit that this clone has; in a workflow, check out with the full history (fetch-depth: 0).',
      { cause: error },
    );
  }
}
