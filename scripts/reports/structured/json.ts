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
  records.write(text);
  records.end();
}

/** A leaf and the names that lead to it. */
function nested(names: readonly string[], value: string): Tree {
  return names.slice(-6).reduceRight<Tree>((inner, name) => ({ [name]: inner }), value);
}

function isLines(text: string): boolean {
  const end = text.indexOf('\n');
  return end > 0 && parsed(text.slice(0, end).trim()) !== undefined;
}

/** Deeper documents are attacks; parsing one takes a hundred times its size in memory. */
const MAX_NESTING = 500;

function parsed(text: string): Tree | undefined {
  if (nesting(text) > MAX_NESTING) return undefined;
  try {
    return JSON.parse(text, asTree);
  } catch {
    return undefined;
  }
}

/** Numbers and truth values as texts; null as nothing. */
function asTree(_name: string, value: unknown): unknown {
  if (value === null) return '';
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
}

/** How deep brackets open before the first one closes, at most: an upper bound is enough, so texts are not told apart. */
function nesting(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < text.length && deepest <= MAX_NESTING; at++) {
    const code = text.charCodeAt(at);
    if (code === 91 || code === 123) deepest = Math.max(deepest, ++depth);
    else if (code === 93 || code === 125) depth = Math.max(0, depth - 1);
  }
  return deepest;
}
