import type { Diagnostic } from '../../base/diagnostic.js';

/** What is said of a name that nobody here knows: fifty files that read one parser are one thing to do. */
const OF_NAMES = new Set(['KS204', 'KS205', 'KS211', 'undescribed-table', 'unknown-watchlist', 'deprecated-table']);

/** Of findings that say the same of one name, errors aside, the first, with the number of the other files. */
export function onceAName(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const files = new Map<string, Set<string>>();
  const keyOf = ({ code, severity, message }: Diagnostic) =>
    OF_NAMES.has(code) && severity !== 'error' ? `${code} ${message}` : undefined;
  for (const diagnostic of diagnostics) {
    const key = keyOf(diagnostic);
    if (key !== undefined) files.set(key, (files.get(key) ?? new Set()).add(diagnostic.file));
  }
  const told = new Set<string>();
  return diagnostics.flatMap((diagnostic) => {
    const key = keyOf(diagnostic);
    if (key === undefined) return [diagnostic];
    if (told.has(key)) return [];
    told.add(key);
    const others = (files.get(key)?.size ?? 1) - 1;
    if (others === 0) return [diagnostic];
    const where = `${others} other ${others === 1 ? 'file' : 'files'}`;
    return [{ ...diagnostic, message: `${diagnostic.message.replace(/\.$/, '')} (so in ${where})` }];
  });
}
