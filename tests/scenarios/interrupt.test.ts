import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { folder, PROGRAM, snapshot } from './cli.js';

let root: string;
let server: Server;
let answer: (query: string) => string | null;

beforeEach(async () => {
  root = folder({ reports: '@reports' });
  server = createServer(async (request, response) => {
    await once(request.resume(), 'end');
    const text = answer(request.url ?? '');
    if (text !== null) response.end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
  rmSync(root, { recursive: true, force: true });
});

/** Starts the command line; the feed that it asks first tells when it is well under way. */
function start(...args: string[]): { child: ChildProcess; ended: Promise<{ exitCode: number; stderr: string }> } {
  const { port } = server.address() as AddressInfo;
  const env = { ...process.env, THREATFOX_AUTH_KEY: 'key', SENTINEL_THREATFOX_URL: `http://127.0.0.1:${port}/` };
  const child = spawn(process.execPath, [PROGRAM, 'ingest', ...args], { cwd: root, env });
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  child.stdout.resume();
  return { child, ended: once(child, 'close').then(([exitCode]) => ({ exitCode, stderr })) };
}

describe('an interrupt', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('by %s while a service is asked ends with one line, exit code %d and no change', async (name, code) => {
    const before = snapshot(root);
    const asked = new Promise<void>((resolve) => {
      answer = () => {
        resolve();
        return null;
      };
    });
    const { child, ended } = start('reports', 'threatfox:recent');
    await asked;
    child.kill(name);
    expect(await ended).toEqual({
      exitCode: code,
      stderr: 'sentinel: interrupted; every file is as it was before\n',
    });
    expect(snapshot(root)).toEqual(before);
  });

  it('while a large export is read leaves every file as it was, and no temporary one', async () => {
    const row = (id: number) => `"${id.toString(16).padStart(64, '0')}", "sha256_hash", "Remcos"\n`;
    const rows = Array.from({ length: 260_000 }, (_, id) => row(id));
    writeFileSync(join(root, 'export.csv'), ['# "ioc_value","ioc_type","malware_printable"\n', ...rows].join(''));
    const before = snapshot(root);
    const asked = new Promise<void>((resolve) => {
      answer = () => {
        resolve();
        return '{"query_status":"no_result","data":[]}';
      };
    });
    const { child, ended } = start('threatfox:recent', 'export.csv', 'reports');
    await asked;
    await setTimeout(200);
    child.kill('SIGINT');
    const { exitCode, stderr } = await ended;
    expect([exitCode, stderr]).toEqual([130, 'sentinel: interrupted; every file is as it was before\n']);
    expect(Object.keys(snapshot(root))).toEqual(Object.keys(before));
    expect(snapshot(root)).toEqual(before);
  });
});
