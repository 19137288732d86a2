/**
 * Undoes defanging: the ways in which reports break an indicator so that nobody clicks on it.
 * Every pattern has bounded repetition, so the work is linear in the length of the text.
 */

/** A separator in brackets: `[.]`, `(dot)`, `{@}`, `[at]`, `[:]`, `[://]`, `[/]`. */
const BRACKETED = /[[({<]{1,2}(\.|dot|@|at|:\/\/|:\/|:|\/\/?)[\])}>]{1,2}/gi;
/** What may stand before and behind one inside an indicator; elsewhere it is prose or code. */
const BEFORE = /[\p{L}\p{N}_\-\])}*/@:]$/u;
const AFTER = /^(?:[\p{L}\p{N}_\-[({*%/~:\\]|$)/u;

/** `evil[.com]`, `evil.[com]`, `1.2.3[.4]`; one bracket alone: `1[.2[.3[.4`, `evil.]com`. */
const LABEL = /(?<=[\p{L}\p{N}])(?:\[\.|\.\[)([a-z0-9-]{1,24})\]/giu;
const ONE_BRACKET = /(?<=[\p{L}\p{N}])(?:\[\.|\.\])(?=[\p{L}\p{N}])/gu;

/** Schemes that only defanging writes, then `://` in any of its damaged forms. */
const HTTP =
  /(?<![a-z0-9])[[(]?h(?:xx|xt|tx|\*\*|__|--|\+\+|##|00|\[(?:tt|xx)\]|\((?:tt|xx)\))p(s|\[s\]|\(s\))?[\])]?\s?:\s?[/\\]{1,3}\s?/gi;
const FTP = /(?<![a-z0-9])f(?:x|\*|_)p(s?)\s?:\s?[/\\]{1,3}\s?/gi;
const MEOW = /(?<![a-z0-9])meow(s?)\s?:\s?[/\\]{1,3}\s?/gi;
/** A live scheme whose slashes are the only damage. */
const BACKSLASHES = /(?<![a-z0-9])(https?|ftps?):\\\\/gi;
/** Whether a look at the schemes can be worth it. */
const DAMAGED_SCHEME = /h(?:x|tx|\*|_|-|\+|#|0|\[|\()|f[x*_]p|meow|:\\/i;

/** Most texts are not defanged at all. */
const DAMAGE = /[[({<\]\\\s]|h(?:x|tx|\*|_|-|\+|#|0)|f[x*_]ps?:|meow/i;

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
  if (!DAMAGE.test(text)) return text;
  // Markdown escapes the brackets themselves: `evil\[.\]com`.
  let result = text.includes('\\[') ? text.replace(/\\([[\]])/g, '$1') : text;
  if (/[[({<\]]/.test(result)) {
    result = result.replace(BRACKETED, restoreSeparator);
    if (/\[\.|\.\[|\.\]/.test(result)) result = result.replace(LABEL, '.$1').replace(ONE_BRACKET, '.');
  }
  if (DAMAGED_SCHEME.test(result)) {
    result = result
      .replace(HTTP, (_match, secure: string | undefined) => (secure ? 'https://' : 'http://'))
      .replace(FTP, 'ftp$1://')
      .replace(MEOW, 'http$1://')
      .replace(BACKSLASHES, '$1://');
  }
  return refangWhole(result);
}

function restoreSeparator(match: string, separator: string, offset: number, whole: string): string {
  const end = offset + match.length;
  // Two code units each: a letter beyond the basic plane has two.
  if (!BEFORE.test(whole.slice(Math.max(0, offset - 2), offset)) || !AFTER.test(whole.slice(end, end + 2)))
    return match;
  // `[:/]/`: the second slash stands outside.
  return SPOKEN.get(separator.toLowerCase()) ?? separator;
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
  return joined.includes('.') ? joined : null;
}
