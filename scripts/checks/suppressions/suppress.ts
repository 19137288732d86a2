import type { Diagnostic, Range } from '../../base/diagnostic.js';
import { didYouMean } from '../../base/spelling.js';
import { CONFIGURATION_FILE } from '../../content/layout.js';
import type { Suppression } from '../../content/model.js';
import { toDiagnostic } from '../check.js';
import { suppressionReason, unusedSuppression } from '../files/readers.js';
import { ABOUT_DIRECTIVES, type Directive } from './directives.js';

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
  const located = files.flatMap(({ file, directives }) => directives.map((directive) => ({ file, directive })));
  const isAbout = ({ directive }: LocatedDirective) => ABOUT_DIRECTIVES.has(directive.code);
  // A comment may also suppress what is found of another comment.
  const first = await applyTo(
    diagnostics,
    located.filter((one) => !isAbout(one)),
  );
  const second = await applyTo([...first.left, ...first.complaints], located.filter(isAbout));
  return [...second.left, ...second.complaints];
}

interface LocatedDirective {
  file: string;
  directive: Directive;
}

/** What some directives leave of some findings, and what is found of the directives. */
async function applyTo(
  diagnostics: readonly Diagnostic[],
  directives: readonly LocatedDirective[],
): Promise<{ left: Diagnostic[]; complaints: Diagnostic[] }> {
  const unused = new Set(directives);
  // Of two that say the same, the second one is told to be of no use.
  const byPlace = new Map<string, LocatedDirective>();
  for (const one of [...directives].reverse())
    byPlace.set(`${one.directive.line} ${one.directive.code} ${one.file}`, one);
  const left = diagnostics.filter(({ file, code, range }) => {
    const one = byPlace.get(`${range.start.line} ${code} ${file}`);
    if (one) unused.delete(one);
    return one === undefined;
  });
  const complaints: Diagnostic[] = [];
  for (const one of directives) {
    const { code, reason, range } = one.directive;
    if (code === '' || reason === '') {
      const message = code === '' ? 'This suppression names no check' : 'This suppression gives no reason';
      complaints.push(toDiagnostic(suppressionReason, one.file, { message, range }));
    } else if (unused.has(one)) {
      complaints.push(toDiagnostic(unusedSuppression, one.file, { range, ...(await whyUnused(code)) }));
    }
  }
  return { left, complaints };
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
            help: 'Correct what it hid, or decide again.',
          }
        : await whyUnused(suppression.code);
    left.push(toDiagnostic(unusedSuppression, CONFIGURATION_FILE, { range, ...finding }));
  }
  return left;
}

/** Whether a suppression of a path, or of everything, is one of a file. */
export function covers(path: string | undefined, file: string): boolean {
  if (path === undefined) return true;
  const plain = path.replace(/\/+$/, '');
  return file === plain || file.startsWith(`${plain}/`);
}

async function whyUnused(code: string): Promise<{ message: string; help?: string }> {
  // Only here are all checks needed, with the libraries that they load.
  const { CODES } = await import('../registry.js');
  if (CODES.has(code)) return { message: `Nothing is found here that the suppression of ${code} would hide` };
  return { message: `No check has the code '${code}'${didYouMean(code, CODES.keys())}`, help: 'Correct the code.' };
}
