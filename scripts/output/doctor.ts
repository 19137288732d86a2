import picocolors from 'picocolors';
import type { Finding } from '../workspace/azure/checkup.js';
import { oneLine } from './text.js';

/** What a check-up found, a line each, and below what is missing what to do. */
export function formatCheckUp(workspace: string, findings: readonly Finding[], color: boolean): string {
  const paint = picocolors.createColors(color);
  const signs = { ok: paint.green('ok     '), missing: paint.red('MISSING'), unknown: paint.yellow('unknown') };
  const lines = findings.flatMap(({ name, outcome, message, help }) => [
    `  ${signs[outcome]} ${name}: ${oneLine(message)}`,
    ...(outcome === 'ok' || help === '' ? [] : [`          ${oneLine(help)}`]),
  ]);
  const lacking = findings.filter(({ outcome }) => outcome === 'missing').length;
  const end = lacking === 0 ? 'nothing is missing' : `${lacking} missing`;
  return `${[...lines, `Workspace ${oneLine(workspace)}: ${end}.`].join('\n')}\n`;
}
