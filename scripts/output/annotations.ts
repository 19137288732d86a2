import type { Range, Severity } from '../base/diagnostic.js';
import { counted } from '../base/strings.js';
import { commandMessage, commandProperty, oneLine } from './text.js';

/** A finding at its line of a pull request on GitHub. */
export interface Annotation {
  severity: Severity;
  file: string;
  range: Range;
  title: string;
  message: string;
}

/** How many annotations GitHub shows of one step. */
export const SHOWN = 10;

const COMMANDS: Record<Severity, string> = { error: 'error', warning: 'warning', info: 'notice' };
const WORST_FIRST: readonly Severity[] = ['error', 'warning', 'info'];

/**
 * Workflow commands of GitHub Actions, the worst first. Where there are more than GitHub shows, it shows the worst ten
 * and the count, and the log of the step has the others as lines.
 */
export function annotate(annotations: readonly Annotation[]): string {
  const ordered = WORST_FIRST.flatMap((severity) => annotations.filter((one) => one.severity === severity));
  const others = ordered.slice(SHOWN);
  const lines = ordered.slice(0, SHOWN).map(toCommand);
  if (others.length === 0) return lines.join('\n');
  const counts = WORST_FIRST.map((severity) => [severity, ordered.filter((one) => one.severity === severity).length])
    .filter(([, count]) => count !== 0)
    .map(([severity, count]) => (severity === 'info' ? `${count} info` : counted(Number(count), String(severity))));
  const told = `${counts.join(', ')}. The worst ${SHOWN} stand at their lines; the log of this step has the other ${others.length}.`;
  return [...lines, `::notice title=${ordered.length} findings::${commandMessage(told)}`, ...others.map(toLine)].join(
    '\n',
  );
}

function toCommand({ severity, file, range: { start, end }, title, message }: Annotation): string {
  const properties: Record<string, string | number> = { file, line: start.line, endLine: end.line, title };
  // GitHub takes columns only for a range within one line.
  if (start.line === end.line) {
    properties.col = start.column;
    properties.endColumn = Math.max(start.column, end.column);
  }
  const list = Object.entries(properties).map(([name, value]) => `${name}=${commandProperty(String(value))}`);
  return `::${COMMANDS[severity]} ${list.join(',')}::${commandMessage(message)}`;
}

/** A line of the log. It begins with the severity, so that no file's name makes a command of it; `##[` would be one anywhere. */
function toLine({ severity, file, range: { start }, title, message }: Annotation): string {
  return oneLine(`${severity} ${file}:${start.line}:${start.column} ${title}: ${message}`).replaceAll('##[', '## [');
}
