import { regexProblem } from '../regex.js';
import { binary, call, constantText, type SyntaxNode, walk } from '../syntax.js';
import type { Lint } from './lint.js';

/** Functions that take a regular expression, and which argument it is. */
const REGEX_ARGUMENT: Record<string, number> = {
  extract: 0,
  extract_all: 0,
  extractall: 0,
  replace_regex: 1,
  replace: 0,
  countof: 1,
  trim: 0,
  trim_start: 0,
  trim_end: 0,
};

export const invalidRegex: Lint = {
  code: 'invalid-regex',
  severity: 'error',
  summary: 'Regular expressions are valid in the dialect of Kusto',
  why: 'The service refuses the query when it runs; the dialect (RE2) has no look-around and no back-references.',
  help: 'Mend the expression; write it as @"…" so that a backslash is a backslash.',
  *run(tree) {
    for (const node of walk(tree)) {
      for (const pattern of patternsOf(node)) {
        const text = constantText(pattern);
        const problem = text === undefined ? undefined : regexProblem(text);
        if (problem !== undefined) yield { node: pattern, message: `This regular expression is invalid: ${problem}` };
      }
    }
  },
};

function patternsOf(node: SyntaxNode): SyntaxNode[] {
  if (node.kind === 'MatchesRegexExpression') return [binary(node)?.right ?? node];
  const called = call(node);
  if (!called) return [];
  // countof() counts plain text unless it is told "regex".
  if (called.name === 'countof' && constantText(called.arguments[2]) !== 'regex') return [];
  const pattern = called.arguments[REGEX_ARGUMENT[called.name] ?? -1];
  return pattern ? [pattern] : [];
}
