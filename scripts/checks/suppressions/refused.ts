import type { Diagnostic } from '../../base/diagnostic.js';

/**
 * Errors of which it is sure that the service refuses the content, or that nobody can read the file: a baseline lets a team
 * live with these, but a deployment cannot. Doubts about what a workspace has, and mistakes that deploy as they are, such
 * as a test without its logs, are not among them.
 */
const SURELY_REFUSED: ReadonlySet<string> = new Set([
  ...['yaml-syntax', 'csv-syntax', 'watchlist-items', 'schema', 'misplaced'],
  ...['duplicate-id', 'duplicate-name', 'duplicate-identifier', 'unknown-column', 'incident-grouping'],
  ...['rule-schedule', 'rule-suppression', 'every-table', 'adx-call', 'control-command', 'no-result'],
]);

/** Whether an error holds a deployment up even where the baseline accepts it. Hunts are saved unread, rules are run once. */
export function isSurelyRefused({ code, severity, file }: Diagnostic): boolean {
  if (severity !== 'error') return false;
  return SURELY_REFUSED.has(code) || (/^KS\d+$/.test(code) && file.startsWith('analytic-rules/'));
}

/** Whether a finding says that a table or a function is unknown: sure where the workspace's own are recorded. */
export function isUnknownName({ code }: Diagnostic): boolean {
  return code === 'KS204' || code === 'KS211';
}
