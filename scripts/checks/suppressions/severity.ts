import type { Diagnostic, Range, Severity } from '../../base/diagnostic.js';
import { didYouMean } from '../../base/spelling.js';
import { CONFIGURATION_FILE } from '../../content/layout.js';
import { toDiagnostic } from '../check.js';
import { unknownCheck } from '../files/readers.js';

/** The findings with the severities that the configuration gives their codes, without those that are switched off. */
export function applySeverities(
  diagnostics: readonly Diagnostic[],
  checks: Readonly<Record<string, Severity | 'off'>>,
): Diagnostic[] {
  return diagnostics.flatMap((diagnostic) => {
    const severity = Object.hasOwn(checks, diagnostic.code) ? checks[diagnostic.code] : undefined;
    if (severity === 'off') return [];
    return severity === undefined ? [diagnostic] : [{ ...diagnostic, severity }];
  });
}

/**
 * Findings about codes of the configuration that no check has.
 * @param rangeOf where the configuration has a code
 */
export async function unknownChecks(
  codes: readonly string[],
  rangeOf: (code: string) => Promise<Range>,
): Promise<Diagnostic[]> {
  if (codes.length === 0) return [];
  // Only here are all checks needed, with the libraries that they load.
  const { CODES } = await import('../registry.js');
  const unknown = codes.filter((code) => !CODES.has(code));
  return Promise.all(
    unknown.map(async (code) => {
      const message = `No check has the code '${code}'${didYouMean(code, CODES.keys())}`;
      return toDiagnostic(unknownCheck, CONFIGURATION_FILE, { message, range: await rangeOf(code) });
    }),
  );
}
