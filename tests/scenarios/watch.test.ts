import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HUNT, LIST, testYaml } from '../testing/support.js';
import { folder, PROGRAM } from './cli.js';

const EVENT = '{ TimeGenerated: "2026-05-07T10:00:00Z", RemoteIP: 192.0.2.7, RemotePort: 9000 }';
const TEST = testYaml('beacon', `logs: { DeviceNetworkEvents: [${EVENT}] }\nexpect: { rows: 1 }`);

/** Starts `sentinel test --watch`; `said` waits for words on either stream, each part of which is heard once. */
function start(root: string) {
  const args = [PROGRAM, 'test', '--watch', '--as-of', '2026-05-31'];
  const child = spawn(process.execPath, args, { cwd: root, env: { ...process.env, NO_COLOR: '1' } });
  let heard = '';
  let notify = () => {};
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      heard += chunk;
      notify();
    });
  }
  const said = async (words: string) => {
    while (!heard.includes(words)) await new Promise<void>((resolve) => (notify = resolve));
    heard = heard.slice(heard.indexOf(words) + words.length);
  };
  return { child, said };
}

test('test --watch runs again after each change, survives a broken file, and ends with Ctrl-C', async () => {
  const root = folder({
    ...LIST,
    'hunts/a.yaml': `${HUNT}tests:\n${TEST}`,
    'sentinel.config.yaml': 'owner: us-team\n',
  });
  const file = join(root, 'hunts', 'a.yaml');
  const sound = readFileSync(file, 'utf8');
  const { child, said } = start(root);
  await said('1 passed, 0 failed');
  writeFileSync(file, sound.replace('rows: 1', 'rows: 2'));
  await said('0 passed, 1 failed');
  writeFileSync(join(root, 'sentinel.config.yaml'), 'owner: [\n');
  await said('sentinel: ');
  writeFileSync(join(root, 'sentinel.config.yaml'), 'owner: us-team\n');
  await said('0 passed, 1 failed');
  writeFileSync(file, sound);
  await said('1 passed, 0 failed');
  child.kill('SIGINT');
  expect(await once(child, 'close')).toEqual([130, null]);
});
