import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HuntingQuery } from '../scripts/content/model.js';
import { addStep, HUNTS, writeHunts, writeWatchlist } from './generated.js';
import { type Measurement, ms } from './measure.js';
import { ENVIRONMENT, execute, makeSnapshot, PROGRAM, processTime, timed } from './program.js';

const NAIVELY = join(__dirname, 'naively.ts');
const ROWS = 100_000;

/** Compares the built command line, a process for each run, with the naive way, a process too. */
export async function run(): Promise<Measurement[]> {
  makeSnapshot();
  const measurements: Measurement[] = [];
  for (const [what, edit] of [
    ['made by templates', (hunt: HuntingQuery) => hunt],
    ['of which no two have the same steps', addStep],
  ] as const) {
    const root = mkdtempSync(join(tmpdir(), 'sentinel-bench-'));
    try {
      writeHunts(root, edit);
      measurements.push(...(await compare(root, `${HUNTS} hunts ${what}`)));
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  }
  measurements.push(await longWatchlist());
  return measurements;
}

async function compare(root: string, what: string): Promise<Measurement[]> {
  // Before and after the naive way, because machines have moods.
  const before = await validate(root, '--no-cache');
  const naive = await timed(() => execute(process.execPath, ['--import', 'tsx', NAIVELY, root]));
  const cold = (before + (await validate(root))) / 2;
  const warm = await fastest(() => validate(root));
  const ratio = (name: string, milliseconds: number, least: number): Measurement => ({
    what: `${what}, ${name}`,
    subject: ms(milliseconds),
    baseline: `${ms(naive)} for one thread, one schema of all tables, every query bound`,
    target: `at least ${least} times as fast`,
    ratio: naive / milliseconds,
    met: naive / milliseconds >= least,
  });
  const changed = [
    await changeOne(root, `${what}, one with another version`, (text) =>
      text.replace(/^version: .*/m, 'version: 1.0.1'),
    ),
    await changeOne(root, `${what}, one with another query`, (text, family) =>
      text.replace(/\n *\| project /, (step) => `${step.split('|')[0]}| extend Changed${family} = ${family}${step}`),
    ),
  ];
  return [ratio('cold', cold, 4), ratio('with a warm cache', warm, 50), ...changed];
}

/** Each run with a change that no run has seen. */
async function changeOne(
  root: string,
  what: string,
  edit: (text: string, family: number) => string,
): Promise<Measurement> {
  const times: number[] = [];
  for (const family of [2, 3, 4, 5, 6]) {
    const file = join(root, 'hunts', `family-${family}`, 'email-url.yaml');
    const text = readFileSync(file, 'utf8');
    const edited = edit(text, family);
    if (edited === text) throw new Error('The bench changes nothing');
    writeFileSync(file, edited);
    const before = processTime();
    await validate(root);
    times.push(processTime() - before);
  }
  const time = Math.min(...times);
  return {
    what,
    subject: `${ms(time)} of process time`,
    baseline: '300 ms',
    target: 'at most 300 ms',
    ratio: time / 300,
    met: time <= 300,
  };
}

async function longWatchlist(): Promise<Measurement> {
  const root = mkdtempSync(join(tmpdir(), 'sentinel-bench-'));
  try {
    const rows = Array.from({ length: ROWS }, (_, index) => `9.${index >> 16}.${(index >> 8) & 255}.${index & 255}`);
    writeWatchlist(
      root,
      'ip',
      rows.map((value) => [value, 'Unknown RAT']),
    );
    const time = await fastest(() => validate(root, '--no-cache'));
    return {
      what: `a watchlist of ${ROWS} rows`,
      subject: ms(time),
      baseline: '2,000 ms',
      target: 'at most 2 s',
      ratio: time / 2_000,
      met: time <= 2_000,
    };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Wall-clock milliseconds of one process, its start included. */
async function validate(root: string, ...options: string[]): Promise<number> {
  const args = [PROGRAM, 'validate', '--root', root, '--as-of', '2026-05-31', '--format', 'json', ...options];
  return timed(async () => {
    const { stdout } = await execute(process.execPath, args, { env: ENVIRONMENT, maxBuffer: 100_000_000 });
    const { summary }: { summary: { errors: number } } = JSON.parse(stdout);
    if (summary.errors > 0) throw new Error('The content of the bench has errors');
  });
}

async function fastest(work: () => Promise<number>): Promise<number> {
  const times = [];
  for (let run = 0; run < 3; run++) times.push(await work());
  return Math.min(...times);
}
