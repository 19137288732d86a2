import type { TestOutcome } from '../../testing/content-tests/run-test.js';
import type { MutationResult } from '../../testing/mutation.js';
import type { Reachability } from '../../testing/reachability/report.js';

/** What a run of `sentinel test` found. */
export interface TestReport {
  tests: readonly TestOutcome[];
  reachability: Reachability;
  mutants: MutationResult;
  durationMs: number;
  color: boolean;
  /** Absolute path that the files are relative to. */
  root: string;
}

export function countOutcomes(tests: readonly TestOutcome[]): { passed: number; failed: number; notRun: number } {
  const count = (outcome: TestOutcome['outcome']) => tests.filter((test) => test.outcome === outcome).length;
  return { passed: count('passed'), failed: count('failed'), notRun: count('not-run') };
}
