import { constantText, walk } from '../analysis/syntax.js';
import type { Lint } from './lint.js';

/** What people write for others to fill in. */
const SAMPLE =
  /\bgoes here\b|\b(?:insert|enter|add|put|replace|paste)\b.{0,40}\bhere\b|\breplace (?:me|this)\b|^[<[{]?(?:your[ _-]|(?:insert|enter|replace) )[\w .-]{2,60}[>\]}]?$|^<(?:[a-z]+[ _-])+[a-z]+>$|^<(?:ip|ip-?addr\w*|user\w*|host\w*|domain|hash|url|upn|computer)>$|\bchange[ _-]?me\b|^xxx(?:\.xxx)+$/i;

export const sampleValue: Lint = {
  code: 'sample-value',
  effect: 'misleads',
  summary: 'No value is left that somebody was to fill in',
  why: 'A query with “IP ADDRESS GOES HERE” runs, and finds nothing.',
  help: 'Write the real value, or read it from a watchlist or a parameter.',
  *run(tree) {
    for (const node of walk(tree)) {
      const text = node.kind === 'StringLiteralExpression' ? constantText(node) : undefined;
      if (text === undefined || !SAMPLE.test(text.trim()) || node.parent?.kind === 'JsonPair') continue;
      yield { node, message: `${JSON.stringify(text.slice(0, 60))} is a value to be filled in` };
    }
  },
};
