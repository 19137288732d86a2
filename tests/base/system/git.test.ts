import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  askGit,
  branchPoint,
  canonicalOrigin,
  git,
  gitBytes,
  originOf,
  resolveCommit,
} from '../../../scripts/base/system/git.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'git-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('git', () => {
  it('says what it says, and fails with its own first line', async () => {
    expect(await git(folder, ['--version'])).toMatch(/^git version [^\n]+\n$/);
    await expect(git(folder, ['cat-file', '-t', 'HEAD'])).rejects.toThrow('fatal: not a git repository');
    await expect(git(folder, ['statuss'])).rejects.toThrow(/^git: 'statuss' is not a git command\.[^\n]*$/);
    await expect(git(join(folder, 'missing'), ['--version'])).rejects.toThrow('ENOENT');
  });

  it('has nothing to say outside a repository', async () => {
    expect(await askGit(folder, ['rev-parse', 'HEAD'])).toBeUndefined();
    expect(await originOf(folder)).toBe('');
  });

  it('knows where a repository comes from', async () => {
    await git(folder, ['init', '--quiet']);
    await git(folder, ['remote', 'add', 'origin', 'git@github.com:Contoso/Detections.git']);
    expect(await askGit(folder, ['config', '--get', 'core.bare'])).toBe('false');
    expect(await originOf(folder)).toBe('github.com/contoso/detections');
  });
});

describe('the commits of a repository', () => {
  const run = async (...args: string[]) =>
    (await git(folder, ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args])).trim();
  let first = '';
  beforeAll(async () => {
    await git(folder, ['init', '--quiet']);
    await run('symbolic-ref', 'HEAD', 'refs/heads/main');
    await run('commit', '--quiet', '--allow-empty', '-m', 'first');
    first = await run('rev-parse', 'HEAD');
    await run('switch', '--quiet', '-c', 'mine');
    await run('commit', '--quiet', '--allow-empty', '-m', 'mine');
    await run('switch', '--quiet', '--orphan', 'apart');
    await run('commit', '--quiet', '--allow-empty', '-m', 'apart');
    await run('switch', '--quiet', 'mine');
  });

  it('have names', async () => {
    expect(await resolveCommit(folder, 'main')).toBe(first);
    await expect(resolveCommit(folder, '--all')).rejects.toThrow('Needed a single revision');
  });

  it('are where a branch left another, or the other itself', async () => {
    expect(await branchPoint(folder, 'main')).toBe(first);
    expect(await branchPoint(folder, 'apart')).toBe(await run('rev-parse', 'apart'));
    await expect(branchPoint(folder, 'nowhere')).rejects.toThrow('Needed a single revision');
  });

  it('have objects that are read to the byte', async () => {
    const bytes = await gitBytes(folder, ['hash-object', '-w', '--stdin'], 'a\r\n\u00fc');
    const id = bytes.toString().trim();
    expect(await gitBytes(folder, ['cat-file', 'blob', id])).toEqual(Buffer.from('a\r\n\u00fc'));
  });
});

describe('one form of an origin for all protocols', () => {
  it.each([
    ['https://github.com/contoso/detections', 'github.com/contoso/detections'],
    ['https://user:secret@github.com/contoso/detections.git/', 'github.com/contoso/detections'],
    ['ssh://git@github.com/contoso/detections.git', 'github.com/contoso/detections'],
    ['git@github.com:contoso/detections.git', 'github.com/contoso/detections'],
    ['ssh://git@host.example:2222/a/b.git', 'host.example:2222/a/b'],
    [' HTTPS://GitHub.com/A/B// ', 'github.com/a/b'],
    ['/srv/git/detections.git', '/srv/git/detections'],
    ['', ''],
    [`https://h/${'a'.repeat(300)}`, `h/${'a'.repeat(198)}`],
  ])('%j is %j', (url, origin) => {
    expect(canonicalOrigin(url)).toBe(origin);
  });
});
