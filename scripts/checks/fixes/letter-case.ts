import { isMap, isNode, isScalar } from 'yaml';
import type { ContentKind } from '../../content/layout.js';
import type { Respelling } from '../../content/leniency.js';
import { checkSchema } from '../../content/schemas.js';
import { YamlFile } from '../../content/yaml/yaml-file.js';

/** A value below a field that is itself respelt is found only once the field is right. */
const ROUNDS = 3;

/** Writes enumerations and fields as the service does: `CommandandControl` becomes `CommandAndControl`. */
export function fixLetterCase(file: string, kind: ContentKind, text: string): string {
  let fixed = text;
  for (let round = 0; round < ROUNDS; round++) {
    const yaml = YamlFile.parse(file, fixed);
    if (yaml.diagnostics.length > 0) return text;
    const places = checkSchema(kind, yaml).respelt.flatMap((one) => {
      const start = startOf(yaml, one);
      return start === undefined ? [] : [{ ...one, start }];
    });
    // From the end, so that what is before keeps its place.
    for (const { start, written, right } of places.sort((a, b) => b.start - a.start))
      fixed = fixed.slice(0, start) + right + fixed.slice(start + written.length);
    if (places.length === 0) break;
  }
  return fixed;
}

/** Where the written text starts; undefined where it is not there as it is, because of escapes or an alias. */
function startOf({ document, source: { text } }: YamlFile, { path, what, written }: Respelling): number | undefined {
  const holder = document.getIn(path.slice(0, -1), true);
  const node =
    what === 'value'
      ? document.getIn(path, true)
      : isMap(holder)
        ? holder.items.find(({ key }) => isScalar(key) && key.value === path.at(-1))?.key
        : undefined;
  const range = isNode(node) ? node.range : undefined;
  if (!range) return undefined;
  const at = text.slice(range[0], range[1]).indexOf(written);
  return at === -1 ? undefined : range[0] + at;
}
