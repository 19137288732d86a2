import type { Located, Outline } from '../runner/outline.js';

/** The values that an earlier file has too (upper and lower case are the same to the service), with that file's path. */
export function* repeated(
  outlines: readonly Outline[],
  locate: (outline: Outline) => Located | undefined,
): Iterable<{ file: string; located: Located; first: string }> {
  const seen = new Map<string, string>();
  for (const outline of outlines) {
    const located = locate(outline);
    if (!located) continue;
    const key = located.value.trim().toLowerCase();
    const first = seen.get(key);
    if (first === undefined) seen.set(key, outline.file);
    else yield { file: outline.file, located, first };
  }
}
