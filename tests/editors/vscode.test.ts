import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { CONFIGURATION_FILE } from '../../scripts/content/layout.js';
import { RUN_TESTS } from '../../scripts/editor/features.js';

const PROJECT = join(__dirname, '..', '..');
const FOLDER = join(PROJECT, 'editors', 'vscode');
const read = (file: string) => readFileSync(join(FOLDER, file), 'utf8');
const manifest = JSON.parse(read('package.json'));

describe('the extension for VS Code', () => {
  it('says all that the Marketplace asks for', () => {
    expect(manifest).toMatchObject({
      name: expect.stringMatching(/^[a-z][a-z-]+$/),
      publisher: expect.stringMatching(/^[a-z][a-z-]+$/),
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      displayName: expect.any(String),
      description: expect.any(String),
      license: 'MIT',
      repository: { type: 'git', url: expect.stringMatching(/^git\+https:.*\.git$/), directory: 'editors/vscode' },
      engines: { vscode: expect.stringMatching(/^\^\d+\.\d+\.\d+$/) },
    });
    expect(read('LICENSE')).toBe(readFileSync(join(PROJECT, 'LICENSE'), 'utf8'));
    expect(read('README.md')).toMatch(/^# Sentinel Content for VS Code\n/);
  });

  it('starts in a repository of ours, and only in one that is trusted, since the workspace may name the program', () => {
    expect(manifest.activationEvents).toEqual([`workspaceContains:${CONFIGURATION_FILE}`]);
    expect(manifest.capabilities.untrustedWorkspaces.supported).toBe(false);
    expect(existsSync(join(FOLDER, manifest.main))).toBe(true);
    expect(manifest.contributes.configuration.properties['sentinelContent.command'].default).toEqual([
      'npx',
      'sentinel',
      'lsp',
    ]);
    // The client registers the server's commands by itself; one that is declared would be registered twice.
    expect(JSON.stringify(manifest)).not.toContain(RUN_TESTS);
  });

  it('is packed by what its lock file pins', () => {
    const { packages } = JSON.parse(read('package-lock.json'));
    const wanted = { ...manifest.dependencies, ...manifest.devDependencies };
    expect(Object.keys(wanted).sort()).toEqual(['@vscode/vsce', 'vscode-languageclient']);
    for (const [name, version] of Object.entries(wanted))
      expect(packages[`node_modules/${name}`].version).toBe(version);
    expect(manifest.scripts.package).toBe('vsce package --out sentinel-content.vsix');
  });

  // The packager is 290 packages: installed for a release, not by every clone (`npm ci` in editors/vscode).
  const isInstalled = existsSync(join(FOLDER, 'node_modules', '@vscode', 'vsce'));
  (isInstalled ? it : it.skip)('is packed into a .vsix that holds its program, its licence and its client', () => {
    const folder = mkdtempSync(join(tmpdir(), 'vsix-'));
    try {
      const file = join(folder, 'a.vsix');
      execFileSync('npx', ['vsce', 'package', '--out', file], { cwd: FOLDER, stdio: 'pipe' });
      const names = Object.keys(unzipSync(readFileSync(file)));
      expect(names).toEqual(
        expect.arrayContaining([
          'extension.vsixmanifest',
          'extension/package.json',
          'extension/extension.js',
          'extension/LICENSE.txt',
          'extension/readme.md',
          'extension/node_modules/vscode-languageclient/lib/node/main.js',
        ]),
      );
      expect(names.filter((name) => name.includes('vsce') || name.includes('package-lock'))).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
