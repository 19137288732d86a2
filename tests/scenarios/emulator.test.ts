import { rmSync } from 'node:fs';
import { FAULTS } from '../../scripts/emulator/behaviour/faults.js';
import { folder, sentinel, serve } from './cli.js';

let root: string;
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('sentinel emulator', () => {
  it('lists in its help every fault with its share of requests', async () => {
    root = folder({});
    const { stdout, exitCode } = await sentinel(['emulator', '--help'], root);
    expect(exitCode).toBe(0);
    for (const [name, { rate, help }] of Object.entries(FAULTS))
      expect(stdout).toContain(`${`${name}=${rate}`.padEnd(24)} ${help}`);
  });

  it.each([
    [['--fault', 'lat'], "--fault: there is no fault 'lat'."],
    [['--fault', 'late=2'], "--fault late: '2' is no rate."],
    [['--seed', 'x'], "--seed: 'x' is no number."],
    [['--port', '70000'], "--port: '70000' is no number."],
    [['--logs', 'absent'], 'There is no file or folder absent.'],
  ])('refuses %j', async (args, message) => {
    root = folder({});
    const { exitCode, stderr } = await sentinel(['emulator', ...args], root);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(message)]);
  });

  it('strikes with the faults that it was started with', async () => {
    root = folder({});
    const server = await serve(root, ['--fault', 'read-only', '--fault', 'no-token']);
    const { endpoint, workspace } = JSON.parse(server.line);
    const { subscriptionId, resourceGroup, workspaceName } = workspace;
    const url = `${endpoint}/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.OperationalInsights/workspaces/${workspaceName}/savedSearches`;
    const status = async (path: string, method: string, headers: Record<string, string>) =>
      (await fetch(`${url}${path}?api-version=2020-08-01`, { method, headers })).status;
    const authorization = { authorization: 'Bearer owner' };
    const answers = [
      await status('', 'GET', {}),
      await status('', 'GET', authorization),
      await status('/x', 'DELETE', authorization),
    ];
    await server.stop();
    expect(answers).toEqual([401, 200, 403]);
  });
});
