/** Sets of characters, as the inside of a JavaScript character class in Unicode mode. */

/** Characters of words, as `\w` and `\b` have them. */
export const WORD = String.raw`\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\u200c\u200d`;
const SPACE = String.raw`\p{White_Space}`;
export const PERL: Record<string, string> = { d: String.raw`\p{Nd}`, s: SPACE, w: WORD };
export const POSIX: Record<string, string> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  ascii: String.raw`\x00-\x7f`,
  blank: String.raw`\t `,
  cntrl: String.raw`\x00-\x1f\x7f`,
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: String.raw`!-\/:-@\[-\x60\{-~`,
  space: String.raw`\t\n\v\f\r `,
  upper: 'A-Z',
  word: '0-9A-Za-z_',
  xdigit: '0-9A-Fa-f',
};
export const CONTROLS: Record<string, string> = { a: '\u0007', f: '\f', t: '\t', n: '\n', r: '\r', v: '\v' };

/** `\W`, as the inside of a class after a backslash; the complement cannot be written as ranges otherwise. */
export const complementOfWord = 'P{Alphabetic}';

export function codeOf(quoted: string): number {
  const match = /^\\u\{([0-9a-f]+)\}$/.exec(quoted);
  return match ? Number.parseInt(match[1] ?? '0', 16) : (quoted.codePointAt(0) ?? 0);
}

/** A character inside a class in Unicode mode. */
export function quoteInClass(character: string): string {
  return /^[0-9A-Za-z]$/.test(character) ? character : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

export function isProperty(name: string): boolean {
  try {
    new RegExp(`\\p{${name}}`, 'u');
    return true;
  } catch {
    return false;
  }
}
