import { join } from 'node:path';
import type { TestReport } from '../output/testing/report.js';
import type { Command, Context, Values } from './command.js';
import { endable } from './interrupt.js';

export const test: Command = {
  summary:
    'Runs the tests of hunts, rules and templates on sample logs, and proves that they reach every living indicator.',
  arguments: '[path…]',
  takes: [0, Number.POSITIVE_INFINITY],
  formats: ['stylish', 'json', 'junit', 'github'],
  needsRepository: true,
  options: {
    mutate: {
      type: 'boolean',
      help: 'weaken each query, one change at a time; a change that no test notices is a finding',
    },
    write: { type: 'boolean', help: 'write a first positive and a first negative test where a hunt or rule has none' },
    watch: { type: 'boolean', help: 'run again whenever a file changes' },
    strict: { type: 'boolean', help: 'a test that could not be run is a finding too' },
    'no-cache': { type: 'boolean', help: 'run every test anew' },
    workspace: {
      type: 'string',
      value: 'NAME',
      help: 'whose parameters stand in for {{param:NAME}} (default: the default one)',
    },
  },
  examples: [
    ['sentinel test', 'everything'],
    ['sentinel test hunts/sectoprat', 'the hunts of one folder'],
    ['sentinel test --mutate analytic-rules', 'would the tests notice if a filter went missing?'],
    ['sentinel test --write hunts', 'gives old hunts their first tests'],
    ['sentinel test --watch hunts/sectoprat/url-click.yaml', 'while you write a hunt'],
  ],
  async run(context, paths, values) {
    const { resolvePaths } = await import('./paths.js');
    const wanted = resolvePaths(context, paths);
    if (values.write === true) await write(context, wanted, values);
    if (values.watch === true) return endable(() => watch(context, wanted, values));
    return runOnce(context, wanted, values);
  },
};

async function runOnce(context: Context, wanted: readonly string[], values: Values): Promise<number> {
  const started = process.uptime();
  const report = await makeReport(context, wanted, values, started);
  const { formatTests } = await import('../output/testing/format.js');
  const { isFailure } = await import('../output/testing/findings.js');
  context.print(await formatTests(context.format, report));
  return isFailure(report, values.strict === true) ? 1 : 0;
}

async function makeReport(
  context: Context,
  wanted: readonly string[],
  values: Values,
  started: number,
): Promise<TestReport> {
  const { prepareQueries, runTests } = await import('../testing/run-tests.js');
  const { NO_MUTANTS, runMutants } = await import('../testing/mutation.js');
  const { proveReachability } = await import('../testing/reachability/reachability.js');
  const { root, asOf, color, progress } = context;
  const setup = await setUp(context, wanted, values);
  progress('reading queries');
  await prepareQueries(setup);
  progress('running tests');
  const tests = await runTests(setup);
  progress('asking for every living indicator');
  const reachability = proveReachability(setup, asOf);
  if (values.mutate === true) progress('weakening queries');
  const mutants = values.mutate === true ? await runMutants(setup) : NO_MUTANTS;
  progress('');
  return { tests, reachability, mutants, durationMs: Math.round((process.uptime() - started) * 1000), color, root };
}

async function setUp({ root }: Context, wanted: readonly string[], values: Values) {
  const { loadRepository } = await import('../content/repository.js');
  const { isAmong } = await import('../checks/validate.js');
  const { isDetection, listContent } = await import('../content/layout.js');
  const { userCacheFolder } = await import('../base/system/user-cache.js');
  const { keyOfProgram } = await import('../checks/runner/program.js');
  const { snapshotFile } = await import('../checks/runner/snapshot/client.js');
  const { isMadeOf, loadTestedTemplates } = await import('../testing/subject.js');
  const { setUpTests } = await import('../testing/run-tests.js');
  const { SentinelError } = await import('../base/errors.js');
  const isWanted = (file: string) => isAmong(file, wanted);
  const repository = loadRepository(root, isWanted);
  const diagnostics = [...repository.diagnostics];
  const hunts = repository.huntingQueries.map(({ value }) => value);
  const isNeeded = (file: string, id: string) =>
    (file !== '' && isWanted(file)) || hunts.some((hunt) => isMadeOf(hunt, id));
  const templates = loadTestedTemplates(root, diagnostics, isNeeded);
  const { workspaces, defaultWorkspace } = repository.configuration;
  const name = typeof values.workspace === 'string' ? values.workspace : defaultWorkspace;
  const workspace = workspaces[name];
  if (!workspace) {
    throw new SentinelError(
      'usage',
      `There is no workspace '${name}'.`,
      `Workspaces: ${Object.keys(workspaces).join(', ')}.`,
    );
  }
  return setUpTests({
    ...{ repository, templates, diagnostics, parameters: workspace.parameters ?? {} },
    isWanted,
    isWhole: listContent(root).every(({ file, kind }) => !isDetection(kind) || isWanted(file)),
    snapshot: snapshotFile(keyOfProgram(), userCacheFolder()),
    cacheFile: values['no-cache'] === true ? undefined : join(root, '.sentinel', 'cache', 'test.jsonl'),
  });
}

/** Says on standard error what it wrote: the result of the verb is what the tests say afterwards. */
async function write(context: Context, wanted: readonly string[], values: Values): Promise<void> {
  const { writeFirstTests } = await import('../testing/write-tests.js');
  const { writeFiles } = await import('../base/files.js');
  const { changes, skipped } = await writeFirstTests(await setUp(context, wanted, values), context.asOf);
  writeFiles(context.root, changes);
  if (context.quiet) return;
  for (const file of changes.keys()) process.stderr.write(`wrote tests into ${file}\n`);
  for (const { file, reason } of skipped) process.stderr.write(`no test for ${file}: ${reason}\n`);
}

/** Milliseconds without a change after which the tests run again: editors write a file in several steps. */
const QUIET_MS = 150;

const NOT_CONTENT = /(^|[\\/])(\.sentinel|\.git|node_modules)([\\/]|$)/;

/** Runs, and runs again after each change, until the process is interrupted. What is wrong with a file ends a run alone. */
async function watch(context: Context, wanted: readonly string[], values: Values): Promise<never> {
  const { watch: watchFiles } = await import('node:fs');
  const { setTimeout: wait } = await import('node:timers/promises');
  const { sayError } = await import('./say-error.js');
  let isChanged = false;
  let wake = () => {};
  watchFiles(context.root, { recursive: true }, (_event, file) => {
    if (file === null || NOT_CONTENT.test(file)) return;
    isChanged = true;
    wake();
  });
  for (;;) {
    await runOnce(context, wanted, values).catch(sayError);
    if (!isChanged) await new Promise<void>((resolve) => (wake = resolve));
    await wait(QUIET_MS);
    isChanged = false;
  }
}
