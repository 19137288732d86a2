import { parse } from 'tldts';
import { binary, call, constantText, type SyntaxNode, walk } from '../analysis/syntax.js';
import type { Lint } from './lint.js';

const SUFFIX_OPERATOR = /^!?(?:endswith|hassuffix)(?:_cs)?$/;

/** Columns whose values are files and commands: `setup.com` is no host name there. */
const FILE_COLUMN = /file|path|folder|process|command|image|module/i;

export const domainSuffix: Lint = {
  code: 'domain-suffix',
  effect: 'misleads',
  summary: 'A test for a domain and its subdomains stops at a dot',
  why: 'Text that ends with "evil.example" is also "notevil.example", which is somebody else\'s domain.',
  help: 'Test for the domain itself or for a dot before it: D =~ "evil.example" or D endswith ".evil.example".',
  *run(tree) {
    for (const node of walk(tree)) {
      const operands = binary(node);
      const text = constantText(operands?.right);
      if (!operands || text === undefined || !SUFFIX_OPERATOR.test(operands.operator)) continue;
      if (!isDomain(text) || FILE_COLUMN.test(operands.left.text) || hasDotBefore(operands.left)) continue;
      yield {
        node,
        message: `${operands.operator} ${JSON.stringify(text)} also matches other domains, such as "not${text}"`,
        help: `Write ${operands.left.text} =~ ${JSON.stringify(text)} or ${operands.left.text} endswith ${JSON.stringify(`.${text}`)}.`,
      };
    }
  },
};

function isDomain(text: string): boolean {
  if (!/^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(text)) return false;
  const { domain, isIcann, isPrivate } = parse(text);
  // What no registry has, such as "tasks.xml", is the name of a file.
  return domain !== null && (isIcann === true || isPrivate === true || /\.(?:example|test|invalid)$/i.test(text));
}

/** `strcat(".", Domain) endswith "…"`: the other way to stop at a dot. */
function hasDotBefore(left: SyntaxNode): boolean {
  const called = call(left);
  return called?.name === 'strcat' && constantText(called.arguments[0])?.endsWith('.') === true;
}
