import { call, constantText, type SyntaxNode, walk } from '../analysis/syntax.js';
import type { Lint } from './lint.js';

/** Columns that hold host names, or URLs as products log them: often without `https://`. */
const SCHEMELESS_COLUMNS = /^(?:RemoteUrl|RequestURL|DestinationHostName|UrlOriginal|Fqdn|.*Domain(?:Name)?)$/i;

export const urlScheme: Lint = {
  code: 'url-scheme',
  effect: 'misleads',
  summary: 'parse_url() gets a URL with its scheme',
  why: 'parse_url("evil.example/a") has no Host: without "https://" everything before the first colon is taken for the scheme.',
  help: 'Add a scheme where there is none: parse_url(iff(U contains "://", U, strcat("http://", U))).',
  *run(tree) {
    for (const node of walk(tree)) {
      const called = call(node);
      const argument = called?.arguments[0];
      if (called?.name !== 'parse_url' || !argument || !lacksScheme(argument)) continue;
      yield { node: argument, message: `${argument.text} may have no scheme, and parse_url() then finds no host` };
    }
  },
};

function lacksScheme(argument: SyntaxNode): boolean {
  const text = constantText(argument);
  if (text !== undefined) return !text.includes('://');
  const source = call(argument)?.name === 'tostring' ? call(argument)?.arguments[0] : argument;
  return source?.reference?.kind === 'column' && SCHEMELESS_COLUMNS.test(source.reference.name);
}
