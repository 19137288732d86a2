import { FILE_START, type Range } from '../base/diagnostic.js';
import { OWN_PART } from '../content/query-parts.js';
import { mutants } from '../kql/index.js';
import type { ReadyTest } from './content-tests/ready-test.js';
import { passes, readyTest } from './content-tests/run-test.js';
import { UnusableRows } from './content-tests/unusable-rows.js';
import type { TestSetup } from './run-tests.js';
import { type PlacedTest, type QueryPart, queryRange, type Subject } from './subject.js';
import type { Workbench } from './workbench.js';

/** A weakened query that every test still passes. */
export interface UnnoticedMutant {
  file: string;
  range: Range;
  /** In the query's own words. */
  mutation: string;
}

/** What became of the weakened queries. */
export interface MutationResult {
  made: number;
  noticed: number;
  /** Neither noticed nor counted: named in `equivalentMutants`. */
  equivalent: number;
  unnoticed: UnnoticedMutant[];
  /** Entries of `equivalentMutants` that name no mutant which stays unnoticed. */
  outdated: UnnoticedMutant[];
}

export const NO_MUTANTS: MutationResult = { made: 0, noticed: 0, equivalent: 0, unnoticed: [], outdated: [] };

/**
 * Weakens each query that has tests, one change at a time, and runs its tests on it. The part of a generated hunt that is
 * its template's to the letter is weakened once; the declaration of its table `indicators`, which ingest writes, is left
 * as it is: reachability proves that part.
 */
export async function runMutants({ subjects, bench }: TestSetup): Promise<MutationResult> {
  const result: MutationResult = { ...NO_MUTANTS, unnoticed: [], outdated: [] };
  const asked = new Set<string>();
  // Templates first: what no test notices is theirs to correct.
  const ordered = [...subjects].sort((a, b) => Number(b.kind === 'template') - Number(a.kind === 'template'));
  for (const subject of ordered) {
    const unit = unitOf(subject);
    if (!unit) continue;
    const key = `${unit.part.readsIndicators}\n${unit.part.text.trim()}`;
    if (asked.has(key)) continue;
    asked.add(key);
    await weaken(subject, unit, bench, result);
  }
  return result;
}

/** A part of a query, and the tests that run it. */
interface Unit {
  part: QueryPart;
  tests: PlacedTest[];
  /** Offset in the part before which nothing is weakened. */
  from: number;
}

function unitOf({ tests, value }: Subject): Unit | undefined {
  const inherited = tests.filter(({ part }) => part.readsIndicators);
  const [first] = inherited.length > 0 ? inherited : tests;
  if (!first) return undefined;
  if (first.part.readsIndicators) return { part: first.part, tests: inherited, from: 0 };
  return { part: first.part, tests, from: Math.max(0, value.query.indexOf(OWN_PART)) };
}

async function weaken(
  subject: Subject,
  { part, tests, from }: Unit,
  bench: Workbench,
  result: MutationResult,
): Promise<void> {
  const preparation = bench.prepare(part);
  if (preparation.outcome !== 'prepared') return;
  const ready: ReadyTest[] = [];
  for (const test of tests) {
    const one = await readyTest(subject, test, bench);
    // A test that fails anyway notices everything.
    if (!(one instanceof UnusableRows) && passes(subject, preparation.prepared, one)) ready.push(one);
  }
  if (ready.length === 0) return;
  const named = new Set(subject.equivalentMutants.map(({ mutation }) => mutation));
  const used = new Set<string>();
  for (const mutant of mutants(preparation.prepared)) {
    if (mutant.start < from) continue;
    result.made++;
    const found = { file: subject.file, range: queryRange(subject, part, mutant), mutation: mutant.mutation };
    if (ready.some((test) => !passes(subject, mutant.prepared, test))) result.noticed++;
    else if (named.has(mutant.mutation)) {
      used.add(mutant.mutation);
      result.equivalent++;
    } else result.unnoticed.push(found);
  }
  for (const mutation of named) {
    if (!used.has(mutation)) result.outdated.push({ file: subject.file, range: FILE_START, mutation });
  }
}
