import type { Diagnostic } from '../base/diagnostic.js';
import { FILE_START } from '../base/diagnostic.js';
import { Cache, keyOf } from '../checks/runner/cache.js';
import type { RowsOrFile } from '../content/model.js';
import type { Repository } from '../content/repository.js';
import { fileStamp } from './content-tests/rows.js';
import { runTest, type TestOutcome } from './content-tests/run-test.js';
import { keyOfTesting } from './program.js';
import { type PlacedTest, type Subject, subjectsOf, type TestedTemplate, wholeQuery } from './subject.js';
import { type Parameters, Workbench } from './workbench.js';

/** What a run of tests is made of. */
export interface TestRun {
  repository: Repository;
  templates: readonly TestedTemplate[];
  /** What is wrong with files that could not be loaded. */
  diagnostics: readonly Diagnostic[];
  /** Whether a file is asked for. */
  isWanted(file: string): boolean;
  parameters?: Parameters;
  /** Where results are remembered; nowhere without it. */
  cacheFile?: string | undefined;
  /** A file: the analyser's snapshot, which binds queries quicker than this process. */
  snapshot?: string | undefined;
  /** Whether every hunt and rule of the repository is asked for. */
  isWhole: boolean;
}

/** The subjects that are asked for, and the bench that their queries run on. */
export interface TestSetup {
  subjects: Subject[];
  bench: Workbench;
  run: TestRun;
  cache: Cache;
  /** Key of all code, schemas and parameters that decide how a test ends; empty where nothing is remembered. */
  environment: string;
}

/** Sets up a run. Nothing is bound yet. */
export function setUpTests(run: TestRun): TestSetup {
  const { cacheFile, repository, parameters = {} } = run;
  const subjects = subjectsOf(run.repository, run.templates).filter(({ file }) => run.isWanted(file));
  const tests = subjects.flatMap((subject) => subject.tests.map(({ test }) => test));
  const cache = cacheFile === undefined ? Cache.none() : Cache.open(cacheFile);
  const environment = cacheFile === undefined ? '' : keyOf(keyOfTesting(repository.root), JSON.stringify(parameters));
  return { subjects, bench: new Workbench(repository, tests, parameters), run, cache, environment };
}

/** Binds the queries of all subjects: what they do not remember, in processes that start from the snapshot. */
export async function prepareQueries({ subjects, bench, run, cache, environment }: TestSetup): Promise<void> {
  const parts = subjects.flatMap(({ kind, value, tests }) => [
    ...tests.map(({ part }) => part),
    ...(kind === 'template' ? [] : [wholeQuery(value)]),
  ]);
  await bench.prepareAll(parts, { cache, environment, snapshot: run.snapshot });
  cache.save();
}

/** Runs the tests of all subjects, in the order of their files. A file that could not be loaded is a failed test. */
export async function runTests({ subjects, bench, run, cache, environment }: TestSetup): Promise<TestOutcome[]> {
  const outcomes: TestOutcome[] = brokenFiles(run);
  /** Tests of a template over hunts whose part is the template's own to the letter. */
  const known = new Map<string, TestOutcome['outcome']>();
  for (const subject of subjects) {
    for (const placed of subject.tests) {
      const key = keyOf(environment, subject.kind, keyOfTest(subject, placed, bench));
      const before = known.get(key) ?? cache.get(key, isPassed);
      if (before === 'passed') {
        outcomes.push(passed(subject, placed));
        continue;
      }
      const outcome = await runTest(subject, placed, bench);
      outcomes.push(outcome);
      if (outcome.outcome !== 'passed') continue;
      known.set(key, 'passed');
      cache.set(key, 'passed');
    }
  }
  cache.save();
  return outcomes;
}

function brokenFiles({ diagnostics, isWanted }: TestRun): TestOutcome[] {
  return diagnostics
    .filter(({ file }) => isWanted(file))
    .map(({ file, message, range }) => ({ file, name: 'the file can be read', outcome: 'failed', message, range }));
}

function isPassed(value: unknown): value is 'passed' {
  return value === 'passed';
}

function passed({ file }: Subject, { test, yaml, path }: PlacedTest): TestOutcome {
  const testFile = yaml.source.file;
  const range = yaml.rangeOfValue([...path, 'name']) ?? FILE_START;
  return { file, name: test.name, outcome: 'passed', message: '', range, ...(testFile === file ? {} : { testFile }) };
}

/** Everything that the outcome of a test depends on, but for the code and the schemas. */
function keyOfTest(subject: Subject, { test, part, yaml }: PlacedTest, bench: Workbench): string {
  const { value } = subject;
  const period = 'kind' in value ? `${value.kind} ${value.queryPeriod}` : '';
  const place = { root: bench.repository.root, file: yaml.source.file };
  const files = [...Object.values(test.logs), ...Object.values(test.watchlists ?? {})]
    .filter((rows: RowsOrFile): rows is string => typeof rows === 'string')
    .map((path) => fileStamp(path, place));
  const lists = bench.stampOfLists(part.text, new Set(Object.keys(test.watchlists ?? {})));
  const mappings = test.expect.entities ? JSON.stringify(value.entityMappings ?? []) : '';
  return keyOf(part.text, String(part.readsIndicators), JSON.stringify(test), period, mappings, ...files, lists);
}
