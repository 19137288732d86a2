import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { newRepository } from '../../../scripts/content/new/new-repository.js';

const ROOT = join(__dirname, '..', '..', '..');
const plain = { name: 'Our Detections!', owner: 'soc-1234', version: '1.2.3' };
const workspace = {
  subscriptionId: '00000000-0000-0000-0000-000000000001',
  resourceGroup: 'security: "us"',
  workspaceName: 'sentinel',
};
const configurationOf = (files: Map<string, string>) => parse(files.get('sentinel.config.yaml') ?? '');

describe('a new repository', () => {
  it('has the configuration of the package with an owner of its own, but not its checks and tables', () => {
    const text = newRepository(plain).get('sentinel.config.yaml') ?? '';
    const { owner, checks, tables, defaultWorkspace, workspaces, logRetention } = parse(text);
    expect({ owner, checks, tables }).toEqual({ owner: 'soc-1234', checks: undefined, tables: undefined });
    expect({ defaultWorkspace, workspaces }).toEqual({
      defaultWorkspace: 'local',
      workspaces: { local: { emulator: true } },
    });
    expect(logRetention).toBe('90d');
    expect(text).toContain('$schema=./node_modules/sentinel-content/schemas/configuration.schema.json');
  });

  it('of a workspace names it beside the local one, whatever its names, and brings no report', () => {
    const files = newRepository({ ...plain, workspace });
    const { workspaces, defaultWorkspace } = configurationOf(files);
    expect(workspaces).toEqual({ local: { emulator: true }, production: workspace });
    expect(defaultWorkspace).toBe('production');
    expect([...files.keys()].some((file) => file.startsWith('reports/'))).toBe(false);
  });

  it.each([
    ['Our Detections!', 'our-detections'],
    ['@@', 'detections'],
    ['sentinel-content', 'detections'],
  ])('in the folder %p is the npm package %p, which depends on the program', (name, expected) => {
    const manifest = JSON.parse(newRepository({ ...plain, name }).get('package.json') ?? '');
    expect(manifest).toMatchObject({
      name: expected,
      private: true,
      scripts: { validate: 'sentinel validate' },
      dependencies: { 'sentinel-content': '^1.2.3' },
    });
  });

  it('has settings of editors for every kind of content', () => {
    const { 'yaml.schemas': schemas } = JSON.parse(newRepository(plain).get('.vscode/settings.json') ?? '');
    for (const schema of Object.keys(schemas)) {
      const own = schema.replace('./node_modules/sentinel-content/', '');
      expect([schema, existsSync(join(ROOT, own))]).toEqual([schema, true]);
    }
    const ours = JSON.parse(readFileSync(join(ROOT, '.vscode', 'settings.json'), 'utf8'))['yaml.schemas'];
    expect(Object.values(schemas)).toEqual(Object.values(ours));
  });

  it('has nothing that is not in the published package', () => {
    const { files } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const made = ['.gitattributes', '.gitignore', '.vscode/extensions.json', '.vscode/settings.json', 'package.json'];
    const copied = [...newRepository(plain).keys()].filter((file) => !made.includes(file));
    expect(copied.length).toBeGreaterThan(10);
    expect(copied.filter((file) => !files.includes(file))).toEqual([]);
  });

  it('has every script that its workflows run', () => {
    const files = newRepository(plain);
    for (const [file, text] of files)
      for (const [script] of file.endsWith('.yml') ? text.matchAll(/\.github\/scripts\/[\w-]+\.sh/g) : [])
        expect([file, script, files.has(script)]).toEqual([file, script, true]);
  });
});
