/** What a regular expression says of itself. */
export interface Regex {
  /** What is wrong with it; undefined when nothing is found. */
  problem?: string;
  /** What RE2 refuses, but not every engine of its family. */
  doubt?: string;
  /** How many groups it captures; undefined when that cannot be known. */
  groups?: number;
}

/** What is wrong with a regular expression in the dialect of Kusto, RE2; undefined when nothing is found. */
export function regexProblem(pattern: string): string | undefined {
  return readRegex(pattern).problem;
}

/**
 * Reads a regular expression in the dialect of Kusto, RE2. Only what every engine of that family refuses is a problem,
 * so a finding is never a false alarm. Linear in the pattern.
 */
// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: a reader of RE2 syntax: one branch a construct, in the order of the text.
export function readRegex(pattern: string): Regex {
  let depth = 0;
  let groups = 0;
  let doubt: string | undefined;
  /** There is something before, that a * could repeat. */
  let hasAtom = false;
  let at = 0;
  while (at < pattern.length) {
    const rest = pattern.slice(at, at + MAX_LOOKAHEAD);
    const character = pattern.charAt(at);
    let length = 1;
    if (character === '\\') {
      const problem = escapeProblem(pattern.slice(at + 1, at + 3));
      if (problem) return { problem };
      length = escapeLength(pattern, at);
      hasAtom = true;
    } else if (character === '[') {
      const end = classEnd(pattern, at);
      if (typeof end === 'string') return { problem: end };
      length = end - at;
      hasAtom = true;
    } else if (character === '(') {
      const opening = groupOpening(rest);
      if ('problem' in opening) return opening;
      // Verbose mode gives white space and # another meaning.
      if (opening.isVerbose) return {};
      length = opening.length;
      if (opening.isGroup) depth++;
      if (opening.isGroup) hasAtom = false;
      if (opening.isCapturing) groups++;
    } else if (character === ')') {
      if (--depth < 0) return { problem: 'a ) without its (' };
      hasAtom = true;
    } else if (character === '|') {
      hasAtom = false;
    } else {
      const repetition = REPETITION.exec(rest);
      const problem = repetition ? repetitionProblem(repetition, hasAtom) : undefined;
      if (problem) return { problem };
      if (repetition) doubt ??= repetitionDoubt(repetition, rest);
      length = repetition?.[0].length ?? 1;
      hasAtom = true;
    }
    at += length;
  }
  return depth > 0 ? { problem: 'a ( without its )' } : { groups, ...(doubt ? { doubt } : {}) };
}

/** Enough for the opening of a group and for a repetition. */
const MAX_LOOKAHEAD = 64;

/** A ? after it makes it lazy. */
const REPETITION = /^(?:[*+?]|\{(\d+)(?:,(\d*))?\})\??/;

/** RE2 refuses to count further. */
const MAX_REPETITIONS = 1000;

function repetitionProblem([text, least, most]: RegExpExecArray, hasAtom: boolean): string | undefined {
  if (!hasAtom) return `nothing for ${text} to repeat`;
  if (least && most && Number(least) > Number(most)) return `${text} has its numbers in the wrong order`;
  return undefined;
}

function repetitionDoubt([text, least, most]: RegExpExecArray, rest: string): string | undefined {
  const count = Math.max(Number(least ?? 0), Number(most ?? 0));
  if (count > MAX_REPETITIONS) return `${text} counts further than ${MAX_REPETITIONS}, which RE2 does not`;
  const next = REPETITION.exec(rest.slice(text.length));
  return next ? `${next[0]} repeats the repetition ${text}, which RE2 cannot` : undefined;
}

/** Letters that mean something after a backslash, in RE2 or in its siblings. */
const ESCAPED_LETTERS = 'aftnrvdDsSwWbBAzCQEpPxuU';

function escapeProblem(escaped: string): string | undefined {
  const letter = escaped.charAt(0);
  if (letter === '') return 'a \\ at the end';
  // Two octal digits are a character.
  if (/^(?:[1-7](?![0-7])|[89])/.test(escaped)) return `\\${letter} refers back to a group, which RE2 cannot`;
  if (/[a-z]/i.test(letter) && !ESCAPED_LETTERS.includes(letter)) return `\\${letter} means nothing`;
  return undefined;
}

/** `\\Q…\\E` quotes all between; other escapes are read as two characters. */
function escapeLength(pattern: string, at: number): number {
  if (pattern.charAt(at + 1) !== 'Q') return 2;
  const end = pattern.indexOf('\\E', at);
  return end === -1 ? pattern.length - at : end + 2 - at;
}

type Opening = { problem: string } | { length: number; isGroup: boolean; isCapturing: boolean; isVerbose: boolean };

function groupOpening(rest: string): Opening {
  if (!rest.startsWith('(?')) return { length: 1, isGroup: true, isCapturing: true, isVerbose: false };
  if (/^\(\?<?[=!]/.test(rest)) return { problem: 'look-around, which RE2 does not have' };
  const named = /^\(\?P?<\w+>/.exec(rest);
  if (named) return { length: named[0].length, isGroup: true, isCapturing: true, isVerbose: false };
  const flags = /^\(\?([a-zA-Z]*(?:-[a-zA-Z]+)?)([:)])/.exec(rest);
  if (!flags || /[^imsUuxR-]/.test(flags[1] ?? '')) return { problem: `an unknown kind of group, ${rest.slice(0, 4)}` };
  return {
    length: flags[0].length,
    isGroup: flags[2] === ':',
    isCapturing: false,
    isVerbose: flags[1]?.includes('x') === true,
  };
}

/** Offset after a character class, or what is wrong with it. */
// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: a reader of RE2 syntax: one branch a construct, in the order of the text.
function classEnd(pattern: string, start: number): number | string {
  let at = start + (pattern.charAt(start + 1) === '^' ? 2 : 1);
  // A ] that comes first is a character like others.
  if (pattern.charAt(at) === ']') at++;
  while (at < pattern.length) {
    const character = pattern.charAt(at);
    if (character === ']') return at + 1;
    const named = character === '[' ? /^\[:\^?\w+:\]/.exec(pattern.slice(at, at + MAX_LOOKAHEAD)) : null;
    const range = /^([A-Za-z0-9])-([A-Za-z0-9])/.exec(pattern.slice(at, at + 3));
    if (range?.[1] && range[2] && range[1] > range[2]) return `the range ${range[0]} has its ends in the wrong order`;
    if (character === '\\' && at + 1 === pattern.length) return 'a \\ at the end';
    at += named ? named[0].length : range ? 3 : character === '\\' ? 2 : 1;
  }
  return 'a [ without its ]';
}
