import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folder } from '../scenarios/cli.js';
import { sentinel, serve } from './program.js';

// docs/adopt.md, command by command, over a local workspace with content that nobody deployed from here.

const INSIGHTS = 'providers/Microsoft.SecurityInsights';
const RULE = '2f7c3b1e-0d4a-4b8e-9c6f-1a2b3c4d5e6f';

let root: string;
let server: { line: string; stop(): Promise<void> } | undefined;
afterEach(async () => {
  await server?.stop();
  rmSync(root, { recursive: true, force: true });
});

/** Puts a resource into the workspace as another tool would. */
async function put(path: string, apiVersion: string, body: object): Promise<void> {
  const { endpoint, workspace } = JSON.parse(server?.line ?? '{}');
  const { subscriptionId, resourceGroup, workspaceName } = workspace;
  const place = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.OperationalInsights/workspaces/${workspaceName}`;
  const response = await fetch(`${endpoint}${place}/${path}?api-version=${apiVersion}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect([path, response.status]).toEqual([path, expect.any(Number)]);
  expect(response.ok).toBe(true);
}

async function fill(): Promise<void> {
  const search = (properties: object) => ({ properties: { version: 2, ...properties } });
  await put(
    'savedSearches/acme-parser',
    '2020-08-01',
    search({
      category: 'Function',
      displayName: 'Acme',
      query: 'Syslog | project TimeGenerated, HostName',
      functionAlias: 'Acme',
    }),
  );
  await put(
    'savedSearches/their-hunt',
    '2020-08-01',
    search({
      category: 'Hunting Queries',
      displayName: 'Their hunt',
      query: 'Acme | where TimeGenerated > ago(1d)',
      tags: [{ name: 'description', value: 'Takes all.' }],
    }),
  );
  const rule = {
    ...{
      displayName: 'Their rule',
      description: 'By the portal.',
      severity: 'High',
      enabled: true,
      query: 'Acme | where HostName == "x"',
    },
    ...{ queryFrequency: 'PT1H', queryPeriod: 'PT1H', triggerOperator: 'GreaterThan', triggerThreshold: 0 },
    ...{ suppressionDuration: 'PT5H', suppressionEnabled: false, tactics: ['Impact'] },
  };
  await put(`${INSIGHTS}/alertRules/${RULE}`, '2025-07-01-preview', { kind: 'Scheduled', properties: rule });
  const list = {
    displayName: 'VIP',
    provider: 'Them',
    source: 'v.csv',
    sourceType: 'Local',
    itemsSearchKey: 'User',
    contentType: 'text/csv',
    numberOfLinesToSkip: 0,
    rawContent: 'User,Note\r\nann,a\r\n',
  };
  await put(`${INSIGHTS}/watchlists/vip`, '2025-07-01-preview', { properties: list });
}

it('a team adopts its workspace, and the plan is empty', async () => {
  root = folder({});
  execFileSync('git', ['init', '-q', '-b', 'main'], { cwd: root });
  const run = async (...args: string[]) => {
    const { exitCode, stdout, stderr } = await sentinel([...args, '--as-of', '2026-05-31'], root);
    return { exitCode, stdout, stderr };
  };
  expect((await run('init')).exitCode).toBe(0);
  expect(readFileSync(join(root, 'sentinel.config.yaml'), 'utf8')).toMatch(/^owner: /m);
  server = await serve(root);
  await fill();

  expect((await run('doctor')).exitCode).toBe(0);
  const tables = await run('tables', 'pull');
  expect([tables.exitCode, tables.stderr]).toEqual([0, '']);
  expect(JSON.parse(readFileSync(join(root, 'schemas/functions/Acme.json'), 'utf8'))).toEqual({
    name: 'Acme',
    parameters: [],
    query: 'Syslog | project TimeGenerated, HostName',
  });

  const pulled = await run('pull');
  expect(pulled.exitCode).toBe(0);
  expect(pulled.stdout).toContain('+ analytic-rules/their-rule.yaml  Their rule');
  writeFileSync(
    join(root, 'export.json'),
    JSON.stringify({
      value: [
        {
          id: `x/${INSIGHTS}/alertRules/${RULE}`,
          type: 'Microsoft.SecurityInsights/alertRules',
          name: RULE,
          kind: 'Scheduled',
          properties: { displayName: 'Their rule' },
        },
      ],
    }),
  );
  const imported = await run('import', 'export.json');
  expect(imported.stdout).toContain('analytic-rules/their-rule.yaml has this id already');

  await run('validate');
  expect((await run('validate', '--write-baseline')).exitCode).toBe(0);
  expect((await run('validate')).exitCode).toBe(0);
  execFileSync('git', ['add', '--all'], { cwd: root });

  const adopted = await run('pull', '--adopt');
  expect([adopted.exitCode, adopted.stderr]).toEqual([0, '']);
  expect(adopted.stdout).toContain('4 resources marked as deployed from here, 0 failed.');
  const plan = await run('plan', '--format', 'json');
  const changes: { action: string }[] = JSON.parse(plan.stdout).changes;
  const ours = changes.filter(({ action }) => action === 'update' || action === 'delete' || action === 'replace');
  expect([plan.exitCode, ours]).toEqual([0, []]);

  // What tables pull has recorded is all that the workspace has: an unknown name is no doubt any more.
  const rule = readFileSync(join(root, 'analytic-rules/their-rule.yaml'), 'utf8');
  writeFileSync(join(root, 'analytic-rules/their-rule.yaml'), rule.replace('Acme | where', 'NoSuchParser_CL | where'));
  const refused = await run('plan');
  expect(refused.exitCode).toBe(1);
  expect(refused.stderr).toMatch(/The content has errors, and is not planned:\n.*NoSuchParser_CL/);
}, 180_000);
