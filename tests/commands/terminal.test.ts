import { rmSync } from 'node:fs';
import { folder } from '../scenarios/cli.js';
import { sentinel } from './program.js';

const ESCAPE = '\u001b[';
const before = { stdout: process.stdout.isTTY, stderr: process.stderr.isTTY };
let root: string;
beforeEach(() => {
  root = folder({ 'sentinel.config.yaml': '{}\n', 'hunts/a.yaml': 'id: 1\n' });
});
afterEach(() => {
  terminal('stdout', before.stdout);
  terminal('stderr', before.stderr);
  rmSync(root, { recursive: true });
});

function terminal(stream: 'stdout' | 'stderr', is: boolean): void {
  Object.defineProperty(process[stream], 'isTTY', { value: is, configurable: true });
}

describe('colours', () => {
  it.each([
    [true, '', [], true],
    [false, '', [], false],
    [true, '1', [], false],
    [true, '', ['--no-color'], false],
  ])('on a terminal: %s; NO_COLOR=%s; %j: %s', async (is, noColor, args, coloured) => {
    terminal('stdout', is);
    const { stdout } = await sentinel(['validate', ...args], root, { NO_COLOR: noColor });
    expect(stdout).toContain('hunts/a.yaml');
    expect(stdout.includes(ESCAPE)).toBe(coloured);
  });
});

describe('what is going on', () => {
  it.each([
    [true, [], true],
    [false, [], false],
    [true, ['--quiet'], false],
  ])('on a terminal: %s; %j: %s', async (is, args, told) => {
    terminal('stderr', is);
    const { stderr } = await sentinel(['ingest', 'hunts', ...args], root);
    expect(stderr.includes(`\r${ESCAPE}2Kmerging`)).toBe(told);
    expect(stderr === '').toBe(!told);
  });
});
