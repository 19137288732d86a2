import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { createProtocolConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import { folder, PROGRAM } from './cli';

it('an editor starts the server, asks it something, and ends it', async () => {
  const root = folder({ 'sentinel.config.yaml': '{}\n' });
  const child = spawn(process.execPath, [PROGRAM, 'lsp', '--stdio', '--as-of', '2026-05-31'], {
    cwd: root,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const editor = createProtocolConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
  editor.listen();
  const parameters = { processId: null, rootUri: pathToFileURL(root).href, capabilities: {} };
  expect(await editor.sendRequest('initialize', parameters)).toMatchObject({
    serverInfo: { name: 'sentinel-content' },
  });
  const textDocument = { uri: pathToFileURL(`${root}/hunts/a.yaml`).href };
  expect(await editor.sendRequest('textDocument/codeLens', { textDocument })).toEqual([]);
  await editor.sendRequest('shutdown');
  await editor.sendNotification('exit');
  expect(await ended).toBe(0);
  editor.dispose();
  rmSync(root, { recursive: true, force: true });
});
