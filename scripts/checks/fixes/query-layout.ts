import { isDeepStrictEqual } from 'node:util';
import { Scalar } from 'yaml';
import { isObject } from '../../base/objects.js';
import { GENERATED_PART } from '../../content/query-parts.js';
import { YamlFile } from '../../content/yaml/yaml-file.js';
import { createAnalyser } from '../../kql/analysis/analyser.js';
import { openCatalog } from '../../kql/analysis/catalog.js';
import { Language } from '../../kql/analysis/library/language.js';

/**
 * Lays out the query of a file, if it stands in a literal block (`|`), parses, and says the same afterwards: the same
 * tokens and comments in the same order, in a layout that formatting again would not change.
 */
export function fixQueryLayout(file: string, text: string): string {
  const yaml = YamlFile.parse(file, text);
  const scalar = yaml.scalarAt(['query']);
  const query = scalar?.value;
  const range = scalar?.range;
  // `ingest` would lay its part out again.
  if (typeof query !== 'string' || scalar?.type !== Scalar.BLOCK_LITERAL || !range || query.includes(GENERATED_PART))
    return text;
  const formatted = format(query);
  if (formatted === query || !saysTheSame(query, formatted) || format(formatted) !== formatted) return text;
  const source = text.slice(range[0], range[1]);
  const header = /^[^\n]*\n/.exec(source)?.[0] ?? '|\n';
  const indent = /^ *(?=\S)/m.exec(source.slice(header.length))?.[0] ?? '  ';
  const lines = formatted
    .trimEnd()
    .split('\n')
    .map((line) => (line === '' ? '' : indent + line));
  const result = `${text.slice(0, range[0])}${header}${lines.join('\n')}\n${text.slice(range[1])}`;
  const { data } = YamlFile.parse(file, result);
  const wanted = isObject(yaml.data) ? { ...yaml.data, query: formatted } : undefined;
  return isDeepStrictEqual(trimmed(data), trimmed(wanted)) ? result : text;
}

/** The library mixes line ends. */
function format(query: string): string {
  return `${createAnalyser(openCatalog([])).format(query).replaceAll('\r\n', '\n').trim()}\n`;
}

/** Chomping may keep fewer or more line ends after the query, which mean nothing. */
function trimmed(data: unknown): unknown {
  return isObject(data) && typeof data.query === 'string' ? { ...data, query: data.query.trim() } : data;
}

function saysTheSame(before: string, after: string): boolean {
  const words = (query: string) =>
    Language.load()
      .tokens(query)
      .map(({ text }) => text)
      .filter((text) => text !== '');
  const comments = (query: string) => [...query.matchAll(/\/\/[^\r\n]*/g)].map(([text]) => text.trim());
  return isDeepStrictEqual(words(before), words(after)) && isDeepStrictEqual(comments(before), comments(after));
}
