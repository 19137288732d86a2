import type { Diagnostic, Range } from '../../base/diagnostic.js';
import { closest } from '../../base/spelling.js';
import { CONFIGURATION_FILE } from '../../content/layout.js';
import type { Suppression } from '../../content/model.js';
import { toDiagnostic } from '../check.js';
import { READER_CHECKS, suppressionReason, unusedSuppression } from '../files/readers.js';
import type { Directive } from './directives.js';

/** What cannot be read is not deployed, and hiding that helps nobody. */
const NEVER = new Set(READER_CHECKS.map(({ code }) => code));

/** The directives of one file. */
export interface FileDirectives {
  file: string;
  directives: readonly Directive[];
}

/** The findings without those that comments suppress, and with those that are about the comments. */
export async function applyDirectives(
  diagnostics: readonly Diagnostic[],
  files: readonly FileDirectives[],
): Promise<Diagnostic[]> {
  const unused = new Map<Directive, string>();
  const byPlace = new Map<string, Directive[]>();
  for (const { file, directives } of files) {
    for (const directive of directives) {
      unused.set(directive, file);
      const place = `${directive.line} ${directive.code} ${file}`;
      byPlace.set(place, [...(byPlace.get(place) ?? []), directive]);
    }
  }
  const left = diagnostics.filter(({ file, code, range }) => {
    const [directive] = NEVER.has(code) ? [] : (byPlace.get(`${range.start.line} ${code} ${file}`) ?? []);
    if (directive) unused.delete(directive);
    return !directive;
  });
  for (const { file, directives } of files) {
    for (const directive of directives) {
      if (directive.code === '' || directive.reason === '') {
        const message = directive.code === '' ? 'This suppression names no check' : 'This suppression gives no reason';
        left.push(toDiagnostic(suppressionReason, file, { message, range: directive.range }));
      } else if (unused.has(directive)) {
        left.push(
          toDiagnostic(unusedSuppression, file, { range: directive.range, ...(await whyUnused(directive.code)) }),
        );
      }
    }
  }
  return left;
}

/**
 * The findings without those that the configuration suppresses, and with those about suppressions that have expired or
 * suppress nothing.
 * @param rangeOf where the configuration has its suppression of an index
 */
export async function applyConfiguration(
  diagnostics: readonly Diagnostic[],
  suppressions: readonly Suppression[],
  asOf: Date,
  rangeOf: (index: number) => Promise<Range>,
): Promise<Diagnostic[]> {
  if (suppressions.length === 0) return [...diagnostics];
  const today = asOf.toISOString().slice(0, 10);
  const used = new Set<Suppression>();
  const left = diagnostics.filter(({ code, file }) => {
    if (NEVER.has(code)) return true;
    const fitting = suppressions.filter((one) => one.code === code && today <= one.expires && covers(one.file, file));
    for (const one of fitting) used.add(one);
    return fitting.length === 0;
  });
  for (const [index, suppression] of suppressions.entries()) {
    if (used.has(suppression)) continue;
    const range = await rangeOf(index);
    const finding =
      today > suppression.expires
        ? {
            message: `The suppression of ${suppression.code} expired on ${suppression.expires}`,
            help: 'Mend what it hid, or decide again.',
          }
        : await whyUnused(suppression.code);
    left.push(toDiagnostic(unusedSuppression, CONFIGURATION_FILE, { range, ...finding }));
  }
  return left;
}

function covers(path: string | undefined, file: string): boolean {
  if (path === undefined) return true;
  const plain = path.replace(/\/+$/, '');
  return file === plain || file.startsWith(`${plain}/`);
}

/** Findings of the KQL analyser have codes of its own: KS142. */
async function whyUnused(code: string): Promise<{ message: string; help?: string }> {
  if (NEVER.has(code)) return { message: `${code} cannot be suppressed: such a file is not deployed` };
  // Only here are all checks needed, with the libraries that they load.
  const { CHECKS } = await import('../registry.js');
  const known = CHECKS.map((check) => check.code);
  const meant = known.includes(code) || /^KS\d+$/.test(code) ? undefined : closest(code, known);
  if (meant === undefined) return { message: `Nothing is found here that the suppression of ${code} would hide` };
  return { message: `No check has the code '${code}'; did you mean '${meant}'?`, help: 'Mend the code.' };
}
