import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { folder, sentinel } from './cli.js';

const AS_OF = ['--as-of', '2026-05-31'];
let root: string;

afterEach(() => rmSync(root, { recursive: true, force: true }));

const run = (...args: string[]) => sentinel([...args, ...AS_OF], root);

describe('the repository', () => {
  it('is found from a folder inside it', async () => {
    root = folder({ watchlists: '@watchlists', 'sentinel.config.yaml': '@sentinel.config.yaml' });
    mkdirSync(join(root, 'hunts/mine'), { recursive: true });
    const { stdout } = await sentinel(['validate', '--format', 'json', ...AS_OF], join(root, 'hunts/mine'));
    expect(JSON.parse(stdout).summary.files).toBe(10);
  });

  it.each(['validate', 'plan', 'deploy', 'test', 'expire', 'drift'])(
    '%s in an empty folder says what to do',
    async (verb) => {
      root = folder({});
      const { exitCode, stderr } = await run(verb);
      expect(exitCode).toBe(2);
      expect(stderr).toMatch(/is no content repository.*\n\s+Go to yours, or name it with --root/);
    },
  );
});

describe('sentinel new', () => {
  beforeEach(() => {
    root = folder({
      watchlists: '@watchlists',
      'sentinel.config.yaml': '@sentinel.config.yaml',
    });
  });

  it('writes skeletons that are valid and pass their tests', async () => {
    const kinds = [
      ['hunt', 'hunts/encoded-commands.yaml'],
      ['rule', 'analytic-rules/encoded-commands.yaml'],
      ['watchlist', 'watchlists/encoded-commands.yaml'],
      ['function', 'functions/EncodedCommands.yaml'],
    ] as const;
    for (const [kind, file] of kinds) {
      expect((await run('new', kind, 'Encoded: commands')).stdout).toContain(`wrote ${file}`);
    }
    const files = kinds.map(([, file]) => join(root, file));
    const { diagnostics } = JSON.parse((await run('validate', ...files, '--format', 'json')).stdout);
    expect(diagnostics.map(({ code }: { code: string }) => code)).toEqual(['unused-watchlist']);
    const { summary } = JSON.parse((await run('test', ...files.slice(0, 2), '--format', 'json')).stdout);
    expect(summary).toMatchObject({ passed: 4, failed: 0, notRun: 0 });
    const again = await run('new', 'hunt', 'Encoded: commands');
    expect(again).toMatchObject({ exitCode: 2 });
    expect(again.stderr).toContain('hunts/encoded-commands.yaml is there already');
  });

  it('brings back the hunt of a template and a family', async () => {
    const hunt = ['new', 'hunt', '--template', 'firewall-address', '--family', 'sectoprat'];
    expect((await run(...hunt)).stdout).toBe('wrote hunts/sectoprat/firewall-address.yaml\n');
    expect(existsSync(join(root, 'hunts/sectoprat/firewall-address.yaml'))).toBe(true);
    expect((await run(...hunt)).stderr).toContain('The hunt is there: hunts/sectoprat/firewall-address.yaml');
  });

  it.each([
    [['hunts', 'x'], /there is no kind 'hunts'; did you mean 'hunt'\?/],
    [['hunt'], /how shall it be called\?/],
    [['hunt', '--template', 'firewall-adress', '--family', 'x'], /did you mean 'firewall-address'\?/],
    [
      ['hunt', '--template', 'firewall-address', '--family', 'Sectoprot'],
      /know no family 'Sectoprot'; did you mean 'SectopRAT'\?/,
    ],
    [
      ['hunt', '--template', 'email-sender', '--family', 'SectopRAT'],
      /have no indicators of SectopRAT that email-sender hunts/,
    ],
  ])('%j is refused in words', async (args, message) => {
    const { exitCode, stderr } = await run('new', ...args);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
  });
});

it('explain prints the page of a check, whatever the case of its code', async () => {
  root = folder({});
  expect((await run('explain', 'url-scheme')).stdout).toMatch(/^# url-scheme\n[\s\S]*## What to do/);
  expect((await run('explain', 'ks142')).stdout).toMatch(
    /^# KS142\n[\s\S]*\nThis page: file:.*\/docs\/checks\/KS142\.md\n$/,
  );
  const { exitCode, stderr } = await run('explain', 'url-schem');
  expect(exitCode).toBe(2);
  expect(stderr).toContain("There is no check 'url-schem'; did you mean 'url-scheme'?");
});
