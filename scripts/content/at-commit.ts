import { lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { SentinelError } from '../base/errors.js';
import { branchPoint, git, gitBytes, resolveCommit } from '../base/system/git.js';

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
    const files = await filesOf(root, await known(commit, resolveCommit(root, commit)), paths);
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

/** Where this branch left another (`branchPoint`). Throws as `atCommit` does. */
export function baseCommit(root: string, ref: string): Promise<string> {
  return known(ref, branchPoint(root, ref));
}

function known(ref: string, commit: Promise<string>): Promise<string> {
  return commit.catch((cause: Error) => {
    throw new SentinelError(
      'commit-unknown',
      `git does not find ${ref} in this clone (${cause.message}).`,
      'Name a branch or commit that the clone has; in a workflow, check out with the full history (fetch-depth: 0).',
      { cause },
    );
  });
}

/** How much the working tree differs from a commit, in files and lines of text. Rejects as `git` does. */
export async function sizeOfChange(
  root: string,
  commit: string,
): Promise<{ files: number; added: number; removed: number }> {
  const changed = await git(root, ['diff', '--numstat', '--no-renames', commit, '--']);
  const lines = changed.split('\n').filter(Boolean);
  // A binary file has `-` where the others have numbers.
  const sum = (at: 0 | 1) => lines.reduce((all, line) => all + (Number(line.split('\t')[at]) || 0), 0);
  const others = await git(root, ['ls-files', '--others', '--exclude-standard', '-z']);
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
  const listed = await git(root, ['ls-tree', '-r', '-z', commit, '--', ...paths]);
  return listed.split('\0').flatMap((line) => {
    const [, object = '', path = ''] = ORDINARY.exec(line) ?? [];
    return object === '' ? [] : [{ object, path }];
  });
}

/** The contents of git objects, in one process for all of them. */
async function readObjects(root: string, objects: readonly string[]): Promise<Buffer[]> {
  if (objects.length === 0) return [];
  const all = await gitBytes(root, ['cat-file', '--batch'], `${objects.join('\n')}\n`);
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
