import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PACKAGE_FOLDER } from '../scripts/base/system/package-folder.js';
import { DEFAULTS } from '../scripts/content/configuration.js';
import { testsOfTemplates } from '../scripts/testing/first-tests.js';
import { addStep, HUNTS, writeHunts } from './generated.js';
import { type Measurement, ms, randomNumbers } from './measure.js';
import { ENVIRONMENT, execute, makeSnapshot, PROGRAM, processTime, timed } from './program.js';

const INDICATORS = 5_000;
const ONE_HUNT = 'hunts/family-3/device-network-address.yaml';

/** Runs the built `sentinel test`, a process for each run, against what a person waits for. */
export async function run(): Promise<Measurement[]> {
  makeSnapshot();
  return [...(await inFolder(manyHunts)), ...(await inFolder(manyIndicators))];
}

async function inFolder(work: (root: string) => Promise<Measurement[]>): Promise<Measurement[]> {
  const root = mkdtempSync(join(tmpdir(), 'sentinel-bench-'));
  try {
    return await work(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Hunts of which no two have the same steps, each with three tests of its own. */
async function manyHunts(root: string): Promise<Measurement[]> {
  const testsOf = testsOfTemplates(PACKAGE_FOLDER, DEFAULTS);
  writeFileSync(join(root, 'sentinel.config.yaml'), '{}\n');
  writeHunts(root, (hunt, index, template, rows) => {
    const quiet = { name: 'nothing-happened', logs: {}, expect: { rows: 0 } };
    return { ...addStep(hunt, index), tests: [...testsOf(template, rows), quiet] };
  });
  const what = `${HUNTS} hunts with three tests each`;
  return [
    within(`${what}, cold`, await timed(() => test(root, '--no-cache')), 60_000),
    within(`${what}, with a warm cache`, await warm(root), 10_000),
    within('one hunt of them', await processTimeOf(() => test(root, ONE_HUNT)), 500),
    within('one hunt of them, weakened', await processTimeOf(() => test(root, '--mutate', ONE_HUNT)), 2_000),
  ];
}

/** The bound queries are there; what the tests came to is not, as after a change of a list. */
async function warm(root: string): Promise<number> {
  await test(root);
  return timed(() => test(root));
}

/** A feed becomes rows and one hunt a table; every hunt is asked for every indicator. */
async function manyIndicators(root: string): Promise<Measurement[]> {
  const random = randomNumbers(7);
  const below = (end: number) => Math.floor(random() * end);
  const word = () => Array.from({ length: 8 }, () => String.fromCharCode(97 + below(26))).join('');
  const value = [
    () => `${45 + below(50)}.${below(256)}.${below(256)}.${1 + below(250)}:${4_000 + below(9_000)}`,
    () => `${word()}${word()}.com`,
    () => `http://${word()}.${word()}.net/${word()}.php`,
    () => Array.from({ length: 64 }, () => below(16).toString(16)).join(''),
  ];
  const types = ['ip:port', 'domain', 'url', 'sha256'];
  const families = ['AlphaRAT', 'BetaLoader', 'GammaStealer', 'DeltaBot'];
  const rows = Array.from({ length: INDICATORS }, (_, index) =>
    [value[index % 4]?.(), types[index % 4], families[below(4)], '2026-05-12'].join(),
  );
  mkdirSync(join(root, 'reports'));
  writeFileSync(join(root, 'sentinel.config.yaml'), '{}\n');
  writeFileSync(join(root, 'reports', 'feed.csv'), ['ioc,type,malware,first_seen', ...rows, ''].join('\n'));
  await sentinel(root, 'ingest', 'reports/feed.csv', '--as-of', '2026-05-31');
  const time = await timed(() => test(root, '--no-cache'));
  return [within(`${INDICATORS} living indicators, asked of one hunt a table`, time, 30_000)];
}

/** The smallest of three: whatever else the machine does only adds. */
async function processTimeOf(work: () => Promise<unknown>): Promise<number> {
  const times = [];
  for (let run = 0; run < 3; run++) {
    const before = processTime();
    await work();
    times.push(processTime() - before);
  }
  return Math.min(...times);
}

function within(what: string, milliseconds: number, most: number): Measurement {
  return {
    what: `the tests of ${what}`,
    subject: ms(milliseconds),
    baseline: ms(most),
    target: `at most ${ms(most)}`,
    ratio: milliseconds / most,
    met: milliseconds <= most,
  };
}

async function test(root: string, ...options: string[]): Promise<void> {
  const out = await sentinel(root, 'test', '--as-of', '2026-05-31', '--format', 'json', ...options);
  const { summary }: { summary: { passed: number; failed: number } } = JSON.parse(out);
  if (summary.passed === 0 || summary.failed > 0) throw new Error(`${summary.failed} tests of the bench fail`);
}

async function sentinel(root: string, ...args: string[]): Promise<string> {
  const options = { cwd: root, env: ENVIRONMENT, maxBuffer: 1_000_000_000 };
  // Unnoticed mutants end with 1.
  const run = execute(process.execPath, [PROGRAM, ...args], options);
  return run.then(
    ({ stdout }) => stdout,
    (error: unknown) => {
      if (error instanceof Error && 'stdout' in error && 'code' in error && error.code === 1)
        return String(error.stdout);
      throw error;
    },
  );
}
