import { csvLine } from '../../base/csv.js';
import { indicatorsOf, timeOf } from '../../workspace/logs/hunting.js';
import type { HuntReport } from './report.js';

const HEADER = ['File', 'Hunt', 'Time', 'Indicator', 'MalwareFamily', 'Row'];

/** A line for each hit: where it comes from, when it was, which indicator matched, and the whole row as JSON. */
export function* formatHuntCsv({ hunts }: HuntReport): Generator<string> {
  yield csvLine(HEADER);
  for (const { file, name, hits } of hunts) {
    for (const hit of hits) {
      const family = typeof hit.MalwareFamily === 'string' ? hit.MalwareFamily : '';
      const cells = [file, name, timeOf(hit) ?? '', indicatorsOf(hit)[0] ?? '', family, JSON.stringify(hit)];
      yield csvLine(cells.map(harmless));
    }
  }
}

/** A spreadsheet runs what begins like a formula; a quote before it keeps it a text. */
function harmless(cell: string): string {
  return /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
}
