import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SOUND } from '../checks/support.js';
import { folder, type Run } from '../scenarios/cli.js';
import { sentinel } from './program.js';

const PROJECT = join(__dirname, '..', '..');
const AS_OF = ['--as-of', '2026-05-31'];
const HUNT = 'hunts/beacon.yaml';

let root: string;
beforeEach(() => {
  root = folder({ ...SOUND, [HUNT]: (SOUND[HUNT] ?? '').replace('columnName: DeviceName', 'columnName: Device') });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const validate = (...args: string[]) => sentinel(['validate', ...AS_OF, ...args], root);
const correct = () => writeFileSync(join(root, HUNT), SOUND[HUNT] ?? '');
const codes = ({ stdout }: Run): string[] =>
  JSON.parse(stdout).diagnostics.map((diagnostic: { code: string }) => diagnostic.code);

describe('sentinel validate', () => {
  it('finds nothing in this repository', async () => {
    const { exitCode, stdout } = await sentinel(['validate', ...AS_OF, '--format', 'json', '--no-cache'], PROJECT);
    expect(JSON.parse(stdout).diagnostics).toEqual([]);
    expect(exitCode).toBe(0);
  });

  it('says which files it corrected, and nothing of them in the result', async () => {
    const lines = (SOUND[HUNT] ?? '').split('\n');
    writeFileSync(join(root, HUNT), [lines[1], lines[0], ...lines.slice(2)].join('\n'));
    const first = await validate('--fix', '--format', 'json');
    expect([first.stderr, codes(first)]).toEqual([`corrected ${HUNT}\n`, []]);
    expect((await validate('--fix')).stderr).toBe('');
  });

  it('ends with 1 where there are errors, and writes one JSON document and nothing else', async () => {
    const { exitCode, stdout, stderr } = await validate('--format', 'json');
    const { diagnostics, summary } = JSON.parse(stdout);
    expect(diagnostics).toEqual([
      {
        code: 'unknown-column',
        severity: 'error',
        effect: 'fails',
        message: expect.stringMatching(/^Fails: .*'Device'/),
        file: HUNT,
        range: { start: { line: 19, column: 21 }, end: { line: 19, column: 27 } },
        help: expect.any(String),
      },
    ]);
    expect(summary).toEqual({ files: 4, errors: 1, warnings: 0, durationMs: expect.any(Number) });
    expect(stderr).toBe('');
    expect(exitCode).toBe(1);
  });

  it('ends with 0 where there are only warnings', async () => {
    writeFileSync(join(root, HUNT), (SOUND[HUNT] ?? '').replace('join kind=inner', 'join'));
    const result = await validate('--format', 'json');
    expect(codes(result)).toEqual(['join-kind']);
    expect(result.exitCode).toBe(0);
  });

  it('says the same again from its cache, until the file changes', async () => {
    const [first, second] = [await validate('--format', 'json'), await validate('--format', 'json')];
    expect(existsSync(join(root, '.sentinel', 'cache', 'validate.jsonl'))).toBe(true);
    expect(JSON.parse(second.stdout).diagnostics).toEqual(JSON.parse(first.stdout).diagnostics);
    correct();
    expect(codes(await validate('--format', 'json'))).toEqual([]);
  });

  it('is undisturbed by a cache that is broken or cannot be written', async () => {
    writeFileSync(join(root, '.sentinel'), 'a file where the folder should be');
    expect(codes(await validate('--format', 'json'))).toEqual(['unknown-column']);
    rmSync(join(root, '.sentinel'));
    await validate();
    const file = join(root, '.sentinel', 'cache', 'validate.jsonl');
    const kept = readFileSync(file, 'utf8');
    for (const text of ['[["x", 1], {"y": 2}]', kept.replace(/,.*\]$/gm, ',{"y":2}]'), kept.replace(/.{9}$/gm, ']')]) {
      expect(text).not.toBe(kept);
      writeFileSync(file, text);
      expect(codes(await validate('--format', 'json'))).toEqual(['unknown-column']);
    }
  });

  it('takes files and folders relative to the current folder', async () => {
    const inHunts = await sentinel(
      ['validate', ...AS_OF, '--root', '..', 'beacon.yaml', '--format', 'json'],
      join(root, 'hunts'),
    );
    expect(codes(inHunts)).toEqual(['unknown-column']);
    expect(JSON.parse((await validate('watchlists', '--format', 'json')).stdout).summary).toMatchObject({
      files: 2,
      errors: 0,
    });
  });

  it.each([['no-such-file'], ['..'], ['--format', 'xml'], ['--base', 'no-such-branch']])(
    'ends with 2 and says why for %s %s',
    async (...args) => {
      const { exitCode, stdout, stderr } = await validate(...args.filter((arg) => arg !== undefined));
      expect(exitCode).toBe(2);
      expect(stdout).toBe('');
      expect(stderr).toMatch(/^sentinel: .+\n {2}.+/);
    },
  );

  it('shows people the line, what is wrong and what to do', async () => {
    expect((await validate()).stdout).toContain(`${HUNT}:19:21 error `);
    expect((await validate()).stdout).toMatch(/19 \| +columnName: Device\n +\| +~~~~~~\n/);
  });

  it.each([
    ['sarif', /"version": "2.1.0"/],
    ['github', /^::error file=hunts\/beacon\.yaml,line=19,/],
    ['junit', /<testsuite name="validate" tests="1" failures="1"/],
  ])('writes %s', async (format, expected) => {
    const { exitCode, stdout } = await validate('--format', format);
    expect(stdout).toMatch(expected);
    expect(exitCode).toBe(1);
  });

  it('accepts what a team starts with, and finds what is new', async () => {
    expect((await validate('--write-baseline')).exitCode).toBe(0);
    expect((await validate()).exitCode).toBe(0);
    writeFileSync(join(root, 'hunts', 'second.yaml'), 'id: x\n');
    const result = await validate('--format', 'json');
    expect(codes(result)).toContain('schema');
    expect(result.exitCode).toBe(1);
  });
});
