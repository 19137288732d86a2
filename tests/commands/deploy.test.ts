import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folder, type Run } from '../scenarios/cli.js';
import { sentinel, serve } from './program.js';

const AS_OF = ['--as-of', '2026-05-31'];

const hunt = (id: number, query: string) => `id: 00000000-0000-4000-8000-00000000000${id}
name: Hunt number ${id}
description: Finds things.
requiredDataConnectors: []
tactics: [Execution]
relevantTechniques: [T1059]
query: |
  ${query}
version: 1.0.0
`;

const LIST = 'watchlistAlias: people\ndisplayName: People\nprovider: tests\nitemsSearchKey: Name\n';

const FILES = {
  'sentinel.config.yaml': 'workspaces:\n  other: { emulator: true }\ngroups:\n  both: [local, other]\n',
  'hunts/team/one.yaml': hunt(1, "_GetWatchlist('people') | project SearchKey"),
  'hunts/team/two.yaml': hunt(2, 'DnsEvents | where TimeGenerated > ago(1d) | take 1'),
  'watchlists/people.yaml': LIST,
  'watchlists/people.csv': 'Name,Team\r\nAnn,red\r\nBob,red\r\nCem,blue\r\nDan,blue\r\n',
};

let root: string;

beforeEach(() => {
  root = folder(FILES);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const run = (...args: string[]) => sentinel([...args, ...AS_OF], root);
const json = ({ stdout }: Run) => JSON.parse(stdout);
const write = (file: string, text: string) => writeFileSync(join(root, file), text);
const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], { cwd: root }).toString();

it('a plan shows rows, refuses what a deployment would refuse, and a deployment keeps a record', async () => {
  expect((await run('deploy', '--record')).exitCode).toBe(0);
  const [record] = readdirSync(join(root, 'records/deployments/local'));
  expect(JSON.parse(readFileSync(join(root, 'records/deployments/local', record ?? ''), 'utf8'))).toMatchObject({
    workspace: 'local',
    outcome: 'complete',
    summary: { create: 3, itemChanges: 4 },
    resources: expect.arrayContaining([
      expect.objectContaining({ id: 'people', action: 'create', outcome: 'applied' }),
    ]),
  });

  write('watchlists/people.csv', 'Name,Team\r\nAnn,blue\r\nBob,red\r\nEve,red\r\n');
  const plan = await run('plan', '--format', 'json');
  expect(plan.exitCode).toBe(1);
  expect(plan.stderr).toContain('The list people loses 2 of its 4 rows (50 %), the limit is 25 %.');
  expect(json(plan).changes[0]).toMatchObject({
    kind: 'watchlist',
    action: 'update',
    done: true,
    items: { add: 1, change: 1, remove: 2 },
    rows: [
      { action: 'change', key: 'Ann', before: { Name: 'Ann', Team: 'red' }, after: { Name: 'Ann', Team: 'blue' } },
      { action: 'add', key: 'Eve', before: null, after: { Name: 'Eve', Team: 'red' } },
      { action: 'remove', key: 'Cem', before: { Name: 'Cem', Team: 'blue' }, after: null },
      { action: 'remove', key: 'Dan', before: { Name: 'Dan', Team: 'blue' }, after: null },
    ],
  });
  expect((await run('deploy')).exitCode).toBe(1);
  expect((await run('deploy', '--allow-shrink', 'people')).exitCode).toBe(0);
  expect((await run('plan', '--exit-code')).exitCode).toBe(0);
});

it('what validate calls an error is not planned, unless somebody insists', async () => {
  write('hunts/team/two.yaml', hunt(2, 'DnsEvents | where NoSuchColumn == 1'));
  const refused = await run('plan');
  expect(refused).toMatchObject({ exitCode: 1, stdout: '' });
  expect(refused.stderr).toMatch(/hunts\/team\/two\.yaml:\d+:\d+ .*NoSuchColumn/);
  const insisted = await run('plan', '--no-validate', '--format', 'json');
  expect(insisted.exitCode).toBe(0);
  expect(insisted.stderr).toContain('not validated');
});

it('what the baseline accepts is planned, but not what the service surely refuses', async () => {
  const rule = (column: string) => `id: 00000000-0000-4000-8000-000000000011
kind: NRT
name: A rule
description: Finds things.
severity: Low
query: |
  DnsEvents | where TimeGenerated > ago(1h)
entityMappings:
  - entityType: IP
    fieldMappings: [{ identifier: Address, columnName: ${column} }]
version: 1.0.0
`;
  mkdirSync(join(root, 'analytic-rules'));
  write('analytic-rules/a.yaml', rule('NoSuchColumn'));
  write('hunts/team/two.yaml', hunt(2, 'NoSuchTable | where TimeGenerated > ago(1d)'));
  await run('validate', '--write-baseline');
  expect((await run('validate')).exitCode).toBe(0);
  const refused = await run('plan');
  expect(refused.exitCode).toBe(1);
  expect(refused.stderr).toMatch(/analytic-rules\/a\.yaml:\d+:\d+ .*NoSuchColumn/);
  expect(refused.stderr).not.toContain('NoSuchTable');
  write('analytic-rules/a.yaml', rule('ClientIP'));
  expect((await run('plan', '--format', 'json')).exitCode).toBe(0);
});

it('a saved plan is carried out as it stands, deletions included, and nothing may stand beside it', async () => {
  await run('deploy');
  rmSync(join(root, 'hunts/team/two.yaml'));
  expect((await run('plan', '--prune', '--out', 'plan.json')).exitCode).toBe(0);
  expect((await run('deploy', 'plan.json', '--prune')).exitCode).toBe(2);
  expect((await run('deploy', 'plan.json')).exitCode).toBe(2);
  const done = await run('deploy', 'plan.json', '--yes', '--format', 'json');
  expect(json(done).applied).toMatchObject([{ action: 'delete', name: 'Hunt number 2' }]);
  expect((await run('deploy', 'plan.json', '--yes')).stderr).toContain('changed since the plan was made');
});

it('goes back to a commit, and deploys one file alone', async () => {
  git('init', '-q');
  git('add', '-A');
  git('commit', '-qm', 'first');
  await run('deploy');
  write('hunts/team/one.yaml', hunt(1, "_GetWatchlist('people') | where Team == 'x' | project SearchKey"));
  write('hunts/team/three.yaml', hunt(3, 'DnsEvents | where TimeGenerated > ago(1d) | take 3'));
  git('add', '-A');
  git('commit', '-qm', 'second');

  const one = json(await run('deploy', '--only', 'hunts/team/three.yaml', '--format', 'json'));
  expect(one.applied.map(({ name }: { name: string }) => name)).toEqual(['Hunt number 3']);
  expect((await run('plan', '--only', 'hunts/none.yaml')).stderr).toContain('there is no such content');
  await run('deploy');

  const back = json(await run('deploy', '--at', 'HEAD~1', '--prune', '--yes', '--format', 'json'));
  expect(back.applied).toMatchObject([
    { action: 'update', name: 'Hunt number 1' },
    { action: 'delete', name: 'Hunt number 3' },
  ]);
  expect((await run('plan', '--at', 'HEAD~1', '--prune', '--exit-code')).exitCode).toBe(0);
  const unknown = await run('plan', '--at', 'no-such-commit');
  expect(unknown).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(/no-such-commit[\s\S]*fetch-depth: 0/) });
});

it('several workspaces and groups are planned one by one', async () => {
  const plans = json(await run('plan', '--workspace', 'both', '--format', 'json'));
  expect(plans.plans.map(({ workspace }: { workspace: string }) => workspace)).toEqual(['local', 'other']);
  const unknown = await run('plan', '--workspace', 'locl');
  expect(unknown).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("did you mean 'local'?") });
});

it('a workspace that is not the local one needs an owner, and another owner leaves everything alone', async () => {
  write(
    'sentinel.config.yaml',
    'workspaces:\n  production:\n    { subscriptionId: 00000000-0000-4000-8000-000000000001, resourceGroup: g, workspaceName: work, endpoint: "https://127.0.0.1:1" }\n',
  );
  const refused = await run('plan', '--workspace', 'production');
  expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(/has no owner[\s\S]*owner: /) });
  write('sentinel.config.yaml', 'owner: team-a\n');
  await run('deploy');
  write('sentinel.config.yaml', 'owner: team-b\n');
  rmSync(join(root, 'hunts'), { recursive: true });
  renameSync(join(root, 'watchlists'), join(root, 'elsewhere'));
  mkdirSync(join(root, 'hunts'));
  expect(json(await run('plan', '--prune', '--format', 'json')).changes).toEqual([]);
});

it('drift names what was changed and deleted by hand, and doctor what is missing', async () => {
  await run('deploy');
  expect(await run('drift')).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('as it was deployed, 3 unchanged'),
  });
  write('hunts/team/four.yaml', hunt(4, 'DnsEvents | where TimeGenerated > ago(1d) | take 4'));
  expect((await run('drift')).exitCode).toBe(0);
  const server = await serve(root);
  try {
    const { endpoint, workspace } = JSON.parse(server.line);
    const { subscriptionId, resourceGroup, workspaceName } = workspace;
    const place = `${endpoint}/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.OperationalInsights/workspaces/${workspaceName}`;
    const search = (id: number) =>
      `${place}/savedSearches/00000000-0000-4000-8000-00000000000${id}?api-version=2020-08-01`;
    await fetch(search(2), { method: 'DELETE' });
    const stored = JSON.parse(await (await fetch(search(1))).text());
    const body = JSON.stringify({ etag: '*', properties: { ...stored.properties, query: 'Heartbeat' } });
    await fetch(search(1), { method: 'PUT', body, headers: { 'content-type': 'application/json' } });
    const found = await run('drift', '--format', 'json');
    expect(found.exitCode).toBe(3);
    expect(json(found).changes.filter(({ action }: { action: string }) => action !== 'unchanged')).toMatchObject([
      {
        action: 'update',
        name: 'Hunt number 1',
        fields: [{ path: 'query', before: expect.stringContaining('people'), after: 'Heartbeat' }],
      },
      { action: 'delete', name: 'Hunt number 2' },
    ]);
    const checks: { name: string; outcome: string }[] = json(await run('doctor', '--format', 'json')).checks;
    expect(checks.find(({ name }) => name === 'workspace')).toMatchObject({ outcome: 'ok' });
    expect(checks.find(({ name }) => name === 'login')).toMatchObject({ outcome: 'ok' });
  } finally {
    await server.stop();
  }
});
