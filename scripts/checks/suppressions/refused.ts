import type { Diagnostic } from '../../base/diagnostic.js';

/** Of what does not come as far as the service, that which nothing can be deployed from. */
const UNUSABLE: ReadonlySet<string> = new Set([
  ...['yaml-syntax', 'csv-syntax', 'schema', 'watchlist-items', 'misplaced', 'duplicate-id', 'duplicate-name'],
]);

/**
 * Whether an error holds a deployment up even where the baseline accepts it: the service refuses the content, or nobody can
 * read the file. Doubts about what a workspace has, and mistakes that deploy as they are, such as a test without its logs
 * or a mistake in the query of a hunt, do not.
 */
export function isSurelyRefused({ code, severity, effect }: Diagnostic): boolean {
  return severity === 'error' && (effect === 'refused' || UNUSABLE.has(code));
}

/** Whether a finding says that a table or a function is unknown: sure where the workspace's own are recorded. */
export function isUnknownName({ code }: Diagnostic): boolean {
  return code === 'KS204' || code === 'KS211';
}
