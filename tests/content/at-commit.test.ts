import { existsSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { atCommit, baseCommit } from '../../scripts/content/at-commit';
import { git, repository, write } from '../review/repository';

let root: string;
beforeEach(() => {
  root = repository({
    'hunts/a.yaml': 'one\n',
    'hunts/ü b.yaml': '',
    'watchlists/l.csv': 'a\r\nb\r\n',
    'other/x.txt': 'x',
  });
});
afterEach(() => rmSync(root, { recursive: true }));

describe('a commit in a folder of its own', () => {
  it('has the files that were asked for, to the byte, whatever the working tree says', async () => {
    write(root, { 'hunts/a.yaml': 'two', 'hunts/new.yaml': 'n' });
    await atCommit(root, 'HEAD', ['hunts', 'watchlists'], (folder) => {
      expect(readFileSync(join(folder, 'hunts/a.yaml'), 'utf8')).toBe('one\n');
      expect(readFileSync(join(folder, 'hunts/ü b.yaml'), 'utf8')).toBe('');
      expect(readFileSync(join(folder, 'watchlists/l.csv'), 'utf8')).toBe('a\r\nb\r\n');
      expect(existsSync(join(folder, 'hunts/new.yaml'))).toBe(false);
      expect(existsSync(join(folder, 'other'))).toBe(false);
    });
  });

  it('is gone afterwards, also when its use fails', async () => {
    let seen = '';
    const failing = atCommit(root, 'HEAD', ['hunts'], (folder) => {
      seen = folder;
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(existsSync(seen)).toBe(false);
  });

  it('leaves links out, which could lead anywhere', async () => {
    symlinkSync('/etc/passwd', join(root, 'hunts/link.yaml'));
    git(root, 'add', '-A');
    git(root, 'commit', '-qm', 'link');
    await atCommit(root, 'HEAD', ['hunts'], (folder) =>
      expect(existsSync(join(folder, 'hunts/link.yaml'))).toBe(false),
    );
  });

  it('takes a content repository in a folder of a larger one', async () => {
    await atCommit(join(root, 'hunts'), 'HEAD', ['a.yaml'], (folder) =>
      expect(readFileSync(join(folder, 'a.yaml'), 'utf8')).toBe('one\n'),
    );
  });

  it('is empty where the paths did not exist yet', async () => {
    await atCommit(root, 'HEAD', ['analytic-rules'], (folder) => expect(existsSync(join(folder, 'hunts'))).toBe(false));
  });

  it.each(['nope', '--all', 'HEAD~5'])('says that the clone has no %s', async (ref) => {
    const refusal = {
      code: 'commit-unknown',
      message: `git does not find ${ref} in this clone (fatal: Needed a single revision).`,
      help: 'Name a branch or commit that the clone has; in a workflow, check out with the full history (fetch-depth: 0).',
    };
    await expect(baseCommit(root, ref)).rejects.toMatchObject(refusal);
    await expect(atCommit(root, ref, ['hunts'], () => 0)).rejects.toMatchObject(refusal);
  });

  it('knows where a branch left another', async () => {
    const left = git(root, 'rev-parse', 'HEAD').trim();
    git(root, 'switch', '-qc', 'branch');
    git(root, 'commit', '-qm', 'mine', '--allow-empty');
    git(root, 'branch', '-q', 'theirs', left);
    expect(await baseCommit(root, 'theirs')).toBe(left);
  });
});
