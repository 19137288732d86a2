import { execFileSync } from 'node:child_process';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { validateRepository } from '../../../scripts/checks/validate.js';
import { AS_OF, SOUND, withRepository } from '../support.js';

const HUNT = 'hunts/beacon.yaml';

const git = (root: string, ...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', ...args], { cwd: root });

/** What is found after a change to the hunt, compared with the commit before it. */
const change = (edit: (text: string) => string, options: { base?: string; move?: string } = {}) =>
  withRepository(SOUND, async (root) => {
    git(root, 'init', '-q');
    git(root, 'add', '.');
    git(root, 'commit', '-q', '-m', 'before');
    if (options.move) {
      renameSync(join(root, HUNT), join(root, options.move));
      git(root, 'add', '-A');
    }
    writeFileSync(join(root, options.move ?? HUNT), edit(SOUND[HUNT] ?? ''));
    const { diagnostics } = await validateRepository({ root, asOf: AS_OF, paths: [], base: options.base ?? 'HEAD' });
    return diagnostics.map(({ code, file, range, message }) => `${code} ${file}:${range.start.line} ${message}`);
  });

describe('compared with a base', () => {
  const query = (text: string) => text.replace('ago(30d)', 'ago(14d)');

  it('content that changed needs a higher version', async () => {
    expect(await change(query)).toEqual([
      `version-not-raised ${HUNT}:20 Blocked: The content has changed, but the version is still 1.0.0`,
    ]);
    expect(await change((text) => query(text).replace('version: 1.0.0', 'version: 0.9.10'))).toEqual([
      `version-not-raised ${HUNT}:20 Blocked: The version was 1.0.0; it must rise, not fall`,
    ]);
    expect(await change((text) => query(text).replace('version: 1.0.0', 'version: 1.0.10'))).toEqual([]);
  });

  it('another layout, comments, tests and false positives are no change of the content', async () => {
    expect(
      await change((text) => `# new\n${text.replace('rows: 0', 'rows:  0').replace('another owner', 'an owner')}`),
    ).toEqual([]);
  });

  it('an id never changes', async () => {
    expect(
      await change((text) => text.replace('0d7f6a52', '2d7f6a52').replace('version: 1.0.0', 'version: 1.1.0')),
    ).toEqual([`id-changed ${HUNT}:1 Blocked: The id was 0d7f6a52-8c1d-4b0e-9f57-0d6f1e2a4c11`]);
  });

  it('new content has a GUID; what came with another id keeps it', async () => {
    const found = await withRepository(SOUND, async (root) => {
      const hunt = SOUND[HUNT] ?? '';
      const named = (id: string) =>
        hunt.replace(/^id: .*/m, `id: ${id}`).replace(/^name: .*/m, `name: The one of ${id}`);
      writeFileSync(join(root, 'hunts/old.yaml'), named('FromTheWorkspace'));
      git(root, 'init', '-q');
      git(root, 'add', '.');
      git(root, 'commit', '-q', '-m', 'before');
      writeFileSync(join(root, 'hunts/old.yaml'), `# touched\n${named('FromTheWorkspace')}`);
      writeFileSync(join(root, 'hunts/new.yaml'), named('my-hunt'));
      return (await validateRepository({ root, asOf: AS_OF, paths: [], base: 'HEAD' })).diagnostics;
    });
    expect(found.filter(({ code }) => code === 'id-form').map(({ file, message }) => [file, message])).toEqual([
      ['hunts/new.yaml', "Blocked: The id 'my-hunt' is no GUID (8-4-4-4-12 hexadecimal digits)"],
    ]);
  });

  it('a file that moved is still the same content', async () => {
    expect(await change(query, { move: 'hunts/moved.yaml' })).toEqual([
      'version-not-raised hunts/moved.yaml:20 Blocked: The content has changed, but the version is still 1.0.0',
    ]);
  });

  it('what has come to the base since the branch left it is not the branch’s doing', async () => {
    const found = await withRepository(SOUND, async (root) => {
      git(root, 'init', '-q', '-b', 'main');
      git(root, 'add', '.');
      git(root, 'commit', '-q', '-m', 'before');
      git(root, 'switch', '-q', '-c', 'mine');
      git(root, 'switch', '-q', 'main');
      writeFileSync(join(root, HUNT), query(SOUND[HUNT] ?? '').replace('version: 1.0.0', 'version: 1.1.0'));
      git(root, 'commit', '-q', '-a', '-m', 'theirs');
      git(root, 'switch', '-q', 'mine');
      return (await validateRepository({ root, asOf: AS_OF, paths: [], base: 'main' })).diagnostics;
    });
    expect(found).toEqual([]);
  });

  it.each(['no-such-branch', '--output=/tmp/x', ''])('the base %j is refused in words', async (base) => {
    await expect(change(query, { base })).rejects.toThrow(`--base ${base}: git cannot compare with it`);
  });

  it('content is known by its id: a file that is only like a removed one is new', async () => {
    const found = await withRepository(SOUND, async (root) => {
      git(root, 'init', '-q');
      git(root, 'add', '.');
      git(root, 'commit', '-q', '-m', 'before');
      renameSync(join(root, HUNT), join(root, 'hunts/other.yaml'));
      writeFileSync(join(root, 'hunts/other.yaml'), (SOUND[HUNT] ?? '').replace('0d7f6a52', '2d7f6a52'));
      git(root, 'add', '-A');
      return (await validateRepository({ root, asOf: AS_OF, paths: [], base: 'HEAD' })).diagnostics;
    });
    expect(found).toEqual([]);
  });

  it('a file takes the place of one that moved on with its id', async () => {
    const found = await withRepository(SOUND, async (root) => {
      git(root, 'init', '-q');
      git(root, 'add', '.');
      git(root, 'commit', '-q', '-m', 'before');
      renameSync(join(root, HUNT), join(root, 'hunts/moved.yaml'));
      const other = (SOUND[HUNT] ?? '').replace('0d7f6a52', '2d7f6a52').replace(/^name: .*$/m, 'name: Another hunt');
      writeFileSync(join(root, HUNT), query(other));
      return (await validateRepository({ root, asOf: AS_OF, paths: [], base: 'HEAD' })).diagnostics;
    });
    expect(found).toEqual([]);
  });
});
