import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectOrStart, serveWorkspace } from '../../../scripts/emulator/server/discovery.js';
import { WORKSPACE } from '../../../scripts/emulator/server/workspace.js';
import { clientsOf, collect, NOW, SCOPE } from '../support.js';

const clock = () => NOW;
let root: string;
let notice: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'discovery-'));
  notice = join(root, '.sentinel', 'emulator.json');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('connecting to the local workspace', () => {
  it('starts it, says where it is, and takes the notice away at the end', async () => {
    const emulator = await connectOrStart(root, clock);
    expect(JSON.parse(readFileSync(notice, 'utf8'))).toEqual({
      endpoint: emulator.endpoint,
      pid: process.pid,
      workspace: WORKSPACE,
    });
    await emulator.close();
    expect(existsSync(notice)).toBe(false);
    await expect(fetch(emulator.endpoint)).rejects.toThrow();
  });

  it('finds the one that is served and leaves it running', async () => {
    const server = await serveWorkspace(root, { clock });
    const client = await connectOrStart(root, clock);
    expect(client).toMatchObject({ endpoint: server.endpoint, workspace: WORKSPACE });
    await client.close();
    expect(await collect(clientsOf(server.endpoint).insights.watchlists.list(...SCOPE))).toEqual([]);
    await server.close();
  });

  it('finds it under another path to the same repository', async () => {
    const link = `${root}-link`;
    symlinkSync(root, link);
    const server = await serveWorkspace(root, { clock });
    expect((await connectOrStart(link, clock)).endpoint).toBe(server.endpoint);
    await server.close();
    rmSync(link);
  });

  it('started many times at once, is one server', async () => {
    const emulators = await Promise.all(Array.from({ length: 5 }, () => connectOrStart(root, clock)));
    expect(new Set(emulators.map(({ endpoint }) => endpoint)).size).toBe(1);
    for (const emulator of emulators) await emulator.close();
  });

  it.each([
    ['is no JSON', '{'],
    ['names nothing', '{}'],
    ['names a port where nobody listens', '{"endpoint":"http://127.0.0.1:1"}'],
    ['names another machine', '{"endpoint":"http://198.51.100.1:80"}'],
    ['hides another machine behind a loopback address', '{"endpoint":"http://127.0.0.1:80@198.51.100.1"}'],
  ])('replaces a notice that %s', async (_what, content) => {
    mkdirSync(join(root, '.sentinel'));
    writeFileSync(notice, content);
    const emulator = await connectOrStart(root, clock);
    expect(JSON.parse(readFileSync(notice, 'utf8')).endpoint).toBe(emulator.endpoint);
    await emulator.close();
  });

  it('does not take the server of another repository for its own', async () => {
    const other = mkdtempSync(join(tmpdir(), 'discovery-'));
    const server = await serveWorkspace(other, { clock });
    mkdirSync(join(root, '.sentinel'));
    writeFileSync(notice, JSON.stringify({ endpoint: server.endpoint, pid: process.pid, workspace: WORKSPACE }));
    const emulator = await connectOrStart(root, clock);
    expect(emulator.endpoint).not.toBe(server.endpoint);
    await emulator.close();
    await server.close();
    rmSync(other, { recursive: true });
  });

  it('does not wait for a server that never answers', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const address = silent.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    mkdirSync(join(root, '.sentinel'));
    writeFileSync(notice, JSON.stringify({ endpoint: `http://127.0.0.1:${port}` }));
    const emulator = await connectOrStart(root, clock);
    expect(emulator.endpoint).not.toContain(`:${port}`);
    await emulator.close();
    silent.closeAllConnections();
    silent.close();
  });

  it('says who holds the database when that process is no server', async () => {
    mkdirSync(join(root, '.sentinel'));
    const holder = await holdDatabase(join(root, '.sentinel', 'workspace.duckdb'));
    await expect(connectOrStart(root, clock)).rejects.toMatchObject({
      code: 'workspace-locked',
      message: expect.stringContaining(`process ${holder.pid}`),
    });
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    // The lock has gone with the process.
    await (await connectOrStart(root, clock)).close();
  }, 15_000);
});

/** Another process that has the database open. */
async function holdDatabase(database: string): Promise<ChildProcess> {
  const script = `
    require('@duckdb/node-api').DuckDBInstance.create(process.argv[1]).then((instance) => {
      console.log('open');
      setInterval(() => instance, 1000);
    });`;
  const holder = spawn(process.execPath, ['-e', script, database], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(holder.stdout, 'data');
  return holder;
}
