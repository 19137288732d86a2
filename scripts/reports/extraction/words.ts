/** A word of a text that may hold an indicator. */
export interface Word {
  text: string;
  /** Offset in UTF-16 code units. */
  start: number;
  /** Blanks inside have been closed: `evil [.] com` came as `evil[.]com`. */
  joined: boolean;
}

/** Classes of characters. A word ends at a delimiter; without a mark it can only be a hash. */
const DELIMITER = 1;
const MARK = 2;
const BRACKET = 3;
const CLASSES = classes();

const MIN_LENGTH = 4;
const MIN_HASH_LENGTH = 32;
/** Parts of a value that blanks tear apart; hosts have few labels. */
const MAX_PARTS = 12;

/** Words before a spoken "dot" that make it prose: `the dot com years`. */
const NO_LABELS = new Set(
  'a an the this that each every any no one red of and or with polka micro quantum your my'.split(' '),
);
/** Spoken names end in one of these; after others, "dot" is too often a word. */
const SPOKEN_TLDS = new Set('com net org info biz ru cn xyz top online site club io co de uk fr eu us'.split(' '));

const BRACKETED = /^[[({](?:\.|dot|at|@)[\])}]$/i;
const ENDS_OPEN = /(?:[[({](?:\.|dot|at|@)[\])}]|^h[x*0_]{2}ps?(?::|\[:\])\/\/)$/i;
const STARTS_OPEN = /^[[({](?:\.|dot|at|@)[\])}]/i;

/**
 * Visits the words that may hold an indicator: one pass, a table look-up a character. Words of plain letters are passed by,
 * and words whose only mark is the sentence's final stop.
 */
// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: a reader: one branch a form that reports have, in the order of the text.
export function eachWord(text: string, visit: (word: Word) => void): void {
  let start = 0;
  let marked = false;
  let previous = 0;
  for (let at = 0; at <= text.length; at++) {
    const kind = at === text.length ? DELIMITER : CLASSES[text.charCodeAt(at)];
    if (kind === undefined || kind === 0) continue;
    if (kind !== DELIMITER) {
      marked ||=
        kind === MARK ? CLASSES[text.charCodeAt(at + 1)] !== DELIMITER : opensSeparator(text.charCodeAt(at + 1));
      continue;
    }
    const size = at - start;
    if (size >= MIN_LENGTH ? marked || size >= MIN_HASH_LENGTH : size === 3 && (marked || isDot(text, start))) {
      const word = text.slice(start, at);
      const joined = marked || size === 3 ? join(text, word, previous, start, at) : null;
      visit(joined ?? { text: word, start, joined: false });
      if (joined !== null) at = joined.end;
    }
    if (at > start) previous = start;
    start = at + 1;
    marked = false;
  }
}

/** The value that a separator between blanks, or a scheme before one, belongs to; null when there is none. */
function join(
  text: string,
  word: string,
  previous: number,
  start: number,
  end: number,
): (Word & { end: number }) | null {
  const spoken = word.toLowerCase() === 'dot';
  const inner = spoken || STARTS_OPEN.test(word.slice(0, 8));
  if (!inner && !ENDS_OPEN.test(word.slice(-16))) return null;
  if (inner && (start === 0 || text.charCodeAt(start - 1) !== 32)) return null;
  const from = inner ? previous : start;
  const parts = [text.slice(from, inner ? start - 1 : start), word];
  let last = end;
  while (parts.length < MAX_PARTS && text.charCodeAt(last) === 32) {
    const before = parts.at(-1) ?? '';
    const next = wordAt(text, last + 1);
    if (
      next === '' ||
      !(
        isSeparator(before) ||
        ENDS_OPEN.test(before.slice(-16)) ||
        isSeparator(next) ||
        STARTS_OPEN.test(next.slice(0, 8))
      )
    )
      break;
    parts.push(next);
    last += 1 + next.length;
  }
  const value = parts.map((part) => (part.toLowerCase() === 'dot' ? '.' : part)).join('');
  if (spoken && !isSpokenName(parts)) return null;
  return { text: value, start: from, joined: true, end: last };
}

function isSpokenName(parts: readonly string[]): boolean {
  const labels = parts.filter((part) => part !== '' && !isSeparator(part));
  const tld = (labels.at(-1) ?? '').toLowerCase().replace(/[^a-z].*$/, '');
  const isAddress = labels.length === 4 && labels.every((label) => /^\d{1,3}\W*$/.test(label));
  return isAddress || (SPOKEN_TLDS.has(tld) && !NO_LABELS.has((labels[0] ?? '').toLowerCase()));
}

function isSeparator(word: string): boolean {
  return word.toLowerCase() === 'dot' || BRACKETED.test(word);
}

function wordAt(text: string, start: number): string {
  let end = start;
  while (end < text.length && CLASSES[text.charCodeAt(end)] !== DELIMITER) end++;
  return text.slice(start, end);
}

function isDot(text: string, start: number): boolean {
  return (
    (text.charCodeAt(start) | 32) === 100 &&
    (text.charCodeAt(start + 1) | 32) === 111 &&
    (text.charCodeAt(start + 2) | 32) === 116
  );
}

/** What follows a bracket that separates: `[.]`, `[dot]`, `[at]`, `[:]`, `[/]`. */
function opensSeparator(code: number): boolean {
  return code === 46 || code === 58 || code === 47 || code === 64 || (code | 32) === 100 || (code | 32) === 97;
}

function classes(): Uint8Array {
  const table = new Uint8Array(65_536);
  const delimiters = '"<>|`\u007f\u00a0\u1680\u202f\u205f\u3000\ufeff«»“”‘’„‚‹›–—…•·、。，；：！？（）【】「」';
  for (let code = 0; code <= 32; code++) table[code] = DELIMITER;
  for (let code = 0x2000; code <= 0x200a; code++) table[code] = DELIMITER;
  for (const char of delimiters) table[char.charCodeAt(0)] = DELIMITER;
  for (const char of '.:@') table[char.charCodeAt(0)] = MARK;
  for (const char of '[({') table[char.charCodeAt(0)] = BRACKET;
  return table;
}
