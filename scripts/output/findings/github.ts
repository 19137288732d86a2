import type { Diagnostic, Severity } from '../../base/diagnostic.js';
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
  const list = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
  return `::${COMMANDS[severity]} ${list.join(',')}::${escapeData(`${message}\n${help}`.trim())}`;
}

/** The escaping of workflow commands: a line end would begin a new command. */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
