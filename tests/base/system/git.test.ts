import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askGit, canonicalOrigin, git, originOf } from '../../../scripts/base/system/git.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'git-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('git', () => {
  it('says what it says, and fails with its own first line', async () => {
    expect(await git(folder, ['--version'])).toMatch(/^git version [^\n]+\n$/);
    await expect(git(folder, ['cat-file', '-t', 'HEAD'])).rejects.toThrow('fatal: not a git repository');
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
