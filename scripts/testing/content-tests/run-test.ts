import type { Range } from '../../base/diagnostic.js';
import { ruleDuration } from '../../base/duration.js';
import { type Prepared, type Row, run, type Sources, type Table } from '../../kql/index.js';
import { type PlacedTest, queryRange, type Subject } from '../subject.js';
import type { Workbench } from '../workbench.js';
import { compare } from './compare.js';
import { explain } from './explain.js';
import type { ReadyTest } from './ready-test.js';
import { listTables, logTables } from './rows.js';
import { UnusableRows } from './unusable-rows.js';

/** What became of one test. */
export interface TestOutcome {
  /** The file of the query. */
  file: string;
  name: string;
  outcome: 'passed' | 'failed' | 'not-run';
  /** What is wrong, and where in the query; empty where it passed. */
  message: string;
  /** In `file`, or in `testFile` where the test stands there. */
  range: Range;
  /** The file in which the test stands, where it is not that of the query: beside a template. */
  testFile?: string;
}

/** Milliseconds that one query may take in a test: it has a handful of rows. */
const DEADLINE_MS = 5_000;

/** Where a test has no rows with a time, any clock serves, as long as it is always the same. */
const SOME_DAY = '2000-01-01T00:00:00Z';
const TICKS_PER_MS = 10_000n;
const MINUTE = 60_000n * TICKS_PER_MS;

/** Runs a test and says what came of it. */
export async function runTest(subject: Subject, placed: PlacedTest, bench: Workbench): Promise<TestOutcome> {
  const preparation = bench.prepare(placed.part);
  if (preparation.outcome === 'refused') {
    const { message, ...range } = preparation.refused;
    return outcome(subject, placed, 'not-run', message, queryRange(subject, placed.part, range));
  }
  if (preparation.outcome === 'invalid') {
    const [first] = preparation.diagnostics;
    const message = `the query is not valid: ${first?.message ?? 'it has no result'}`;
    return outcome(subject, placed, 'failed', message, first && queryRange(subject, placed.part, first));
  }
  const ready = await readyTest(subject, placed, bench);
  if (ready instanceof UnusableRows) {
    const group = placed.test.logs[ready.of] === undefined ? 'watchlists' : 'logs';
    const range = placed.yaml.rangeOfKey([...placed.path, group, ready.of]);
    return outcome(subject, placed, 'failed', ready.message, range);
  }
  return judge(subject, preparation.prepared, ready, bench);
}

/** The rows, the lists and the clock of a test; or why its rows cannot be used. */
export async function readyTest(
  subject: Subject,
  placed: PlacedTest,
  bench: Workbench,
): Promise<ReadyTest | UnusableRows> {
  const { test, yaml } = placed;
  const place = { root: bench.repository.root, file: yaml.source.file };
  try {
    const all = await logTables(test.logs, place, bench);
    const lists = await listTables(test.watchlists ?? {}, place, bench);
    const now = clockOf(test.asOf, all);
    const logs = inPeriod(subject, now, all);
    const sources: Sources = {
      table: (name) => logs.get(name),
      watchlist: (alias) => lists.get(alias) ?? bench.list(alias),
    };
    return { placed, logs, sources, options: { now, deadlineMs: DEADLINE_MS } };
  } catch (error) {
    if (error instanceof UnusableRows) return error;
    throw error;
  }
}

function judge(subject: Subject, prepared: Prepared, ready: ReadyTest, bench: Workbench): TestOutcome {
  const { placed, sources, options } = ready;
  const ran = run(prepared, sources, { ...options, trace: true });
  if (ran.outcome === 'refused') {
    return outcome(subject, placed, 'not-run', ran.refused.message, queryRange(subject, placed.part, ran.refused));
  }
  const mismatch = compare(placed.test.expect, ran.result, subject.value.entityMappings ?? []);
  if (!mismatch) return outcome(subject, placed, 'passed', '');
  const reason = explain(mismatch, { subject, prepared, ready, result: ran.result, bench });
  const message = reason === '' ? mismatch.message : `${mismatch.message}\n${reason}`;
  return outcome(subject, placed, 'failed', message, placed.yaml.rangeOfValue([...placed.path, ...mismatch.path]));
}

/** Whether a query still does what a ready test expects of it: what mutants are asked. */
export function passes(subject: Subject, prepared: Prepared, { placed, sources, options }: ReadyTest): boolean {
  const ran = run(prepared, sources, options);
  if (ran.outcome === 'refused') return false;
  return compare(placed.test.expect, ran.result, subject.value.entityMappings ?? []) === undefined;
}

/** The test's own clock: `asOf`, or a minute after the latest event, in ticks from year 1. */
function clockOf(asOf: string | undefined, logs: ReadonlyMap<string, Table>): string | bigint {
  if (asOf !== undefined) return asOf;
  let latest: bigint | undefined;
  for (const { columns, rows } of logs.values()) {
    const index = columns.findIndex(({ name }) => name === 'TimeGenerated');
    for (const row of rows) {
      const time = row[index];
      if (typeof time === 'bigint' && (latest === undefined || time > latest)) latest = time;
    }
  }
  return latest === undefined ? SOME_DAY : latest + MINUTE;
}

/** What a scheduled rule sees: the service shows it the events of its period alone. */
function inPeriod(subject: Subject, now: string | bigint, logs: Map<string, Table>): Map<string, Table> {
  const { value } = subject;
  const period = 'kind' in value && value.kind === 'Scheduled' ? ruleDuration(value.queryPeriod ?? '') : undefined;
  if (period === undefined) return logs;
  const end = typeof now === 'bigint' ? now : ticksOf(now);
  const start = end - BigInt(period) * TICKS_PER_MS;
  return new Map(
    [...logs].map(([name, { columns, rows }]) => {
      const index = columns.findIndex((column) => column.name === 'TimeGenerated');
      const isSeen = (row: Row) => {
        const time = row[index];
        return typeof time !== 'bigint' || (time >= start && time <= end);
      };
      return [name, { columns, rows: rows.filter(isSeen) }];
    }),
  );
}

function ticksOf(iso: string): bigint {
  return (BigInt(Date.parse(iso)) + 62_135_596_800_000n) * TICKS_PER_MS;
}

function outcome(
  { file }: Subject,
  { test, yaml, path }: PlacedTest,
  result: TestOutcome['outcome'],
  message: string,
  range: Range = yaml.rangeOfValue([...path, 'name']),
): TestOutcome {
  const testFile = yaml.source.file;
  return { file, name: test.name, outcome: result, message, range, ...(testFile === file ? {} : { testFile }) };
}
