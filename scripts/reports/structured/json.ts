import { MAX_JSON_VALUES, TooMany } from '../containers/limits.js';
import { type Collector, NO_DETAILS } from '../extraction/collector.js';
import { JsonRecords } from '../feeds/json-records.js';
import type { Hints } from '../meaning/hints.js';
import { LeafReader, type Tree } from './leaves.js';

/** Whether a text is JSON, or lines of it, by its beginning. */
export function looksLikeJson(text: string): boolean {
  return /^\s*(?:\[\s*(?:[{["\]\-\dtfn]|$)|\{\s*(?:"|\}))/.test(text.slice(0, 4096));
}

/**
 * Reads JSON of any form, one document or one a line: values by what they are, with the names on the way to them. Of a
 * document that is cut or broken what can be read is read, with a warning.
 */
export function takeJson(text: string, collector: Collector, hints: Hints): void {
  const reader = new LeafReader(collector, hints);
  const whole = parsed(text);
  if (whole !== undefined) {
    reader.read(whole, NO_DETAILS);
    return;
  }
  if (isLines(text)) {
    for (let start = 0, end = 0; start < text.length; start = end + 1) {
      end = text.indexOf('\n', start);
      if (end === -1) end = text.length;
      const line = text.slice(start, end).trim();
      const tree = line === '' ? undefined : parsed(line);
      if (tree !== undefined) reader.read(tree, NO_DETAILS);
      else if (line !== '') {
        collector.reject(line.slice(0, 300), 'a line that is no JSON');
        collector.warn('malformed', 'some lines are no JSON; the others were read');
      }
    }
    return;
  }
  const records = new JsonRecords({
    select: () => 'enter',
    value: (path, value) => {
      const names = path.filter((part) => typeof part === 'string');
      if (typeof value === 'string') reader.read(nested(names, value), NO_DETAILS);
    },
    unreadable: (beginning, reason) => collector.reject(beginning, reason),
    stopped: (code, message) => collector.warn(code, message),
  });
  records.read(text);
}

/** A leaf and the names that lead to it. */
function nested(names: readonly string[], value: string): Tree {
  return names.slice(-6).reduceRight<Tree>((inner, name) => ({ [name]: inner }), value);
}

function isLines(text: string): boolean {
  const end = text.indexOf('\n');
  return end > 0 && parsed(text.slice(0, end).trim()) !== undefined;
}

const [OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE, COMMA] = [91, 93, 123, 125, 44];
/** Deeper documents are attacks; parsing one takes a hundred times its size in memory. */
const MAX_NESTING = 500;

function parsed(text: string): Tree | undefined {
  if (isTooDeep(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Whether brackets open deeper than any report's; an upper bound is enough, so texts are not told apart. Throws `TooMany`
 * for a text of too many values: an empty list of two characters takes thirty times that in memory.
 */
function isTooDeep(text: string): boolean {
  let depth = 0;
  let values = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === OPEN_BRACKET || code === OPEN_BRACE) {
      if (++depth > MAX_NESTING) return true;
    } else if (code === CLOSE_BRACKET || code === CLOSE_BRACE) depth = Math.max(0, depth - 1);
    else if (code === COMMA && ++values > MAX_JSON_VALUES) throw new TooMany(MAX_JSON_VALUES, 'values of JSON');
  }
  return false;
}
