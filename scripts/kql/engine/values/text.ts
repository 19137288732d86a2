/** Text as Kusto compares it: case folded one character at a time, terms of letters and digits. */

const ASCII = /^[^\u0080-\uffff]*$/;

/** The form under which texts that differ in case alone are the same; of the same length as the text. */
export function fold(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  let folded = '';
  for (const character of text) folded += foldCharacter(character);
  return folded;
}

function foldCharacter(character: string): string {
  const upper = character.toUpperCase();
  const lower = (upper.length === character.length ? upper : character).toLowerCase();
  return lower.length === character.length ? lower : character;
}

const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;

function isTermCode(code: number): boolean {
  if (code < 128) return (code >= 48 && code <= 57) || (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
  return LETTER_OR_DIGIT.test(String.fromCodePoint(code));
}

/** Whether the character that ends before an offset belongs to a term. */
function endsTerm(text: string, at: number): boolean {
  if (at <= 0) return false;
  const code = text.charCodeAt(at - 1);
  const isLow = code >= 0xdc00 && code <= 0xdfff && at >= 2;
  return isTermCode(isLow ? (text.codePointAt(at - 2) ?? code) : code);
}

function startsTerm(text: string, at: number): boolean {
  const code = text.codePointAt(at);
  return code !== undefined && isTermCode(code);
}

export interface TermEdges {
  start: boolean;
  end: boolean;
}

/**
 * Whether a text holds another whose ends, where they are letters or digits, are the ends of a term: `has` tests both
 * edges, `hasprefix` and `hassuffix` one. Case is the caller's affair.
 */
export function hasTerm(text: string, term: string, edges: TermEdges): boolean {
  const needsStart = edges.start && startsTerm(term, 0);
  const needsEnd = edges.end && endsTerm(term, term.length);
  for (let at = text.indexOf(term); at !== -1; at = text.indexOf(term, at + 1)) {
    const end = at + term.length;
    if (!(needsStart && endsTerm(text, at)) && !(needsEnd && startsTerm(text, end))) return true;
    if (at >= text.length) return false;
  }
  return false;
}

/** Terms of a text: runs of letters and digits. */
export function termsOf(text: string): string[] {
  return text.match(/[\p{L}\p{N}]+/gu) ?? [];
}
