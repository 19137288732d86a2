import { isMap, isNode, isScalar, type Node } from 'yaml';
import { knownFields } from '../schemas.js';
import { contentYaml, type NewContent } from './content-file.js';
import { YamlFile } from './yaml-file.js';

/**
 * The text of a content file with other values in some of its top fields; everything else stays to the byte, comments
 * included. A field that is undefined goes; one that is new comes where its schema has it.
 */
export function editFields(
  file: string,
  text: string,
  kind: NewContent['kind'],
  values: Readonly<Record<string, unknown>>,
): string {
  let edited = text;
  for (const [field, value] of Object.entries(values)) edited = editField(file, edited, kind, field, value);
  return edited;
}

function editField(file: string, text: string, kind: NewContent['kind'], field: string, value: unknown): string {
  const { document } = YamlFile.parse(file, text);
  const map = document.contents;
  if (!isMap(map) || map.flow) throw new TypeError(`${file}: not a file of one field a line`);
  const places = map.items.flatMap(({ key, value: node }) => {
    const start = isNode(key) ? key.range?.[0] : undefined;
    return isScalar(key) && start !== undefined
      ? [{ field: String(key.value), start, end: endOf(text, key, node) }]
      : [];
  });
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const written = value === undefined ? '' : fieldText(file, kind, field, value).replaceAll('\n', lineEnd);
  const own = places.find((place) => place.field === field);
  if (own) return text.slice(0, own.start) + written + text.slice(own.end);
  if (value === undefined) return text;
  const order = knownFields(kind);
  const rank = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  const next = places.find((place) => rank(place.field) > rank(field));
  const at = next?.start ?? text.length;
  const gap = next === undefined && !text.endsWith('\n') ? lineEnd : '';
  return text.slice(0, at) + gap + written + text.slice(at);
}

/** The start of the line below a field's value. */
function endOf(text: string, key: Node, value: unknown): number {
  const end = (isNode(value) ? value.range?.[1] : undefined) ?? key.range?.[1] ?? text.length;
  if (text[end - 1] === '\n') return end;
  const lineEnd = text.indexOf('\n', end);
  return lineEnd === -1 ? text.length : lineEnd + 1;
}

function fieldText(file: string, kind: NewContent['kind'], field: string, value: unknown): string {
  return contentYaml({ kind, data: { [field]: value } }, file).replace(/^#.*\n/, '');
}
