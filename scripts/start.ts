import { join } from 'node:path';
import { main } from './commands/main.js';

/** The day for which the tour runs: the sample reports are of May 2026, and its output must not change with the calendar. */
const AS_OF = '2026-05-31';

/** The way of two reports from text to deployed content, as the commands that a user would type. */
const TOUR: { says: string; args: string[] }[] = [
  {
    says: 'Read the reports; write hunts and watchlists (what is in git already stays as it is).',
    args: ['ingest', 'reports'],
  },
  { says: 'Check all content: schemas, KQL, service limits, watchlists.', args: ['validate'] },
  { says: 'What would a deployment change in the local workspace?', args: ['plan'] },
  { says: 'Deploy it, through the Azure SDK.', args: ['deploy'] },
  { says: 'Once more: nothing is left to change.', args: ['deploy'] },
];

async function start(): Promise<number> {
  const root = join(__dirname, '..');
  process.chdir(root);
  for (const { says, args } of TOUR) {
    const command = [...args, '--as-of', AS_OF];
    process.stdout.write(`\n# ${says}\n$ npx sentinel ${command.join(' ')}\n`);
    const exitCode = await main(command);
    if (exitCode !== 0) return exitCode;
  }
  process.stdout.write(`
Where to look
  reports/                what came in
  hunts/, watchlists/     what became of it: one hunt a family and table, one row an indicator
  analytic-rules/         rules over any family
  .sentinel/              the local workspace; npx sentinel emulator serves it to other programs
  npx sentinel --help     every verb
`);
  return 0;
}

start().then((exitCode) => {
  process.exitCode = exitCode;
});
