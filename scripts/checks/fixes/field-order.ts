import { isDeepStrictEqual } from 'node:util';
import { isMap, isNode, isScalar } from 'yaml';
import type { ContentKind } from '../../content/layout.js';
import { knownFields } from '../../content/schemas.js';
import { YamlFile } from '../../content/yaml/yaml-file.js';

/**
 * Brings the top fields of a file into the order of its schema. Whole lines move, with the comments above them, so
 * that nothing else changes; unknown fields come last. A file in which that cannot be done safely stays as it is.
 */
export function fixFieldOrder(file: string, kind: ContentKind, text: string): string {
  const yaml = YamlFile.parse(file, text);
  const blocks = topBlocks(yaml);
  if (!blocks) return text;
  const order = knownFields(kind);
  const rank = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  const sorted = [...blocks.fields].sort((a, b) => rank(a.name) - rank(b.name));
  if (isDeepStrictEqual(sorted, blocks.fields)) return text;
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const ended = sorted.map((block) => (/\n$/.test(block.text) ? block.text : block.text + lineEnd));
  const result = blocks.preamble + ended.join('');
  return isDeepStrictEqual(YamlFile.parse(file, result).data, yaml.data) ? result : text;
}

interface Blocks {
  /** Comments at the top of the file. */
  preamble: string;
  fields: { name: string; text: string }[];
}

/** The text cut into one piece a field; undefined when the file is no plain list of fields. */
function topBlocks({ document, diagnostics, source: { text } }: YamlFile): Blocks | undefined {
  const map = document.contents;
  if (diagnostics.length > 0 || !isMap(map) || map.flow || map.items.length === 0) return undefined;
  const starts: { name: string; start: number }[] = [];
  for (const { key } of map.items) {
    const start = isNode(key) ? key.range?.[0] : undefined;
    if (!isScalar(key) || start === undefined) return undefined;
    const isFirst = starts.length === 0;
    starts.push({ name: String(key.value), start: isFirst ? start : startOfComments(text, start) });
  }
  return {
    preamble: text.slice(0, starts[0]?.start ?? 0),
    fields: starts.map(({ name, start }, index) => ({ name, text: text.slice(start, starts[index + 1]?.start) })),
  };
}

/** The start of the comment lines directly above a line. */
function startOfComments(text: string, lineStart: number): number {
  let start = lineStart;
  while (start > 0) {
    const above = text.lastIndexOf('\n', start - 2) + 1;
    if (text[above] !== '#') break;
    start = above;
  }
  return start;
}
