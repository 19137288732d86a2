/**
 * Undoes defanging: the ways in which reports break an indicator so that nobody clicks on it.
 * Every pattern has bounded repetition, so the work is linear in the length of the text.
 */

/** What stands on both sides of a separator inside an indicator; a separator elsewhere is prose or code. */
const BEFORE = String.raw`(?<=[\p{L}\p{N}_\-\])}*/@:])`;
const AFTER = String.raw`(?=[\p{L}\p{N}_\-[({*%/]|$)`;

const SEPARATORS: readonly [RegExp, string][] = [
  // Bracketed pieces of `://`; first, so that the scheme stands in the open.
  [/[[({<]:\/\/[\])}>]/g, '://'],
  [/[[({<]:\/[\])}>]\//g, '://'],
  [new RegExp(String.raw`${BEFORE}[[({<]:[\])}>](?=[\p{L}\p{N}:/\\[])`, 'gu'), ':'],
  [/(?<=[\p{L}\p{N}:/\])])[[({<](\/{1,2})[\])}>](?=[\p{L}\p{N}/[({_.~%-]|$)/gu, '$1'],
  [new RegExp(String.raw`${BEFORE}[[({<]{1,2}(?:\.|dot)[\])}>]{1,2}${AFTER}`, 'giu'), '.'],
  [new RegExp(String.raw`${BEFORE}[[({<]{1,2}(?:@|at)[\])}>]{1,2}${AFTER}`, 'giu'), '@'],
  // `evil[.com]`, `evil.[com]`, `1.2.3[.4]`
  [/(?<=[\p{L}\p{N}])(?:\[\.|\.\[)([a-z0-9-]{1,24})\]/giu, '.$1'],
  // One bracket alone: `1[.2[.3[.4`, `evil.]com`
  [/(?<=[\p{L}\p{N}])\[\.(?=[\p{L}\p{N}])/gu, '.'],
  [/(?<=[\p{L}\p{N}])\.\](?=[\p{L}\p{N}])/gu, '.'],
];

/** Schemes that only defanging writes, then `://` in any of its damaged forms. */
const HTTP =
  /(?<![\p{L}\p{N}])[[(]?h(?:xx|xt|tx|\*\*|__|--|\+\+|##|00|\[(?:tt|xx)\]|\((?:tt|xx)\))p(s|\[s\]|\(s\))?[\])]?\s?:\s?[/\\]{1,3}\s?/giu;
const FTP = /(?<![\p{L}\p{N}])f(?:x|\*|_)p(s?)\s?:\s?[/\\]{1,3}\s?/giu;
const MEOW = /(?<![\p{L}\p{N}])meow(s?)\s?:\s?[/\\]{1,3}\s?/giu;
/** A live scheme whose slashes are the only damage. */
const BACKSLASHES = /(?<![\p{L}\p{N}])(https?|ftps?):\\\\/giu;

/** A separator that stands apart: `evil [.] com`, `user [at] evil [dot] com`. */
const SPACED_BRACKETS = /\s?[[({<]\s?(\.|dot|@|at|:)\s?[\])}>]\s?/gi;
const SPOKEN = new Map([
  ['dot', '.'],
  ['at', '@'],
]);
/** Longer values have no spoken separators: a sentence is not a value. */
const MAX_SPOKEN_LENGTH = 512;

/**
 * Refangs one value, or a text that holds some: `194[.]246[.]83[.]43:9000` becomes `194.246.83.43:9000`.
 * Separators that stand apart (`evil dot com`, `evil [.] com`) are joined only when the text is that one value,
 * so that the word "dot" in prose stays a word. What is not defanged comes back as it was.
 */
export function refang(text: string): string {
  let result = text;
  if (/[[({<]/.test(result)) {
    for (const [pattern, separator] of SEPARATORS) result = result.replace(pattern, separator);
  }
  result = result
    .replace(HTTP, (_match, secure: string | undefined) => (secure ? 'https://' : 'http://'))
    .replace(FTP, 'ftp$1://')
    .replace(MEOW, 'http$1://')
    .replace(BACKSLASHES, '$1://');
  return refangWhole(result);
}

/** Styles that are certain only when nothing else stands beside the value. */
function refangWhole(text: string): string {
  const value = text.trim();
  if (value.length > MAX_SPOKEN_LENGTH) return text;
  if (/\s/.test(value)) {
    const joined = value.replace(SPACED_BRACKETS, (_match, word: string) => SPOKEN.get(word.toLowerCase()) ?? word);
    return /\s/.test(joined) ? (joinSpoken(joined) ?? text) : joined;
  }
  // `evil\.com`: escaped for a regular expression or for Markdown.
  return value.includes('\\.') && !/\\[^.]|\\$/.test(value) ? value.replaceAll('\\.', '.') : text;
}

/** `user at evil dot com`: every second word a separator; null when the words are no such value. */
function joinSpoken(value: string): string | null {
  const words = value.split(/\s+/);
  if (words.length % 2 === 0) return null;
  let joined = '';
  for (const [index, word] of words.entries()) {
    const separator = index % 2 === 1 ? (SPOKEN.get(word.toLowerCase()) ?? (word === '.' ? '.' : null)) : word;
    if (separator === null) return null;
    joined += separator;
  }
  return joined;
}
