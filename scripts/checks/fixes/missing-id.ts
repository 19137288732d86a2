import { isMap, isNode } from 'yaml';
import { isObject } from '../../base/objects.js';
import { contentId } from '../../content/naming.js';
import { YamlFile } from '../../content/yaml/yaml-file.js';

/** Gives a file without an id one that follows from its path, so that two machines give the same. */
export function fixMissingId(file: string, text: string): string {
  const { data, document } = YamlFile.parse(file, text);
  if (!isObject(data) || data.id !== undefined || !isMap(document.contents)) return text;
  const first = document.contents.items[0]?.key;
  const start = isNode(first) ? first.range?.[0] : undefined;
  if (start === undefined || document.contents.flow) return text;
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  return `${text.slice(0, start)}id: ${contentId(file)}${lineEnd}${text.slice(start)}`;
}
