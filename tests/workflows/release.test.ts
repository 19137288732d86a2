import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SCRIPT = join(__dirname, '..', '..', '.github', 'scripts', 'release-notes.sh');
const CHANGELOG =
  '# Changelog\n\n## 0.3.0 (unreleased)\n\n- Soon.\n\n## 0.2.0\n\n- Second.\n\n## 0.1.0 (2026-05-31)\n\n- First.\n';

describe('the notes of a release', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'release-'));
    writeFileSync(join(folder, 'CHANGELOG.md'), `${CHANGELOG}\n## 0.0.1\n\n`);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it.each([
    ['0.2.0', '- Second.'],
    ['0.1.0', '- First.'],
  ])('of %s are its section of the changelog, and no other', (version, notes) => {
    expect(execFileSync('bash', [SCRIPT, version], { cwd: folder, encoding: 'utf8' }).trim()).toBe(notes);
  });

  it.each(['0.3.0', '0.4.0', '0.0.1', '0.2'])('of %s are not there, which ends the release', (version) => {
    const { status, stderr } = spawnSync('bash', [SCRIPT, version], { cwd: folder, encoding: 'utf8' });
    expect([status, stderr]).toEqual([1, `CHANGELOG.md has no released section ## ${version}\n`]);
  });
});
