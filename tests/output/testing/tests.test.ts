import { isFailure } from '../../../scripts/output/testing/findings.js';
import { formatTests } from '../../../scripts/output/testing/format.js';
import type { TestReport } from '../../../scripts/output/testing/report.js';
import type { TestOutcome } from '../../../scripts/testing/content-tests/run-test.js';
import { NO_MUTANTS } from '../../../scripts/testing/mutation.js';
import { painted } from '../painted.js';

const at = (line: number, column: number) => ({ start: { line, column }, end: { line, column: column + 1 } });
const outcome = (more: Partial<TestOutcome> = {}): TestOutcome => ({
  ...{ file: 'hunts/a.yaml', name: 'finds-it', outcome: 'passed', message: '', range: at(3, 5) },
  ...more,
});
const NOTHING = { indicators: 0, reached: 0, unreached: [], nearMisses: 0, wronglyMatched: [], unproven: [] };
const report = (more: Partial<TestReport> = {}): TestReport => ({
  ...{ tests: [], reachability: NOTHING, mutants: NO_MUTANTS, durationMs: 1500, color: false, root: '/r' },
  ...more,
});

const missed = (isFault: boolean) => ({
  ...{ indicator: '192.0.2.7:443', file: 'hunts/b.yaml', message: 'the hunt misses it', range: at(4, 1), isFault },
});
const FULL = report({
  tests: [
    outcome(),
    outcome({ name: 'is-quiet', outcome: 'failed', message: 'a row too many\nand where' }),
    outcome({ name: 'of-template', outcome: 'failed', message: 'no row', testFile: 'templates/t.tests.yaml' }),
    outcome({ name: 'too-new', outcome: 'not-run', message: 'no such function', testFile: 'templates/t.tests.yaml' }),
  ],
  reachability: {
    indicators: 3,
    reached: 1,
    unreached: [missed(true), missed(false)],
    nearMisses: 5,
    wronglyMatched: [
      { value: 'xbad.example', indicator: 'bad.example', file: 'hunts/c.yaml', message: 'found', range: at(5, 2) },
    ],
    unproven: [{ file: 'hunts/d.yaml', reason: 'no rows' }],
  },
  mutants: {
    ...{ made: 4, noticed: 2, equivalent: 1 },
    unnoticed: [{ file: 'hunts/e.yaml', range: at(6, 3), mutation: 'without its filter' }],
    outdated: [{ file: 'hunts/f.yaml', range: at(7, 1), mutation: 'no such thing' }],
  },
});

describe('a run of tests for people', () => {
  it('shows what a person must see, then a line for each part of the run', async () => {
    expect(await formatTests('stylish', FULL)).toMatchInlineSnapshot(`
"hunts/a.yaml:3:5 failed is-quiet
    a row too many
    and where

templates/t.tests.yaml:3:5 failed of-template
    hunts/a.yaml: no row

hunts/a.yaml:3:5 warning too-new
    not run: no such function

hunts/b.yaml:4:1 failed reachability of 192.0.2.7:443
    the hunt misses it

hunts/b.yaml:4:1 warning reachability of 192.0.2.7:443
    the hunt misses it

hunts/c.yaml:5:2 failed near miss of bad.example
    found

hunts/d.yaml:1:1 warning reachability
    nothing is proven: no rows

hunts/e.yaml:6:3 failed mutant
    no test notices the query without its filter

hunts/f.yaml:7:1 warning mutant
    equivalentMutants names 'no such thing', which no change of this query is, or which a test notices

1 passed, 2 failed, 1 not run
Reachability: 1 of 3 living indicators found; 4 of 5 near misses left alone
Mutants: 2 of 4 noticed, 1 unnoticed, 1 named as equivalent"
`);
  });

  it('says nothing of parts that did not run', async () => {
    expect(await formatTests('stylish', report({ tests: [outcome()] }))).toBe('1 passed, 0 failed, 0 not run');
  });

  it('shows fifty findings', async () => {
    const tests = (count: number) =>
      Array.from({ length: count }, (_, index) => outcome({ name: `t${index}`, outcome: 'failed', message: 'no' }));
    const lines = (await formatTests('stylish', report({ tests: tests(51) }))).split('\n');
    expect(lines.slice(-6)).toEqual([
      'hunts/a.yaml:3:5 failed t49',
      '    no',
      '',
      '… and 1 more (--format json)',
      '',
      '0 passed, 51 failed, 0 not run',
    ]);
    expect(await formatTests('stylish', report({ tests: tests(50) }))).not.toContain('more');
  });

  it('is coloured by the worst that happened', async () => {
    const last = async (tests: TestOutcome[]) =>
      painted(await formatTests('stylish', report({ tests, color: true }))).split('\n');
    expect((await last([outcome()])).at(-1)).toBe('<green>1 passed, 0 failed, 0 not run</>');
    const failed = outcome({ outcome: 'failed', message: 'no' });
    const waiting = outcome({ outcome: 'not-run', message: 'no' });
    expect(await last([waiting])).toEqual([
      '<bold>hunts/a.yaml:3:5</> <yellow>warning</> finds-it',
      '    not run: no',
      '',
      '<yellow>0 passed, 0 failed, 1 not run</>',
    ]);
    expect((await last([waiting, failed])).slice(3)).toEqual([
      '<bold>hunts/a.yaml:3:5</> <red>failed</> finds-it',
      '    no',
      '',
      '<red>0 passed, 1 failed, 1 not run</>',
    ]);
  });
});

it('a run of tests for GitHub is a command for each finding', async () => {
  expect((await formatTests('github', FULL)).split('\n')).toMatchInlineSnapshot(`
[
  "::error file=hunts/a.yaml,line=3,endLine=3,title=is-quiet,col=5,endColumn=6::a row too many%0Aand where",
  "::error file=templates/t.tests.yaml,line=3,endLine=3,title=of-template,col=5,endColumn=6::hunts/a.yaml: no row",
  "::error file=hunts/b.yaml,line=4,endLine=4,title=reachability of 192.0.2.7%3A443,col=1,endColumn=2::the hunt misses it",
  "::error file=hunts/c.yaml,line=5,endLine=5,title=near miss of bad.example,col=2,endColumn=3::found",
  "::error file=hunts/e.yaml,line=6,endLine=6,title=mutant,col=3,endColumn=4::no test notices the query without its filter",
  "::warning file=hunts/a.yaml,line=3,endLine=3,title=too-new,col=5,endColumn=6::not run: no such function",
  "::warning file=hunts/b.yaml,line=4,endLine=4,title=reachability of 192.0.2.7%3A443,col=1,endColumn=2::the hunt misses it",
  "::warning file=hunts/d.yaml,line=1,endLine=1,title=reachability,col=1,endColumn=1::nothing is proven: no rows",
  "::warning file=hunts/f.yaml,line=7,endLine=7,title=mutant,col=1,endColumn=2::equivalentMutants names 'no such thing', which no change of this query is, or which a test notices",
]
`);
});

describe('a run of tests as JUnit', () => {
  it('has a case for each test and each finding', async () => {
    expect(await formatTests('junit', FULL)).toMatchInlineSnapshot(`
"<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="sentinel test" tests="10" failures="5" errors="0" skipped="4" time="1.500">
  <testsuite name="test" tests="10" failures="5" errors="0" skipped="4" time="1.500">
    <testcase name="finds-it" classname="hunts/a.yaml"></testcase>
    <testcase name="is-quiet" classname="hunts/a.yaml"><failure message="a row too many">hunts/a.yaml:3:5&#10;a row too many&#10;and where</failure></testcase>
    <testcase name="of-template" classname="templates/t.tests.yaml"><failure message="hunts/a.yaml: no row">templates/t.tests.yaml:3:5&#10;hunts/a.yaml: no row</failure></testcase>
    <testcase name="too-new" classname="hunts/a.yaml"><skipped message="not run: no such function"/></testcase>
    <testcase name="reachability of 192.0.2.7:443" classname="hunts/b.yaml"><failure message="the hunt misses it">hunts/b.yaml:4:1&#10;the hunt misses it</failure></testcase>
    <testcase name="reachability of 192.0.2.7:443" classname="hunts/b.yaml"><skipped message="the hunt misses it"/></testcase>
    <testcase name="near miss of bad.example" classname="hunts/c.yaml"><failure message="found">hunts/c.yaml:5:2&#10;found</failure></testcase>
    <testcase name="reachability" classname="hunts/d.yaml"><skipped message="nothing is proven: no rows"/></testcase>
    <testcase name="mutant" classname="hunts/e.yaml"><failure message="no test notices the query without its filter">hunts/e.yaml:6:3&#10;no test notices the query without its filter</failure></testcase>
    <testcase name="mutant" classname="hunts/f.yaml"><skipped message="equivalentMutants names &#39;no such thing&#39;, which no change of this query is, or which a test notices"/></testcase>
  </testsuite>
</testsuites>"
`);
  });

  it('has a case where there was nothing to run', async () => {
    expect(await formatTests('junit', report())).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="sentinel test" tests="1" failures="0" errors="0" skipped="0" time="1.500">
  <testsuite name="test" tests="1" failures="0" errors="0" skipped="0" time="1.500">
    <testcase name="all tests" classname="test"></testcase>
  </testsuite>
</testsuites>`);
  });
});

it('a run of tests as JSON is what it found, and a summary', async () => {
  const { tests, reachability, mutants } = FULL;
  expect(JSON.parse(await formatTests('json', FULL))).toEqual({
    ...{ tests, reachability, mutants, summary: { passed: 1, failed: 2, notRun: 1, durationMs: 1500 } },
  });
});

it('there is no other format', async () => {
  await expect(formatTests('xml', report())).rejects.toThrow('no such format: xml');
});

describe('a run fails', () => {
  const waiting = report({ tests: [outcome({ outcome: 'not-run' })] });

  it('by an error', () => {
    expect(isFailure(FULL, false)).toBe(true);
    expect(isFailure(report({ tests: [outcome({ outcome: 'failed' })] }), false)).toBe(true);
  });

  it('by a test that did not run only where all must', () => {
    expect([isFailure(waiting, false), isFailure(waiting, true)]).toEqual([false, true]);
    expect(isFailure(report({ tests: [outcome()] }), true)).toBe(false);
  });

  it('by an indicator that a hunt misses, not by one that nothing looks for', () => {
    const reachability = (isFault: boolean) => report({ reachability: { ...NOTHING, unreached: [missed(isFault)] } });
    expect([isFailure(reachability(true), false), isFailure(reachability(false), false)]).toEqual([true, false]);
  });
});
