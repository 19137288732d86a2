import { FILE_START, type Range } from '../../base/diagnostic.js';
import type { TestReport } from './report.js';

/** Something that did not go as it should, whatever part of the run found it. */
export interface TestFinding {
  file: string;
  range: Range;
  /** The test's name, or the name of the proof. */
  title: string;
  message: string;
  level: 'error' | 'warning';
}

/** Everything that a person must see, in the order of the run. */
export function findingsOf({ tests, reachability, mutants }: TestReport): TestFinding[] {
  const findings: TestFinding[] = [];
  for (const { file, testFile, name, outcome, message, range } of tests) {
    if (outcome === 'passed') continue;
    // A failure stands where the expectation does; a query that cannot be run, in the query.
    const place = outcome === 'failed' && testFile !== undefined ? testFile : file;
    const about = place === file ? message : `${file}: ${message}`;
    const level = outcome === 'failed' ? 'error' : 'warning';
    findings.push({
      file: place,
      range,
      title: name,
      message: outcome === 'failed' ? about : `not run: ${about}`,
      level,
    });
  }
  for (const { indicator, file, message, range, isFault } of reachability.unreached) {
    findings.push({
      file,
      range,
      title: `reachability of ${indicator}`,
      message,
      level: isFault ? 'error' : 'warning',
    });
  }
  for (const { indicator, file, message, range } of reachability.wronglyMatched) {
    findings.push({ file, range, title: `near miss of ${indicator}`, message, level: 'error' });
  }
  for (const { file, reason } of reachability.unproven) {
    findings.push({
      file,
      range: FILE_START,
      title: 'reachability',
      message: `nothing is proven: ${reason}`,
      level: 'warning',
    });
  }
  for (const { file, range, mutation } of mutants.unnoticed) {
    const message = `no test notices the query ${mutation}`;
    findings.push({ file, range, title: 'mutant', message, level: 'error' });
  }
  for (const { file, range, mutation } of mutants.outdated) {
    const message = `equivalentMutants names '${mutation}', which no change of this query is, or which a test notices`;
    findings.push({ file, range, title: 'mutant', message, level: 'warning' });
  }
  return findings;
}

/** Whether a run ends with findings: a warning is none, unless the tests must all run. */
export function isFailure(report: TestReport, isStrict: boolean): boolean {
  if (isStrict && report.tests.some(({ outcome }) => outcome === 'not-run')) return true;
  return findingsOf(report).some(({ level }) => level === 'error');
}
