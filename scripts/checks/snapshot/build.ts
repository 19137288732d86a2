import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { COLUMNS, INDICATOR_KINDS, watchlistAlias } from '../../authoring/watchlist-rows.js';
import type { Setup } from '../context.js';
import { inspectAll, type Subject } from '../inspect.js';
import { bundle } from './bundle.js';

/** Makes the snapshot of an analyser that has seen queries, in a process of its own: it takes some seconds. */
function build(snapshot: string): void {
  mkdirSync(dirname(snapshot), { recursive: true, mode: 0o700 });
  const [script, temporary, lock] = ['.js', '.tmp', '.lock'].map((extension) => snapshot + extension);
  if (!script || !temporary || !lock) return;
  try {
    closeSync(openSync(lock, 'wx'));
  } catch {
    // Another process is at it.
    return;
  }
  try {
    const samples = sampleQueries();
    inspectAll(samples, SETUP);
    writeFileSync(script, bundle(join(__dirname, '..', 'inspect.js'), main(samples)));
    execFileSync(process.execPath, ['--snapshot-blob', temporary, '--build-snapshot', script], { stdio: 'ignore' });
    for (const name of readdirSync(dirname(snapshot))) {
      if (name.endsWith('.blob') && name !== basename(snapshot)) rmSync(join(dirname(snapshot), name));
    }
    renameSync(temporary, snapshot);
  } finally {
    for (const path of [script, temporary, lock]) rmSync(path, { force: true });
  }
}

const SETUP: Setup = {
  root: dirname(dirname(__dirname)),
  watchlists: new Map(INDICATOR_KINDS.map((kind) => [watchlistAlias(kind), COLUMNS[kind]])),
};

/** The templates that ship with the program use most of what hunts use. */
function sampleQueries(): Subject[] {
  const folder = join(__dirname, '..', '..', '..', 'templates');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => ({
      file: `templates/${name}`,
      kind: 'template',
      text: readFileSync(join(folder, name), 'utf8'),
    }));
}

/** What the snapshot runs: at its making the samples, and when it is started what standard input says. */
function main(samples: readonly Subject[]): string {
  const setup = { root: SETUP.root, watchlists: [...SETUP.watchlists] };
  return `
const answer = ({ subjects, setup }) =>
  program.inspectAll(subjects, { root: setup.root, watchlists: new Map(setup.watchlists) });
answer(${JSON.stringify({ subjects: samples, setup })});
require('node:v8').startupSnapshot.setDeserializeMainFunction(() => {
  const question = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
  process.stdout.write(JSON.stringify(answer(question)));
});`;
}

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('usage: node build.js SNAPSHOT');
build(file);
