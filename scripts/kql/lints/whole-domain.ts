import { getDomain } from 'tldts';
import { binary, constantText, type SyntaxNode, walk } from '../analysis/syntax.js';
import type { Lint } from './lint.js';
import { listedValues } from './variables.js';

/** Columns whose values are URLs, with a path and often a scheme. */
const URL_COLUMN = /^(?:RemoteUrl|RequestURL|Url|UrlOriginal|FileOriginUrl|FileOriginReferrerUrl)$/;

const WHOLE = new Set(['==', '=~', 'in', 'in~', '!=', '!~', '!in', '!in~']);

export const wholeDomain: Lint = {
  code: 'whole-domain',
  effect: 'misleads',
  summary: 'A column of URLs is not compared whole with a domain',
  why: 'The column holds "https://evil.example/a" or "www.evil.example:443" as often as "evil.example": a comparison of the whole value misses these.',
  help: 'Compare the host: extend Host = tostring(parse_url(…).Host); or look for the term with has or has_any.',
  *run(tree) {
    for (const node of walk(tree)) {
      const operands = binary(node);
      if (!operands || !WHOLE.has(operands.operator)) continue;
      const { left, right, operator } = operands;
      if (left.reference?.kind !== 'column' || !URL_COLUMN.test(left.reference.name)) continue;
      const items = operator.endsWith('in') || operator.endsWith('in~') ? right.items('Expressions') : [right];
      if (!items.some(areDomains)) continue;
      yield { node: node.child('Operator') ?? node, message: `${left.text} is compared whole with domains` };
    }
  },
};

function areDomains(item: SyntaxNode): boolean {
  const values = listedValues(item).flatMap(({ value }) => constantText(value) ?? []);
  if (values.length === 0) return item.kind === 'NameReference' && /domain/i.test(item.text);
  return values.some((text) => /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(text) && getDomain(text) !== null);
}
