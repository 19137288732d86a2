import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandsPage, formatHelp } from '../../scripts/commands/help.js';
import { COMMON_OPTIONS } from '../../scripts/commands/main.js';
import { VERBS } from '../../scripts/commands/verbs.js';
import { sentinel } from './program.js';

const PROJECT = join(__dirname, '..', '..');

it('every verb is documented as it is: run npm run docs', async () => {
  const page = readFileSync(join(PROJECT, 'docs', 'commands.md'), 'utf8');
  expect((await commandsPage(VERBS, COMMON_OPTIONS)).split('\n')).toEqual(page.split('\n'));
});

it('the verbs and what they do', () => {
  expect(formatHelp(VERBS)).toMatchInlineSnapshot(`
"Detection content as code for Microsoft Sentinel.

Usage: sentinel <verb> [options]

  ingest    read reports; write hunts, watchlists and their provenance
  validate  check all content
  test      run the tests of hunts and rules on sample logs, and prove that they reach every indicator
  plan      show what a deployment would change
  deploy    bring a workspace to what the repository says
  drift     show what changed in a workspace since we deployed it
  doctor    tell what is missing to reach a workspace
  pull      write the content of a workspace as files
  import    make our files of exports and of other layouts
  expire    remove indicators whose life and whose logs are over
  review    say what a branch brings, as the comment of its pull request
  catalog   write a static site of hunts, coverage and indicator ages
  lsp       serve an editor: findings, completion and meaning of KQL
  hunt      run hunts over the logs of a workspace, or over log files
  init      make a content repository of a folder
  new       begin a hunt, rule, watchlist or function
  explain   what a check's code means
  merge     join two versions of a list; a merge driver of git
  emulator  serve the local workspace
  tables    learn the tables of a workspace, custom ones included

Every verb explains itself: sentinel <verb> --help
Exit codes: 0 fine; 1 findings; 2 wrong usage, configuration or a crash; 3 changes pending
"
`);
});

describe('the program', () => {
  const help = formatHelp(VERBS);

  it.each([['--help'], ['-h'], ['help']])('explains itself for %s', async (word) => {
    expect(await sentinel([word], PROJECT)).toEqual({ exitCode: 0, stdout: help, stderr: '' });
  });

  it('explains itself where no verb is given, which is wrong usage', async () => {
    expect(await sentinel([], PROJECT)).toEqual({ exitCode: 2, stdout: help, stderr: '' });
  });

  it('says its version', async () => {
    const { version }: { version: string } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8'));
    expect(await sentinel(['--version'], PROJECT)).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: '' });
  });

  it.each([['--help'], ['-h']])('explains a verb for %s, whatever else is asked', async (flag) => {
    const { exitCode, stdout } = await sentinel(['explain', flag, '--root', '/nowhere'], PROJECT);
    expect([exitCode, stdout.split('\n').slice(0, 6)]).toEqual([
      0,
      [
        'Says what a check finds, why that matters, and what to do: its page of the documentation.',
        '',
        'Usage: sentinel explain CODE',
        '',
        'Examples:',
        '  sentinel explain version-not-raised   a code as validate prints it',
      ],
    ]);
  });
});
