import type { Diagnostic } from '../../base/diagnostic.js';
import { xml } from '../text.js';
import { count, type Report } from './report.js';

/** JUnit's XML, which most build servers show: a test case for each finding; only errors are failures. */
export function formatJunit(report: Report): string {
  const { diagnostics, durationMs } = report;
  const seconds = (durationMs / 1000).toFixed(3);
  const errors = count(report, 'error');
  // A build server takes a suite without cases for a run that did not happen.
  const cases = diagnostics.length === 0 ? [testCase('all checks', 'validate', '')] : diagnostics.map(toCase);
  const totals = `tests="${cases.length}" failures="${errors}" errors="0" time="${seconds}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="sentinel validate" ${totals}>`,
    `  <testsuite name="validate" ${totals}>`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
  ].join('\n');
}

function toCase(diagnostic: Diagnostic): string {
  const { severity, code, message, help, file, range } = diagnostic;
  const place = `${file}:${range.start.line}:${range.start.column}`;
  const text = xml(`${place}\n${message}\n${help}`);
  const outcome =
    severity === 'error'
      ? `<failure type="${xml(code)}" message="${xml(message)}">${text}</failure>`
      : `<system-out>${text}</system-out>`;
  return testCase(`${code} ${place}`, file, outcome);
}

function testCase(name: string, classname: string, outcome: string): string {
  return `    <testcase name="${xml(name)}" classname="${xml(classname)}">${outcome}</testcase>`;
}
