import { YamlFile } from '../../content/yaml/yaml-file.js';
import { rangeInScalar } from '../../content/yaml/yaml-range.js';
import { createAnalyser } from '../../kql/analysis/analyser.js';
import { openCatalog } from '../../kql/analysis/catalog.js';
import { renamings } from '../../kql/lints/retired-function.js';

/** A call inside another is right only once the outer one is written anew. */
const ROUNDS = 5;

/** Gives functions and steps of a query the names of today: `makeset(x)` becomes `make_set(x)`. */
export function fixRetiredFunctions(file: string, text: string): string {
  let fixed = text;
  for (let round = 0; round < ROUNDS; round++) {
    const next = rename(file, fixed);
    if (next === fixed) break;
    fixed = next;
  }
  return fixed;
}

function rename(file: string, text: string): string {
  const yaml = YamlFile.parse(file, text);
  const query = yaml.scalarAt(['query'])?.value;
  if (typeof query !== 'string') return text;
  const { tree } = createAnalyser(openCatalog([])).analyse(query);
  const places = (tree ? renamings(tree) : []).map(({ start, end, right }) => {
    const range = rangeInScalar(yaml, ['query'], start, end);
    const [from, to] = [yaml.source.offset(range.start), yaml.source.offset(range.end)];
    return { from, to, right, written: query.slice(start, end) };
  });
  let fixed = text;
  let last = text.length;
  // From the end; what lies inside another, and what stands otherwise in the file, waits for the next round or for a person.
  for (const { from, to, right, written } of places.sort((a, b) => b.to - a.to || b.from - a.from)) {
    if (to > last || text.slice(from, to) !== written) continue;
    fixed = fixed.slice(0, from) + right + fixed.slice(to);
    last = from;
  }
  return fixed;
}
