import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folder } from '../scenarios/cli.js';
import { HUNT, LIST } from '../testing/support.js';
import { sentinel } from './program.js';

const EVENT = '{ TimeGenerated: "2026-05-07T10:00:00Z", RemoteIP: 192.0.2.7, RemotePort: 9000, DeviceName: ws-17 }';
const SOUND = HUNT.replace('$left.RemoteIP', '$left.Ip').replace(
  '  | lookup',
  '  | extend Ip = replace_string(tolower(RemoteIP), "::ffff:", "")\n  | lookup',
);
const withTests = (tests: string) => ({ ...LIST, 'hunts/a.yaml': `${SOUND}tests:\n${tests}` });
const PASSING = `  - name: beacon\n    logs: { DeviceNetworkEvents: [${EVENT}] }\n    expect: { rows: 1 }\n`;
const DAY = ['--as-of', '2026-05-31'];

test('a passing run, as people and as programs read it', async () => {
  const root = folder(withTests(PASSING));
  const text = await sentinel(['test', ...DAY], root);
  expect({ code: text.exitCode, out: text.stdout }).toEqual({
    code: 0,
    out: '1 passed, 0 failed, 0 not run\nReachability: 1 of 1 living indicator found; 4 of 4 near misses left alone\n',
  });
  const json = JSON.parse((await sentinel(['test', '--format', 'json', ...DAY], root)).stdout);
  expect(json).toMatchObject({
    tests: [
      {
        file: 'hunts/a.yaml',
        name: 'beacon',
        outcome: 'passed',
        message: '',
        range: { start: { line: 26, column: 11 } },
      },
    ],
    reachability: { indicators: 1, reached: 1, unreached: [], nearMisses: 4, wronglyMatched: [] },
    mutants: { made: 0, noticed: 0, unnoticed: [] },
    summary: { passed: 1, failed: 0, notRun: 0 },
  });
});

test('a failing test ends with 1 and stands at its line in the pull request', async () => {
  const root = folder(withTests(PASSING.replace('rows: 1', 'rows: 2')));
  const { exitCode, stdout } = await sentinel(['test', '--format', 'github', ...DAY], root);
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(
    /^::error file=hunts\/a\.yaml,line=28,endLine=28,title=beacon,col=21,endColumn=22::expected 2 rows, got 1/,
  );
  const junit = await sentinel(['test', '--format', 'junit', ...DAY], root);
  expect(junit.stdout).toContain('<testsuites name="sentinel test" tests="1" failures="1"');
});

test('a test that cannot be run is a finding with --strict alone', async () => {
  const root = folder({
    'hunts/a.yaml': `${HUNT.replace(/query: \|[\s\S]*?entityMappings/, 'query: |\n  DeviceNetworkEvents | evaluate autocluster()\nentityMappings')}tests:\n${PASSING}`,
  });
  expect((await sentinel(['test', ...DAY], root)).exitCode).toBe(0);
  expect((await sentinel(['test', '--strict', ...DAY], root)).exitCode).toBe(1);
});

test('a weakened query that no test notices ends with 1, unless it is named as equivalent', async () => {
  const root = folder(withTests(PASSING));
  const run = await sentinel(['test', '--mutate', '--format', 'json', ...DAY], root);
  expect(run.exitCode).toBe(1);
  const { unnoticed, made, noticed } = JSON.parse(run.stdout).mutants;
  expect(unnoticed.length).toBe(made - noticed);
  expect(unnoticed).toContainEqual(
    expect.objectContaining({ file: 'hunts/a.yaml', mutation: 'without ActionType != "ConnectionFailed"' }),
  );
  const named = unnoticed.map(
    ({ mutation }: { mutation: string }) => `  - mutation: ${JSON.stringify(mutation)}\n    reason: for this test\n`,
  );
  const file = join(root, 'hunts', 'a.yaml');
  writeFileSync(file, `${readFileSync(file, 'utf8')}equivalentMutants:\n${[...new Set(named)].join('')}`);
  expect((await sentinel(['test', '--mutate', ...DAY], root)).exitCode).toBe(0);
});
