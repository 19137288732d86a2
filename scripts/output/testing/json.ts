import { countOutcomes, type TestReport } from './report.js';

/** One JSON document: tests, reachability and mutants as they are, and a summary. */
export function formatTestJson({ tests, reachability, mutants, durationMs }: TestReport): string {
  const summary = { ...countOutcomes(tests), durationMs };
  return JSON.stringify({ tests, reachability, mutants, summary }, null, 2);
}
