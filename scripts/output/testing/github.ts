import { commandMessage, commandProperty } from '../text.js';
import { findingsOf } from './findings.js';
import type { TestReport } from './report.js';

/** Workflow commands of GitHub Actions: each failure becomes an annotation of its line in the pull request. */
export function formatTestGithub(report: TestReport): string {
  return findingsOf(report)
    .map(({ file, range: { start, end }, title, message, level }) => {
      const properties = { file, line: start.line, endLine: end.line, title };
      const list = Object.entries(properties).map(([name, value]) => `${name}=${commandProperty(String(value))}`);
      return `::${level} ${list.join(',')}::${commandMessage(message)}`;
    })
    .join('\n');
}
