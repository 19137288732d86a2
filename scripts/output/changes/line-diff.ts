import { diffArrays } from 'diff';

/** One line of a diff: added, removed, or shown for context. */
export interface DiffLine {
  sign: '+' | '-' | ' ';
  text: string;
}

/** Unchanged lines shown around a change. */
const CONTEXT = 2;

/** Texts that differ in more lines are shown as one block, so that time and memory stay bounded. */
const MAX_EDITS = 1_000;

/** The lines in which two texts differ, with a little context around them. */
export function lineDiff(before: string, after: string): DiffLine[] {
  const [a, b] = [before.split('\n'), after.split('\n')];
  const parts = diffArrays(a, b, { maxEditLength: MAX_EDITS });
  if (!parts) return [...marked('-', a), ...marked('+', b)];
  return parts.flatMap(({ added, removed, value }, index) => {
    if (added || removed) return marked(added ? '+' : '-', value);
    const isFirst = index === 0;
    const isLast = index === parts.length - 1;
    if (isFirst && isLast) return [];
    if (isFirst) return marked(' ', value.slice(-CONTEXT));
    return marked(' ', isLast ? value.slice(0, CONTEXT) : value);
  });
}

function marked(sign: DiffLine['sign'], lines: readonly string[]): DiffLine[] {
  return lines.map((text) => ({ sign, text }));
}
