import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { locked } from '../../scripts/commands/lock.js';
import { folder } from '../scenarios/cli.js';

/** More than any system gives. */
const GONE = '999999999';
let root: string;
let lock: string;
beforeEach(() => {
  root = folder({});
  lock = join(root, '.sentinel', 'ingest.lock');
});
afterEach(() => rmSync(root, { recursive: true }));

const never = new AbortController().signal;
const run = (work: () => Promise<unknown>, signal = never, waits: (holder: string) => void = () => {}) =>
  locked(root, signal, work, waits);
const hold = (holder: string) => {
  mkdirSync(join(root, '.sentinel'), { recursive: true });
  writeFileSync(lock, holder);
};

describe('a lock', () => {
  it('is held while the work runs, and gone afterwards, also when it fails', async () => {
    expect(await run(async () => readFileSync(lock, 'utf8'))).toBe(String(process.pid));
    expect(existsSync(lock)).toBe(false);
    await expect(run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(existsSync(lock)).toBe(false);
  });

  it.each([GONE, 'x', '0'])('of the process %j is nobody’s', async (holder) => {
    hold(holder);
    expect(await run(async () => 'done')).toBe('done');
  });

  it('of a running process is waited for, until the signal', async () => {
    hold(String(process.pid));
    const controller = new AbortController();
    const holders: string[] = [];
    const waiting = run(
      async () => 'done',
      controller.signal,
      (holder) => {
        holders.push(holder);
        if (holders.length === 2) controller.abort();
      },
    );
    await expect(waiting).rejects.toThrow('aborted');
    expect(holders).toEqual([String(process.pid), String(process.pid)]);
    expect(existsSync(lock)).toBe(true);
  });

  it('whose holder has yet to write its number is left alone', async () => {
    hold('');
    const controller = new AbortController();
    const waiting = run(async () => 'done', controller.signal);
    await new Promise((resolve) => setTimeout(resolve, 50));
    controller.abort();
    await expect(waiting).rejects.toThrow('aborted');
    expect(existsSync(lock)).toBe(true);
  });

  it('that goes meanwhile is taken', async () => {
    hold(String(process.pid));
    expect(
      await run(
        async () => 'done',
        never,
        () => rmSync(lock),
      ),
    ).toBe('done');
  });
});

it('temporary files of runs that were killed go; those of others stay', async () => {
  mkdirSync(join(root, 'watchlists'));
  const files = [
    `review.csv.${GONE}.tmp`,
    `watchlists/a.yaml.${GONE}.tmp`,
    `watchlists/b.yml.${GONE}.tmp`,
    `watchlists/c.txt.${GONE}.tmp`,
    `watchlists/d.csv.${process.pid}.tmp`,
    'watchlists/e.csv',
  ];
  for (const file of files) writeFileSync(join(root, file), '');
  await run(async () => 0);
  expect(files.filter((file) => existsSync(join(root, file)))).toEqual(files.slice(3));
});
