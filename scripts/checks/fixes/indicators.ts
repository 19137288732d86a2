import { CsvSyntaxError, type CsvTable, parseCsv, stringifyCsv } from '../../base/csv.js';
import { isObject } from '../../base/objects.js';
import { SourceText } from '../../base/source.js';
import { YamlFile } from '../../content/yaml/yaml-file.js';
import { addressAndPort, kindOf, parseIndicator } from '../../indicators/parse.js';
import { INDICATOR_KINDS, watchlistAlias } from '../../indicators/rows/row.js';

/** Writes the indicators of a list in their canonical form; what is no indicator of this kind stays for a person. */
// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: one finding a branch; each has its own words and place.
export function fixIndicators(definition: string, definitionText: string, itemsFile: string, items: string): string {
  const { data } = YamlFile.parse(definition, definitionText);
  const alias = isObject(data) ? data.watchlistAlias : undefined;
  const kind = INDICATOR_KINDS.find((candidate) => watchlistAlias(candidate) === alias);
  const table = kind === undefined ? undefined : parse(itemsFile, items);
  const column = table?.header.indexOf('Indicator') ?? -1;
  if (!table || column === -1) return items;
  const port = table.header.indexOf('Port');
  const hashType = table.header.indexOf('HashType');
  let isChanged = false;
  for (const { cells } of table.rows) {
    if (cells.length !== table.header.length) continue;
    const parsed = parseIndicator(cells[column] ?? '');
    if ('rejected' in parsed || kindOf(parsed.type) !== kind) continue;
    const canonical = addressAndPort(parsed);
    const fixed = [...cells];
    fixed[column] = canonical.address;
    if (port !== -1 && canonical.port !== '') {
      // Two ports that disagree are for a person to decide.
      if (cells[port] !== '' && cells[port] !== canonical.port) continue;
      fixed[port] = canonical.port;
    }
    if (hashType !== -1) fixed[hashType] = parsed.type;
    if (fixed.every((cell, index) => cell === cells[index])) continue;
    cells.splice(0, cells.length, ...fixed);
    isChanged = true;
  }
  if (!isChanged) return items;
  return stringifyCsv(
    table.header,
    table.rows.map(({ cells }) => cells),
  );
}

function parse(file: string, text: string): CsvTable | undefined {
  try {
    return parseCsv(new SourceText(file, text));
  } catch (error) {
    if (error instanceof CsvSyntaxError) return undefined;
    throw error;
  }
}
