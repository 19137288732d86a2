import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { folder, PROGRAM, sentinel } from './cli.js';

const AS_OF = ['--as-of', '2026-05-31'];
const hunt = (id: number) => `id: 00000000-0000-4000-8000-00000000000${id}
name: Hunt number ${id}
description: Finds things.
requiredDataConnectors: []
tactics: [Execution]
relevantTechniques: [T1059]
query: |
  DnsEvents | where TimeGenerated > ago(1d) | take 1
version: 1.0.0
`;

it('an interrupted deployment says what was done and what is left, and the next one goes on', async () => {
  const ids = [1, 2, 3, 4, 5, 6, 7, 8, 9];
  const root = folder(Object.fromEntries(ids.map((id) => [`hunts/team/h${id}.yaml`, hunt(id)])));
  const server = spawn(process.execPath, [PROGRAM, 'emulator', '--fault', 'slow'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((resolve) => server.stdout.once('data', resolve));
  const child = spawn(process.execPath, [PROGRAM, 'deploy', ...AS_OF], { cwd: root });
  let stdout = '';
  child.stdout.on('data', (text) => {
    stdout += String(text);
  });
  // Saved searches go one by one: the first of them is there long before the last.
  const place = join(root, '.sentinel/emulator.json');
  const { endpoint, workspace } = JSON.parse(readFileSync(place, 'utf8'));
  const list = `${endpoint}/subscriptions/${workspace.subscriptionId}/resourceGroups/${workspace.resourceGroup}/providers/Microsoft.OperationalInsights/workspaces/${workspace.workspaceName}/savedSearches?api-version=2020-08-01`;
  const there = async (): Promise<number> => JSON.parse(await (await fetch(list)).text()).value.length;
  while (child.exitCode === null && (await there()) === 0);
  child.kill('SIGINT');
  const code = await new Promise((resolve) => child.once('exit', resolve));
  server.kill('SIGTERM');
  await new Promise((resolve) => server.once('exit', resolve));
  expect(code).toBe(130);
  expect(stdout).toMatch(/created hunting query Hunt number 1/);
  expect(stdout).toMatch(/left: create hunting query Hunt number 9: interrupted/);
  expect((await sentinel(['deploy', ...AS_OF], root)).exitCode).toBe(0);
  rmSync(root, { recursive: true });
});
