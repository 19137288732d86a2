import { annotate } from '../annotations.js';
import { findingsOf } from './findings.js';
import type { TestReport } from './report.js';

/** Failures at their lines of a pull request on GitHub: a test's at the test. */
export function formatTestGithub(report: TestReport): string {
  return annotate(findingsOf(report).map(({ level, ...finding }) => ({ severity: level, ...finding })));
}
