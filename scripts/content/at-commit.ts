import { execFile, spawn } from 'node:child_process';
import { lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { SentinelError } from '../base/errors.js';

const execute = promisify(execFile);

const MAX_BUFFER = 256 * 1024 * 1024;

/** Ordinary files; links and submodules are no content. */
const ORDINARY = /^100\d{3} blob ([0-9a-f]+)\t(.+)$/;

/**
 * Lays out what a content repository was at a commit in a temporary folder, for as long as `use` runs.
 * @param paths files and folders of the repository that are wanted, relative to its root
 * @throws SentinelError `commit-unknown` when the clone does not have the commit, or there is no git repository
 */
export async function atCommit<T>(
  root: string,
  commit: string,
  paths: readonly string[],
  use: (folder: string) => Promise<T> | T,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'sentinel-commit-'));
  try {
    const files = await filesOf(root, commit, paths);
    const texts = await readObjects(
      root,
      files.map(({ object }) => object),
    );
    files.forEach(({ path }, index) => {
      const target = join(folder, path);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, texts[index] ?? '');
    });
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The full id of the commit that a name stands for. Throws as `atCommit` does. */
export async function resolveCommit(root: string, ref: string): Promise<string> {
  const { stdout } = await git(root, ['rev-parse', '--verify', '--end-of-options', `${ref}^{commit}`], ref);
  return stdout.trim();
}

/** The commit at which this branch left another; that one itself where they have none in common, as in a shallow clone. */
export async function branchPoint(root: string, ref: string): Promise<string> {
  const tip = await resolveCommit(root, ref);
  try {
    return (await execute('git', ['merge-base', tip, 'HEAD'], { cwd: root })).stdout.trim();
  } catch {
    return tip;
  }
}

/** How much the working tree differs from a commit, in files and lines of text. Throws as `atCommit` does. */
export async function sizeOfChange(
  root: string,
  commit: string,
): Promise<{ files: number; added: number; removed: number }> {
  const { stdout } = await git(root, ['diff', '--numstat', '--no-renames', commit, '--'], commit);
  const lines = stdout.split('\n').filter(Boolean);
  // A binary file has `-` where the others have numbers.
  const sum = (at: 0 | 1) => lines.reduce((all, line) => all + (Number(line.split('\t')[at]) || 0), 0);
  const { stdout: others } = await git(root, ['ls-files', '--others', '--exclude-standard', '-z'], commit);
  const untracked = others.split('\0').filter(Boolean);
  const fresh = untracked.reduce((all, file) => all + linesOf(join(root, file)), 0);
  return { files: lines.length + untracked.length, added: sum(0) + fresh, removed: sum(1) };
}

/** As git counts them: none of a binary file, a link or a folder. */
function linesOf(path: string): number {
  if (!lstatSync(path).isFile()) return 0;
  const bytes = readFileSync(path);
  return bytes.includes(0) ? 0 : bytes.toString('latin1').split('\n').length - 1;
}

async function filesOf(root: string, commit: string, paths: readonly string[]) {
  const { stdout } = await git(root, ['ls-tree', '-r', '-z', commit, '--', ...paths], commit);
  return stdout.split('\0').flatMap((line) => {
    const [, object = '', path = ''] = ORDINARY.exec(line) ?? [];
    return object === '' ? [] : [{ object, path }];
  });
}

/** The contents of git objects, in one process for all of them. */
async function readObjects(root: string, objects: readonly string[]): Promise<Buffer[]> {
  if (objects.length === 0) return [];
  const child = spawn('git', ['cat-file', '--batch'], { cwd: root, stdio: ['pipe', 'pipe', 'ignore'] });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stdin.end(`${objects.join('\n')}\n`);
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => resolve());
  });
  const all = Buffer.concat(chunks);
  const texts: Buffer[] = [];
  for (let at = 0; at < all.length; ) {
    // `<object> blob <size>`, a line end, the content, a line end.
    const end = all.indexOf(0x0a, at);
    const size = Number(all.toString('latin1', at, end).split(' ')[2]);
    texts.push(all.subarray(end + 1, end + 1 + size));
    at = end + size + 2;
  }
  return texts;
}

async function git(root: string, args: readonly string[], ref: string) {
  try {
    return await execute('git', [...args], { cwd: root, maxBuffer: MAX_BUFFER });
  } catch (cause) {
    const said = cause instanceof Error && 'stderr' in cause ? String(cause.stderr).trim().split('\n')[0] : '';
    throw new SentinelError(
      'commit-unknown',
      `git does not find ${ref} in this clone${said ? ` (${said})` : ''}.`,
      'Name a branch or commit that the clone has; in a workflow, check out with the full history (fetch-depth: 0).',
      { cause },
    );
  }
}
