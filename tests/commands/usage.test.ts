import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folder } from '../scenarios/cli.js';
import { sentinel } from './program.js';

let root: string;
beforeEach(() => {
  root = folder({});
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** What standard error says: the message, and what to do. */
async function refusal(...args: string[]): Promise<string[]> {
  const { exitCode, stdout, stderr } = await sentinel(args, root);
  expect([exitCode, stdout]).toEqual([2, '']);
  return stderr.replace(/\n$/, '').split('\n');
}

describe('wrong usage: what is wrong, and what to do', () => {
  it.each([
    [
      ['plan', 'x'],
      "sentinel: sentinel plan: 'x' is one too many.",
      '  Usage: sentinel plan [--workspace NAME] [--prune] [--out FILE] [--exit-code]',
    ],
    [
      ['merge', 'a', 'b'],
      'sentinel: sentinel merge: an argument is missing.',
      '  Usage: sentinel merge BASE OURS THEIRS',
    ],
    [
      ['merge', 'a', 'b', 'c', 'd'],
      "sentinel: sentinel merge: 'd' is one too many.",
      '  Usage: sentinel merge BASE OURS THEIRS',
    ],
    [
      ['plan', '--workspce', 'x'],
      "sentinel: sentinel plan: Unknown option '--workspce'.",
      '  See: sentinel plan --help',
    ],
    [
      ['plan', '--format', 'yaml'],
      "sentinel: sentinel plan: there is no format 'yaml'.",
      '  Formats: text, json, markdown.',
    ],
    [
      ['validate', '--as-of', 'soon'],
      "sentinel: --as-of: 'soon' is no date.",
      '  Write it as 2026-05-31 or 2026-05-31T12:00:00Z.',
    ],
    [
      ['explain', 'join-knd'],
      "sentinel: There is no check 'join-knd'; did you mean 'join-kind'?",
      '  docs/checks/README.md lists them all.',
    ],
    [['explain', 'qqqqqq'], "sentinel: There is no check 'qqqqqq'.", '  docs/checks/README.md lists them all.'],
    [
      ['new', 'hnt', 'x'],
      "sentinel: sentinel new: there is no kind 'hnt'; did you mean 'hunt'?",
      '  Kinds: hunt, rule, watchlist, function.',
    ],
    [
      ['new', 'zzzzzz', 'x'],
      "sentinel: sentinel new: there is no kind 'zzzzzz'.",
      '  Kinds: hunt, rule, watchlist, function.',
    ],
    [['new', 'rule'], 'sentinel: sentinel new rule: how shall it be called?', "  sentinel new rule 'What it is about'"],
    [
      ['new', 'rule', ' '],
      'sentinel: sentinel new rule: how shall it be called?',
      "  sentinel new rule 'What it is about'",
    ],
    [
      ['new', 'hunt', '--template', 't'],
      'sentinel: sentinel new: --template and --family make a hunt together, without a name.',
      '  sentinel new hunt --template dns-events-host --family SectopRAT',
    ],
    [
      ['new', 'hunt', '--family', 'f'],
      'sentinel: sentinel new: --template and --family make a hunt together, without a name.',
      '  sentinel new hunt --template dns-events-host --family SectopRAT',
    ],
    [
      ['new', 'rule', '--template', 't', '--family', 'f'],
      'sentinel: sentinel new: --template and --family make a hunt together, without a name.',
      '  sentinel new hunt --template dns-events-host --family SectopRAT',
    ],
    [
      ['new', 'hunt', 'x', '--template', 't', '--family', 'f'],
      'sentinel: sentinel new: --template and --family make a hunt together, without a name.',
      '  sentinel new hunt --template dns-events-host --family SectopRAT',
    ],
    [['tables', 'push'], "sentinel: sentinel tables: there is no action 'push'.", '  The only one is: pull.'],
    [['import', 'nowhere'], 'sentinel: There is no nowhere.', '  Name a file or a folder.'],
    [
      ['ingest'],
      'sentinel: sentinel ingest: an argument is missing.',
      '  Usage: sentinel ingest <file, folder or feed>…',
    ],
    [
      ['ingest', 'a', '--refresh'],
      "sentinel: sentinel ingest: --refresh reads no report: 'a' is one too many.",
      '  Usage: sentinel ingest <file, folder or feed>…',
    ],
    [
      ['ingest', 'a', '--first-seen', 'soon'],
      "sentinel: --first-seen takes a day such as 2026-05-31, not 'soon'",
      '  Write it as YYYY-MM-DD.',
    ],
    [
      ['validate', 'nowhere'],
      'sentinel: There is no file or folder nowhere.',
      '  Paths are relative to the current folder.',
    ],
    [['pull', '--adopt', '--dry-run'], 'sentinel: --adopt writes, and --dry-run does not.', '  Pass one of the two.'],
    [
      ['hunt', '--from', 'soon'],
      "sentinel: --from: 'soon' is no date.",
      '  Write it as 2026-05-31 or 2026-05-31T12:00:00Z.',
    ],
    [
      ['hunt', '--to', 'soon'],
      "sentinel: --to: 'soon' is no date.",
      '  Write it as 2026-05-31 or 2026-05-31T12:00:00Z.',
    ],
    [
      ['hunt', '--from', '2026-05-31', '--to', '2026-05-31'],
      'sentinel: There is nothing between 2026-05-31T00:00:00.000Z and 2026-05-31T00:00:00.000Z.',
      '  Give --from an earlier date than --to (default: --as-of).',
    ],
    [
      ['hunt', '--logs', '.', '--table', 'dump.csv'],
      "sentinel: --table: 'dump.csv' is not FILE=TABLE.",
      '  Such as: --table dump.csv=SecurityEvent',
    ],
    [['emulator', '--port', '65536'], "sentinel: --port: '65536' is no number.", '  Give a number from 0 to 65535.'],
    [['emulator', '--port', ''], "sentinel: --port: '' is no number.", '  Give a number from 0 to 65535.'],
    [['emulator', '--port', '-1'], "sentinel: sentinel emulator: Option '--port' argument is ambiguous", ''],
    [['emulator', '--port=-1'], "sentinel: --port: '-1' is no number.", '  Give a number from 0 to 65535.'],
    [['emulator', '--seed', '1.5'], "sentinel: --seed: '1.5' is no number.", '  Give a number from 0 to 2147483647.'],
    [['deploy', 'no-plan.json'], 'sentinel: no-plan.json is no saved plan', ''],
    [
      ['plan', '--workspace', 'locl'],
      "sentinel: There is no workspace 'locl' in sentinel.config.yaml.",
      "  It has: local.; did you mean 'local'?",
    ],
    [
      ['init', '--from-workspace', 'mine'],
      "sentinel: --from-workspace: 'mine' is no resource id of a Log Analytics workspace.",
      '  It stands in the portal under Properties: /subscriptions/…/workspaces/NAME. `local` is the local workspace.',
    ],
  ])('%j', async (args, message, help) => {
    const [first, second] = await refusal(...args);
    if (help === '') expect(first).toMatch(new RegExp(`^${message}`));
    else expect([first, second]).toEqual([message, help]);
  });

  it('of a verb names all of them', async () => {
    const [first, second] = await refusal('constructor');
    expect(first).toBe("sentinel: There is no verb 'constructor'.");
    expect(second).toMatch(/^ {2}Verbs: ingest, validate, .*tables\.$/);
  });

  it('of a format where there is one only', async () => {
    expect(await refusal('lsp', '--format', 'xml')).toEqual([
      "sentinel: sentinel lsp: there is no format 'xml'.",
      '  Formats: text.',
    ]);
  });
});

describe('the content repository of a run', () => {
  it.each(['test', 'expire', 'review', 'catalog', 'drift'])('must be one for %s', async (verb) => {
    const [first, second] = await refusal(verb);
    expect(first).toMatch(
      /^sentinel: .* is no content repository: it has no sentinel\.config\.yaml and no content, and neither has a folder above it\.$/,
    );
    expect(second).toBe("  Go to yours, or name it with --root; 'sentinel init' makes a new one.");
  });

  it.each(['validate', 'plan'])('must be one for %s, unless paths are named', async (verb) => {
    expect((await refusal(verb))[0]).toContain('is no content repository');
  });

  it('is the folder that is named', async () => {
    expect(await refusal('validate', '--root', 'nowhere')).toEqual([
      expect.stringMatching(/^sentinel: --root: there is no folder \/.*\/nowhere$/),
      '  Name the folder of a content repository.',
    ]);
    writeFileSync(join(root, 'file'), '');
    expect((await refusal('validate', '--root', 'file'))[0]).toContain('there is no folder');
  });

  it('is the nearest one upwards with a configuration, else the current folder', async () => {
    mkdirSync(join(root, 'hunts', 'team'), { recursive: true });
    const catalog = async () =>
      JSON.parse((await sentinel(['new', 'hunt', 'x', '--dry-run', '--format', 'json'], join(root, 'hunts'))).stdout);
    expect(await catalog()).toEqual({ written: ['hunts/x.yaml'] });
    expect((await sentinel(['validate'], join(root, 'hunts'))).exitCode).toBe(2);
    writeFileSync(join(root, 'sentinel.config.yaml'), '{}\n');
    expect((await sentinel(['validate'], join(root, 'hunts', 'team'))).exitCode).toBe(0);
  });

  it('holds the paths that are named', async () => {
    mkdirSync(join(root, 'hunts'));
    const [first, second] = await refusal('validate', '..');
    expect(first).toBe('sentinel: .. lies outside the repository.');
    expect(second).toMatch(/^ {2}The repository is \/.*; choose another with --root\.$/);
    expect((await refusal('validate', '../..'))[0]).toBe('sentinel: ../.. lies outside the repository.');
  });
});

it('a folder where a file belongs is an error in words', async () => {
  for (const name of ['a', 'b', 'c']) mkdirSync(join(root, name));
  expect(await refusal('merge', 'a', 'b', 'c')).toEqual([
    'sentinel: A file cannot be used: EISDIR: illegal operation on a directory, read',
    '  Check the path and its permissions.',
  ]);
  expect((await refusal('merge', 'no', 'b', 'c'))[0]).toBe(
    "sentinel: no cannot be used: ENOENT: no such file or directory, open 'no'",
  );
});
