import { readRegex } from '../analysis/regex.js';
import { binary, call, constantText, type SyntaxNode, walk } from '../analysis/syntax.js';
import type { Lint, LintFinding } from './lint.js';

/** Functions that take a regular expression, and which argument it is. */
const REGEX_ARGUMENT: Record<string, number> = {
  extract: 0,
  extract_all: 0,
  extractall: 0,
  indexof_regex: 1,
  replace_regex: 1,
  replace: 0,
  countof: 1,
  trim: 0,
  trim_start: 0,
  trim_end: 0,
};

export const invalidRegex: Lint = {
  code: 'invalid-regex',
  effect: 'refused',
  summary: 'Regular expressions are valid in the dialect of Kusto',
  why: 'The service refuses the query when it runs; the dialect (RE2) has no look-around and no back-references.',
  help: 'Correct the expression; write it as @"…" so that a backslash is a backslash.',
  *run(tree) {
    for (const node of walk(tree)) {
      const finding = node.kind.startsWith('Parse') ? inParse(node) : inPattern(node);
      if (finding) yield finding;
    }
  },
};

function inPattern(node: SyntaxNode): LintFinding | undefined {
  const pattern = patternOf(node);
  const text = constantText(pattern);
  if (!pattern || text === undefined) return undefined;
  const { problem, doubt, groups } = readRegex(text);
  if (problem !== undefined) return invalid(pattern, problem);
  if (doubt !== undefined) {
    return {
      node: pattern,
      effect: 'unsure',
      message: `This regular expression may be refused: ${doubt}`,
      help: 'Repeat once, as in a+ (there are no possessive repetitions), and count to 1000 at most.',
    };
  }
  return groups === undefined ? undefined : missingGroup(node, pattern, groups);
}

function patternOf(node: SyntaxNode): SyntaxNode | undefined {
  if (node.kind === 'MatchesRegexExpression') return binary(node)?.right;
  const called = call(node);
  // countof() counts plain text unless it is told "regex".
  if (called?.name === 'countof' && constantText(called.arguments[2]) !== 'regex') return undefined;
  return called?.arguments[REGEX_ARGUMENT[called.name] ?? -1];
}

/** `extract(@"abc", 1, …)` asks for a group that the expression does not have, so it never gives a value. */
function missingGroup(node: SyntaxNode, pattern: SyntaxNode, groups: number): LintFinding | undefined {
  const called = call(node);
  if (called?.name === 'extract_all' || called?.name === 'extractall') {
    if (groups > 0) return undefined;
    const help = 'Put what it shall extract in ( and ).';
    return { node: pattern, message: `${called.name}() extracts groups, and this regular expression has none`, help };
  }
  const wanted = called?.name === 'extract' ? called.arguments[1] : undefined;
  const number = wanted?.constant?.type === 'long' || wanted?.constant?.type === 'int' ? wanted.constant.value : null;
  if (!wanted || number === null || number <= BigInt(groups)) return undefined;
  const has = groups === 0 ? 'no group' : groups === 1 ? 'one group' : `${groups} groups`;
  return {
    node: wanted,
    message: `extract() asks for group ${number}, and the regular expression has ${has}`,
    help: 'Put what it shall extract in ( and ), or ask for a group that is there; 0 is the whole match.',
  };
}

/** `parse kind=regex` makes one expression of all its texts, with a group for each column between them. */
function inParse(step: SyntaxNode): LintFinding | undefined {
  const kind = step.items('Parameters').find((parameter) => parameter.child('Name')?.text === 'kind');
  if (kind?.child('Expression')?.text !== 'regex') return undefined;
  const patterns = step.items('Patterns');
  const texts = patterns.filter((pattern) => constantText(pattern) !== undefined);
  const { problem } = readRegex(patterns.map((pattern) => constantText(pattern) ?? '(.*?)').join(''));
  if (problem === undefined || !texts[0]) return undefined;
  for (const pattern of texts) {
    const own = readRegex(constantText(pattern) ?? '').problem;
    if (own !== undefined) return invalid(pattern, own);
  }
  return invalid(texts[0], problem);
}

function invalid(node: SyntaxNode, problem: string): LintFinding {
  return { node, message: `This regular expression is invalid: ${problem}` };
}
