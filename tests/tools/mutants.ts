import { execFile, execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { listFiles } from '../../scripts/base/files.js';
import { SourceText } from '../../scripts/base/source.js';
import { type Mutation, mutationsOf } from './mutations.js';

// Changes the code of a folder at random, one point at a time, and says which changes no test notices.

const ROOT = join(__dirname, '..', '..');
const JEST = join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');

/** Tests of a change that take longer hang because of it. */
const TIMEOUT_MS = 180_000;
/** All tests of a folder, once, before anything is changed. */
const WHOLE_TIMEOUT_MS = 1_800_000;

const HELP = `npm run mutants -- FOLDER [--count 30] [--seed 1] [--least PERCENT]

Changes one point of a file of scripts/FOLDER after the other, in a copy of the repository, and runs the tests of tests/FOLDER
that have to do with that file. Ends with 1 when fewer than --least percent were noticed.
`;

interface Candidate {
  file: string;
  mutation: Mutation;
}

async function main(stopped: AbortSignal): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      count: { type: 'string', default: '30' },
      seed: { type: 'string', default: '1' },
      least: { type: 'string', default: '0' },
    },
  });
  const [given] = positionals;
  const folder = given === undefined ? undefined : join('scripts', given.replace(/^scripts\//, ''));
  if (folder === undefined || !existsSync(join(ROOT, folder))) {
    process.stderr.write(HELP);
    return 2;
  }
  const candidates = listFiles(ROOT, folder, (name) => name.endsWith('.ts')).flatMap((file) =>
    mutationsOf(readFileSync(join(ROOT, file), 'utf8')).map((mutation) => ({ file, mutation })),
  );
  const random = randomNumbers(Number(values.seed));
  const chosen = Array.from({ length: Math.min(Number(values.count), candidates.length) }, () =>
    candidates.splice(Math.floor(random() * candidates.length), 1),
  ).flat();
  const copy = copyRepository();
  try {
    return await tryAll(chosen, copy, stopped, Number(values.least));
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** A copy of what git knows or would take up, with the installed packages and the built program of this one. */
function copyRepository(): string {
  const copy = mkdtempSync(join(tmpdir(), 'mutants-'));
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const files = execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', maxBuffer: 100_000_000 }).split('\0');
  for (const file of files) {
    if (file !== '' && existsSync(join(ROOT, file))) cpSync(join(ROOT, file), join(copy, file));
  }
  for (const folder of ['node_modules', 'dist']) symlinkSync(join(ROOT, folder), join(copy, folder));
  return copy;
}

async function tryAll(
  chosen: readonly Candidate[],
  root: string,
  stopped: AbortSignal,
  least: number,
): Promise<number> {
  const tests = new Map<string, readonly string[]>();
  for (const { file } of chosen) if (!tests.has(file)) tests.set(file, await testsOf(root, file, stopped));
  const all = [...new Set([...tests.values()].flat())];
  if (!(await pass(root, all, stopped, WHOLE_TIMEOUT_MS)) && !stopped.aborted) {
    process.stderr.write('The tests fail before anything is changed.\n');
    return 2;
  }
  let noticed = 0;
  for (const [index, candidate] of chosen.entries()) {
    const isNoticed = await tryMutant(candidate, tests.get(candidate.file) ?? [], root, stopped);
    if (stopped.aborted) return 130;
    if (isNoticed) noticed++;
    process.stdout.write(
      `${index + 1}/${chosen.length} ${isNoticed ? 'noticed  ' : 'UNNOTICED'} ${describe(candidate)}\n`,
    );
  }
  const percent = chosen.length === 0 ? 100 : Math.round((100 * noticed) / chosen.length);
  process.stdout.write(`${noticed} of ${chosen.length} noticed (${percent} %) \n`);
  return percent < least ? 1 : 0;
}

/** Whether a test fails while the change is in place. The test that mirrors the file goes first: it is the quickest. */
async function tryMutant(
  { file, mutation }: Candidate,
  tests: readonly string[],
  root: string,
  stopped: AbortSignal,
): Promise<boolean> {
  const path = join(root, file);
  const code = readFileSync(path, 'utf8');
  const mirror = join(root, file.replace(/^scripts/, 'tests').replace(/\.ts$/, '.test.ts'));
  const [direct, others] = [tests.filter((test) => test === mirror), tests.filter((test) => test !== mirror)];
  try {
    writeFileSync(path, code.slice(0, mutation.start) + mutation.text + code.slice(mutation.end));
    return !((await pass(root, direct, stopped)) && (await pass(root, others, stopped)));
  } finally {
    writeFileSync(path, code);
  }
}

/** The tests of a file's folder that import the file, directly or not. */
async function testsOf(root: string, file: string, signal: AbortSignal): Promise<readonly string[]> {
  const folder = join(root, 'tests', file.split('/')[1] ?? '', '/');
  const related = await jest(root, ['--listTests', '--findRelatedTests', join(root, file)], signal);
  return related.stdout.split('\n').filter((test) => test.startsWith(folder));
}

/** Whether tests all pass; so they do where there are none. */
async function pass(
  root: string,
  tests: readonly string[],
  signal: AbortSignal,
  timeout = TIMEOUT_MS,
): Promise<boolean> {
  if (tests.length === 0) return true;
  const args = ['--runInBand', '--bail=1', '--silent', '--runTestsByPath', ...tests];
  return (await jest(root, args, signal, timeout)).isFine;
}

function jest(
  root: string,
  args: readonly string[],
  signal: AbortSignal,
  timeout = TIMEOUT_MS,
): Promise<{ isFine: boolean; stdout: string }> {
  return new Promise((resolve) => {
    const options = { cwd: root, timeout, killSignal: 'SIGKILL', signal } as const;
    execFile(process.execPath, [JEST, ...args], options, (error, stdout) => resolve({ isFine: !error, stdout }));
  });
}

function describe({ file, mutation }: Candidate): string {
  const code = readFileSync(join(ROOT, file), 'utf8');
  const { line, column } = new SourceText(file, code).position(mutation.start);
  const before = code.slice(mutation.start, mutation.end);
  return `${file}:${line}:${column}  ${oneLine(before)} → ${oneLine(mutation.text) || '(nothing)'}`;
}

const oneLine = (text: string) => text.replace(/\s+/g, ' ').slice(0, 60);

/** A generator of numbers from 0 to 1 that a seed decides (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

// Who stops it finds no copy left.
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
main(stop.signal).then((exitCode) => {
  process.exitCode = exitCode;
});
