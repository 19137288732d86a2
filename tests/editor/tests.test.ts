import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { runTests } from '../../scripts/editor/tests';
import { folder } from '../scenarios/cli';

let root: string;
afterEach(() => rmSync(root, { recursive: true }));

function run(program: string) {
  root = folder({ 'program.js': program });
  return runTests(join(root, 'program.js'), root, 'hunts/a.yaml');
}

describe('the tests of one file, run in a process of its own', () => {
  it('are asked for as JSON, in the repository', async () => {
    const { message } = await run('console.error(JSON.stringify([process.argv.slice(2), process.cwd()]))');
    const [args, cwd] = JSON.parse(message);
    expect(args).toEqual(['test', 'hunts/a.yaml', '--root', root, '--format', 'json']);
    expect(cwd.endsWith(root)).toBe(true);
  });

  it('that failed stand at their places', async () => {
    const range = { start: { line: 3, column: 2 }, end: { line: 3, column: 9 } };
    const tests = [
      { outcome: 'failed', name: 'a', message: 'no row', range },
      { outcome: 'failed', name: 'b', message: 'x' },
      { outcome: 'not-run', name: 'c', message: 'x', range },
      { outcome: 'passed', name: 'd', message: '', range },
    ];
    const json = JSON.stringify({ tests, summary: { passed: 1, failed: 2, notRun: 1 } });
    expect(await run(`console.log(${JSON.stringify(json)}); process.exit(1);`)).toEqual({
      message: '1 passed, 2 failed, 1 not run',
      failed: [
        {
          range: { start: { line: 2, character: 1 }, end: { line: 2, character: 8 } },
          ...{ severity: 1, code: 'test-failed', source: 'sentinel', message: 'a: no row' },
        },
        {
          range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
          ...{ severity: 1, code: 'test-failed', source: 'sentinel', message: 'b: x' },
        },
      ],
    });
  });

  it.each([
    ['console.error(" sentinel: no \\n"); process.exit(2);', 'sentinel: no'],
    ['console.log("[]"); console.error("x")', 'x'],
    ['console.log("{"); console.error("y")', 'y'],
  ])('say why they did not run: %s', async (program, message) => {
    expect(await run(program)).toEqual({ message, failed: [] });
  });

  it('say that the process failed where it says nothing itself', async () => {
    expect((await run('process.exit(3)')).message).toMatch(/^Error: Command failed: /);
  });
});
