import type { Diagnostic, Severity } from '../../base/diagnostic.js';
import { commandMessage, commandProperty } from '../text.js';
import type { Report } from './report.js';

const COMMANDS: Record<Severity, string> = { error: 'error', warning: 'warning', info: 'notice' };

/** Workflow commands of GitHub Actions: each finding becomes an annotation of its line in the pull request. */
export function formatGithub({ diagnostics }: Report): string {
  return diagnostics.map(toCommand).join('\n');
}

function toCommand({ severity, file, range: { start, end }, code, message, help }: Diagnostic): string {
  const properties: Record<string, string | number> = { file, line: start.line, endLine: end.line, title: code };
  // GitHub takes columns only for a range within one line.
  if (start.line === end.line) {
    properties.col = start.column;
    properties.endColumn = Math.max(start.column, end.column);
  }
  const list = Object.entries(properties).map(([name, value]) => `${name}=${commandProperty(String(value))}`);
  return `::${COMMANDS[severity]} ${list.join(',')}::${commandMessage(`${message}\n${help}`.trim())}`;
}
