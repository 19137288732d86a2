import { counted } from '../../base/strings.js';
import type { Import } from '../../workspace/import/import.js';
import { oneLine } from '../text.js';

/** How many lines of a list a terminal gets. */
const SHOWN = 20;

/** An import for a terminal: what became of it, what did not fit, and what stayed outside, by reason. */
export function formatImport({ imported, skipped }: Import, written: boolean): string {
  const lines = imported.flatMap(({ file, from, notes }) => [
    `+ ${oneLine(file)}  from ${oneLine(from)}`,
    ...notes.map((note) => `    ${oneLine(note)}`),
  ]);
  const shown = lines.slice(0, SHOWN);
  if (lines.length > SHOWN) shown.push(`… and ${lines.length - SHOWN} more lines; --format json has all`);
  const reasons = new Map<string, typeof skipped>();
  for (const one of skipped) reasons.set(one.reason, [...(reasons.get(one.reason) ?? []), one]);
  for (const [reason, own] of [...reasons].sort((a, b) => b[1].length - a[1].length)) {
    const first = own.slice(0, 3).map(({ from, name }) => (name === '' ? from : `${name} (${from})`));
    const more = own.length > 3 ? ` and ${own.length - 3} more` : '';
    shown.push(`  not imported: ${oneLine(reason)}: ${first.map(oneLine).join(', ')}${more}`);
  }
  const verb = written ? 'imported' : 'to import';
  const noted = imported.filter(({ notes }) => notes.length > 0).length;
  shown.push(`${counted(imported.length, 'file')} ${verb}, ${noted} with a note, ${skipped.length} not imported.`);
  if (written && imported.length > 0)
    shown.push('Next: sentinel validate, and sentinel validate --write-baseline for what you accept as it is.');
  return `${shown.join('\n')}\n`;
}

/** The same as data. */
export function importJson({ imported, skipped, changes }: Import, written: boolean): string {
  return `${JSON.stringify({ imported, skipped, written: written ? [...changes.keys()].sort() : [] }, null, 2)}\n`;
}
