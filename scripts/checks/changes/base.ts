import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SentinelError } from '../../base/errors.js';
import { branchPoint, git } from '../../base/system/git.js';
import { isYaml } from '../../content/layout.js';
import { contentIdOf } from '../../content/naming.js';

/** How YAML files stood at a commit, seen from how they stand now. Content is known by its id, wherever its file lies. */
export interface Base {
  /** The text at the commit of each file that changed since, by its path now. */
  texts: ReadonlyMap<string, string>;
  /** Files whose content the commit does not have. */
  added: ReadonlySet<string>;
}

/**
 * Asks git how files stood where this branch left a commit. Throws a `SentinelError` when the folder is in no git
 * repository or the commit is not known.
 */
export async function readBase(root: string, ref: string): Promise<Base> {
  try {
    // What has come to the base since is not this branch's doing.
    const commit = await branchPoint(root, ref);
    // Without renames: git takes files for renamed that are only alike, as hunts of two families are.
    const differing = await git(root, ['diff', '--name-only', '--no-renames', '--relative', '-z', commit, '--', '.']);
    const untracked = await git(root, ['ls-files', '--others', '--exclude-standard', '-z', '--', '.']);
    const files = [...new Set(`${differing}${untracked}`.split('\0'))].filter(isYaml).sort();
    return await compare(root, commit, files);
  } catch (error) {
    throw new SentinelError(
      'usage',
      `--base ${ref}: git cannot compare with it (${error instanceof Error ? error.message : String(error)}).`,
      'Name a branch or commit that this clone has; in a workflow, check out with the full history (fetch-depth: 0).',
      { cause: error },
    );
  }
}

/**
 * The base of a run that writes: the named one; else the last commit, where there is one. Without git nothing counts but
 * the files. Throws as `readBase` does for a base that is named.
 */
export async function readBaseOrLastCommit(root: string, ref: string | undefined): Promise<Base | undefined> {
  if (ref !== undefined) return readBase(root, ref);
  return readBase(root, 'HEAD').catch((error: unknown) => {
    if (error instanceof SentinelError) return undefined;
    throw error;
  });
}

async function compare(root: string, commit: string, files: readonly string[]): Promise<Base> {
  const listed = await git(root, ['ls-tree', '-r', '--name-only', '-z', commit, '--', '.']);
  const atCommit = new Set(listed.split('\0'));
  const before = new Map<string, string>();
  const fileById = new Map<string, string>();
  for (const file of files) {
    if (!atCommit.has(file)) continue;
    const text = await git(root, ['show', `${commit}:./${file}`]);
    before.set(file, text);
    const id = contentIdOf(text);
    if (id !== undefined) fileById.set(id, file);
  }
  const now = files.filter((file) => existsSync(join(root, file)));
  const idOf = new Map(now.map((file) => [file, contentIdOf(readFileSync(join(root, file), 'utf8'))] as const));
  const movedTo = new Map([...idOf].flatMap(([file, id]) => (id === undefined ? [] : [[id, file] as const])));
  const texts = new Map<string, string>();
  const added = new Set<string>();
  for (const file of now) {
    const source = originOf(file, idOf.get(file), { before, fileById, movedTo });
    if (source === undefined) added.add(file);
    else texts.set(file, before.get(source) ?? '');
  }
  return { texts, added };
}

interface Commit {
  /** Texts at the commit, by path. */
  before: ReadonlyMap<string, string>;
  /** Where the commit has the content of an id. */
  fileById: ReadonlyMap<string, string>;
  /** Where the content of an id lies now. */
  movedTo: ReadonlyMap<string, string>;
}

/** The file of the commit whose content a file holds now: the one of its id, else the one of its path. */
function originOf(file: string, id: string | undefined, commit: Commit): string | undefined {
  const byId = id === undefined ? undefined : commit.fileById.get(id);
  if (byId !== undefined) return byId;
  const text = commit.before.get(file);
  if (text === undefined) return undefined;
  const idThen = contentIdOf(text);
  const goesOnElsewhere = idThen !== undefined && commit.movedTo.has(idThen);
  return goesOnElsewhere ? undefined : file;
}
