import { Document, isMap, isSeq, type Node, type ToStringOptions, visit } from 'yaml';
import type { ContentTest } from '../model.js';

/** Long enough for a row of a log: a row a line reads best in a diff. */
const STYLE: ToStringOptions = { lineWidth: 0, indentSeq: true, flowCollectionPadding: false };

/** Writes the rows and the expectations of tests on one line each. */
function styleTests(node: Node): void {
  visit(node, {
    // biome-ignore lint/complexity/noExcessiveCognitiveComplexity: one branch a form of the YAML.
    Pair(_, { key, value }) {
      const name = String(key);
      if ((name === 'logs' || name === 'watchlists') && isMap(value)) {
        for (const { value: rows } of value.items)
          if (isSeq(rows)) for (const row of rows.items) if (isMap(row)) row.flow = true;
      } else if (name === 'expect' && isMap(value)) {
        for (const { value: part } of value.items) if (isMap(part) || isSeq(part)) part.flow = true;
        if (value.items.length === 1) value.flow = true;
      }
    },
  });
}

/** Tests as the items of the list `tests` of a file, each line indented by so many blanks. */
export function testItems(tests: readonly ContentTest[], indent: number): string {
  const document = new Document(tests, { aliasDuplicateObjects: false });
  if (document.contents) styleTests(document.contents);
  return document
    .toString(STYLE)
    .split('\n')
    .map((line) => (line === '' ? line : `${' '.repeat(indent)}${line}`))
    .join('\n');
}

/** The text of a file with tests added at the end of its list `tests`, or with that list at its end. */
export function withAddedTests(text: string, document: Document, tests: readonly ContentTest[]): string {
  const list = document.get('tests', true);
  const [item] = isSeq(list) ? list.items : [];
  if (!isSeq(list) || list.flow || !list.range || !isMap(item) || !item.range) {
    if (document.has('tests')) return text;
    return `${text.replace(/\n*$/, '\n')}tests:\n${testItems(tests, 2)}`;
  }
  const lineStart = text.lastIndexOf('\n', item.range[0]) + 1;
  const indent = text.slice(lineStart, item.range[0]).search(/-/);
  const end = text.slice(0, list.range[1]).trimEnd().length;
  return `${text.slice(0, end)}\n${testItems(tests, Math.max(0, indent)).trimEnd()}${text.slice(end)}`;
}
