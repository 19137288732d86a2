import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { main } from './commands/main.js';

/** The day for which the tour runs: the sample reports are of May 2026, and its output must not change with the calendar. */
const AS_OF = '2026-05-31';

const PACKAGE = join(__dirname, '..');
/** An empty repository of content, made anew each time; the local workspace of the tour lies in it. */
const FOLDER = join(PACKAGE, '.sentinel', 'tour');
const LOGS = join(PACKAGE, 'docs', 'tour', 'logs');

/** The way of two reports from text to a beacon that is found, as the commands that a user would type. */
const TOUR: { says: string; args: string[] }[] = [
  { says: 'Two reports came in. Read them; write hunts and watchlists.', args: ['ingest', 'reports'] },
  { says: 'Check all content: schemas, KQL, service limits, watchlists.', args: ['validate'] },
  { says: 'Run the hunts on sample logs, offline: do they find what they claim, and nothing else?', args: ['test'] },
  { says: 'Deploy them into a local workspace, through the Azure SDK.', args: ['deploy'] },
  {
    says: 'Hunt through the logs of a small network: one machine beacons, the rest is noise.',
    args: ['hunt', '--logs', LOGS],
  },
];

async function start(): Promise<number> {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  for (const given of ['reports', 'sentinel.config.yaml'])
    cpSync(join(PACKAGE, given), join(FOLDER, given), { recursive: true });
  process.chdir(FOLDER);
  process.stdout.write(`# An empty repository with two reports, in ${relative(PACKAGE, FOLDER)}/.\n`);
  for (const { says, args } of TOUR) {
    const command = [...args, '--as-of', AS_OF];
    const shown = command.map((word) => (word === LOGS ? relative(FOLDER, LOGS) : word)).join(' ');
    process.stdout.write(`\n# ${says}\n$ npx sentinel ${shown}\n`);
    const exitCode = await main(command);
    if (exitCode !== 0) return exitCode;
  }
  process.stdout.write(`
Where to look
  .sentinel/tour/         what the tour made: hunts with their tests, watchlists, and the local workspace
  docs/tour/logs/         the logs that were hunted
  analytic-rules/         rules over any family; templates/ what hunts are made of
  npx sentinel --help     every verb
`);
  return 0;
}

start().then((exitCode) => {
  process.exitCode = exitCode;
});
