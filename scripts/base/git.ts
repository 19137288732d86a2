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
