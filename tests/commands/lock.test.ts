import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { locked } from '../../scripts/commands/lock.js';

/** A number that no process has. */
const GONE = '4194999';

let root: string;
let lock: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lock-'));
  mkdirSync(join(root, '.sentinel'));
  mkdirSync(join(root, 'watchlists'));
  lock = join(root, '.sentinel/ingest.lock');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const run = (waits: (holder: string) => void = () => undefined, signal = new AbortController().signal) =>
  locked(root, signal, async () => existsSync(lock), waits);

it('holds the lock while it works, and no longer, even when the work fails', async () => {
  expect(await run()).toBe(true);
  expect(existsSync(lock)).toBe(false);
  const failing = locked(
    root,
    new AbortController().signal,
    () => Promise.reject(new Error('no')),
    () => undefined,
  );
  await expect(failing).rejects.toThrow('no');
  expect(existsSync(lock)).toBe(false);
});

it('waits for a process that runs, and says for which', async () => {
  writeFileSync(lock, String(process.pid));
  const waitedFor: string[] = [];
  const result = await run((holder) => {
    waitedFor.push(holder);
    rmSync(lock, { force: true });
  });
  expect(result).toBe(true);
  expect(waitedFor).toEqual([String(process.pid)]);
});

it('takes over the lock of a process that is gone, and removes its temporary files', async () => {
  writeFileSync(lock, GONE);
  for (const file of [`ioc-ip.csv.${GONE}.tmp`, `ioc-ip.csv.${process.pid}.tmp`, 'ioc-ip.csv'])
    writeFileSync(join(root, 'watchlists', file), '');
  const waitedFor: string[] = [];
  expect(await run((holder) => waitedFor.push(holder))).toBe(true);
  expect(waitedFor).toEqual([]);
  expect(existsSync(join(root, 'watchlists', `ioc-ip.csv.${GONE}.tmp`))).toBe(false);
  expect(existsSync(join(root, 'watchlists', `ioc-ip.csv.${process.pid}.tmp`))).toBe(true);
  expect(existsSync(join(root, 'watchlists/ioc-ip.csv'))).toBe(true);
});

it('leaves a lock alone whose holder has yet to write its number', async () => {
  writeFileSync(lock, '');
  const controller = new AbortController();
  const waiting = run(() => undefined, controller.signal);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(existsSync(lock)).toBe(true);
  controller.abort();
  await expect(waiting).rejects.toThrow('abort');
  expect(existsSync(lock)).toBe(true);
});
