import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { folder, snapshot } from '../scenarios/cli.js';
import { sentinel, serve } from './program.js';

let root: string;
afterEach(() => rmSync(root, { recursive: true, force: true }));
const run = (...args: string[]) => sentinel([...args, '--as-of', '2026-05-31'], root);

describe('sentinel init', () => {
  it('makes a repository in which a report becomes valid content', async () => {
    root = folder({});
    const { exitCode, stdout } = await run('init');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^Made a content repository in .*\n {2}\.gitattributes\n/);
    expect((await run('ingest', 'reports')).exitCode).toBe(0);
    const { diagnostics, summary } = JSON.parse((await run('validate', '--format', 'json')).stdout);
    expect(diagnostics).toEqual([]);
    expect(summary.files).toBeGreaterThan(5);
  });

  it('gives each repository an owner of its own', async () => {
    root = folder({});
    const owners = new Set<string>();
    for (const name of ['one', 'two']) {
      const made = folder({});
      const { stdout } = await sentinel(['init', '--root', made, '--format', 'json'], root);
      owners.add(JSON.parse(stdout).owner);
      expect([name, readFileSync(join(made, 'sentinel.config.yaml'), 'utf8')]).toEqual([
        name,
        expect.stringContaining(`owner: ${JSON.parse(stdout).owner}\n`),
      ]);
      rmSync(made, { recursive: true });
    }
    expect(owners.size).toBe(2);
  });

  it('leaves what is there, and makes no repository twice', async () => {
    root = folder({ 'package.json': '{"name":"mine"}', '.gitignore': 'mine\n' });
    const { stdout } = await run('init', '--format', 'json');
    expect(JSON.parse(stdout).kept).toEqual(['.gitignore', 'package.json']);
    expect(snapshot(root)).toMatchObject({ 'package.json': '{"name":"mine"}', '.gitignore': 'mine\n' });
    const again = await run('init');
    expect(again.exitCode).toBe(2);
    expect(again.stderr).toMatch(/is a content repository already/);
  });

  it('takes over what a workspace has: the next plan is empty', async () => {
    root = folder({});
    const server = await serve(root);
    const { endpoint, workspace } = JSON.parse(server.line);
    const { subscriptionId, resourceGroup, workspaceName } = workspace;
    const path = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.OperationalInsights/workspaces/${workspaceName}`;
    const put = await fetch(`${endpoint}${path}/savedSearches/portal-hunt?api-version=2020-08-01`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        properties: {
          category: 'Hunting Queries',
          displayName: 'Of the portal',
          query: 'DnsEvents\n| take 1',
          tags: [],
        },
      }),
    });
    expect(put.status).toBe(200);
    const adopted = await run('init', '--from-workspace', 'local');
    const plan = await run('plan', '--prune', '--exit-code');
    await server.stop();
    expect([adopted.exitCode, adopted.stderr]).toEqual([0, '']);
    expect(Object.values(snapshot(root)).join('\n')).toContain('Of the portal');
    expect([plan.exitCode, plan.stdout]).toEqual([0, expect.stringContaining('nothing to change')]);
  });

  it('refuses what is no resource id', async () => {
    root = folder({});
    const { exitCode, stderr } = await run('init', '--from-workspace', 'production');
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/'production' is no resource id of a Log Analytics workspace/);
    expect(Object.keys(snapshot(root))).toEqual([]);
  });
});
