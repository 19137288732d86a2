/** Controls, zero-width characters, bidi overrides, the soft hyphen and the byte order mark: nothing that a person sees. */
const INVISIBLE = /[\p{Cc}\p{Cf}\u2028\u2029\ufffe\uffff]/gu;

/** White space of one line, the no-break space and its relatives included. */
const BLANK = /[\s\u00a0\u2000-\u200a\u202f\u205f\u3000]+/g;

/**
 * Text from a report as one line that is safe to show: line breaks and tabs become spaces, invisible characters go,
 * runs of blanks become one. Quotes and markup stay: they are data, and each border escapes them its own way.
 */
export function cleanText(text: string): string {
  if (/^[\x21-\x7e]*$/.test(text)) return text;
  return text.replace(BLANK, ' ').replace(INVISIBLE, '').trim();
}

/** The first `length` UTF-16 code units of a text, without half a surrogate pair at the end; `…` marks the cut. */
export function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  return `${text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** `1 row`, `2 rows`, `0 queries`: a number and its noun. */
export function counted(number: number, noun: string, plural = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : plural}`;
}

/**
 * A copy that stands alone in memory: the engine keeps a slice, or joined pieces, by holding on to the text that they
 * come from. Half a surrogate pair becomes the replacement character.
 */
export function flat(text: string): string {
  return Buffer.from(text).toString();
}

/** Longer texts seldom occur again, and the engine may keep a whole file for the sake of one of them. */
const MAX_REMEMBERED_LENGTH = 12;
const MAX_REMEMBERED = 1_000;

/** A pure function of a text that remembers what it made of the short ones: words, dates and numbers of table cells. */
export function remembering<T>(read: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    if (text.length > MAX_REMEMBERED_LENGTH) return read(text);
    const before = known.get(text);
    if (before !== undefined) return before;
    const result = read(text);
    if (known.size >= MAX_REMEMBERED) known.clear();
    known.set(text, result);
    return result;
  };
}
