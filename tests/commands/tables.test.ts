import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { OperationalInsightsManagementClient } from '@azure/arm-operationalinsights';
import { folder, snapshot } from '../scenarios/cli.js';
import { sentinel, serve } from './program.js';

const HUNT = `id: 3f0e3a52-6a39-4a0e-9f8e-2f4a3c6a7b10
name: Doors opened at night
description: Doors that were opened at night.
requiredDataConnectors: []
tactics: [InitialAccess]
relevantTechniques: [T1078]
query: |
  Badge_CL
  | where TimeGenerated > ago(1d)
  | where Open and Door != ""
  | project TimeGenerated, Door, _ResourceId
version: 1.0.0
`;

let root: string;
afterEach(() => rmSync(root, { recursive: true, force: true }));

const json = (text: string) => JSON.parse(text);

it("a team's own table is pulled from the workspace, and then validate knows it", async () => {
  root = folder({ 'hunts/doors/night.yaml': HUNT });
  const server = await serve(root);
  try {
    const { endpoint, workspace } = json(server.line);
    const options = { endpoint, allowInsecureConnection: true };
    const client = new OperationalInsightsManagementClient(
      { getToken: async () => null },
      workspace.subscriptionId,
      options,
    );
    client.pipeline.removePolicy({ name: 'bearerTokenAuthenticationPolicy' });
    await client.tables.beginCreateOrUpdateAndWait(workspace.resourceGroup, workspace.workspaceName, 'Badge_CL', {
      schema: {
        name: 'Badge_CL',
        columns: [
          { name: 'TimeGenerated', type: 'dateTime' },
          { name: 'Door', type: 'string' },
          { name: 'Open', type: 'boolean' },
        ],
      },
    });
    const before = snapshot(root);
    const dry = await sentinel(['tables', 'pull', '--dry-run'], root);
    expect([dry.exitCode, snapshot(root)]).toEqual([0, before]);
    expect(dry.stdout).toContain('would write schemas/tables/Badge_CL.json');

    const pulled = await sentinel(['tables', 'pull', '--format', 'json'], root);
    const { tables, written, unchanged, ...rest } = json(pulled.stdout);
    expect([pulled.exitCode, written, rest]).toEqual([
      0,
      ['schemas/tables/Badge_CL.json', 'schemas/workspaces/local.json'],
      { workspace: 'local', functions: 0, skipped: [], filled: [], collected: [] },
    ]);
    expect(unchanged).toBe(tables - 1);

    const known = await sentinel(['validate', '--format', 'json'], root);
    expect(known.exitCode).toBe(0);
    expect(known.stdout).not.toContain('Badge_CL');
  } finally {
    await server.stop();
  }
}, 60_000);

it('says which tables have data, and what to write so that hunts are made for these alone', async () => {
  root = folder({
    'logs/DeviceNetworkEvents.json': '[{"TimeGenerated": "2026-05-01T10:00:00Z", "RemoteIP": "192.0.2.7"}]',
    'logs/Badge_CL.csv': 'TimeGenerated,Type,Door\n2026-05-02T00:00:00Z,Badge_CL,north\n',
  });
  const server = await serve(root, join(root, 'logs'));
  try {
    const { stdout, exitCode } = await sentinel(['tables', 'pull'], root);
    expect(exitCode).toBe(0);
    expect(stdout.split('\n').slice(-3)).toEqual([
      '2 tables had data in the last 30 days. For hunts over these alone, write into sentinel.config.yaml:',
      'tables: [DeviceNetworkEvents]',
      '',
    ]);
    expect(json(snapshot(root)['schemas/workspaces/local.json'] ?? '')).toMatchObject({
      filled: ['Badge_CL', 'DeviceNetworkEvents'],
    });
  } finally {
    await server.stop();
  }
}, 60_000);

it('another action than pull is wrong usage', async () => {
  root = folder({});
  const { exitCode, stdout, stderr } = await sentinel(['tables', 'push'], root);
  expect([exitCode, stdout]).toEqual([2, '']);
  expect(stderr).toContain("there is no action 'push'");
});
