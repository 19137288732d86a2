import { xml } from '../text.js';
import { findingsOf, type TestFinding } from './findings.js';
import type { TestReport } from './report.js';

/** JUnit's XML: a case for each test, and one for what reachability and mutation found. */
export function formatTestJunit(report: TestReport): string {
  const findings = findingsOf(report);
  const failures = findings.filter(({ level }) => level === 'error').length;
  const cases = report.tests
    .filter(({ outcome }) => outcome === 'passed')
    .map(({ name, file }) => testCase(name, file, ''));
  cases.push(...findings.map(toCase));
  if (cases.length === 0) cases.push(testCase('all tests', 'test', ''));
  const seconds = (report.durationMs / 1000).toFixed(3);
  const skipped = findings.length - failures;
  const totals = `tests="${cases.length}" failures="${failures}" errors="0" skipped="${skipped}" time="${seconds}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="sentinel test" ${totals}>`,
    `  <testsuite name="test" ${totals}>`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
  ].join('\n');
}

function toCase({ file, range: { start }, title, message, level }: TestFinding): string {
  const text = xml(`${file}:${start.line}:${start.column}\n${message}`);
  const first = xml(message.split('\n')[0] ?? '');
  const body = level === 'error' ? `<failure message="${first}">${text}</failure>` : `<skipped message="${first}"/>`;
  return testCase(title, file, body);
}

function testCase(name: string, classname: string, body: string): string {
  return `    <testcase name="${xml(name)}" classname="${xml(classname)}">${body}</testcase>`;
}
