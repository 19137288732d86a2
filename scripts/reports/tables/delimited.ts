import { type CellDelimiter, delimitedRows } from '../../base/delimited.js';

const DELIMITERS: readonly CellDelimiter[] = ['\t', ';', '|', ','];
/** Lines that are looked at to tell a table from prose. */
const SAMPLE_LINES = 400;
const SAMPLE_LENGTH = 1_000_000;
/** Wider rows are of no table. */
const MAX_COLUMNS = 1000;

/**
 * What parts the cells of a text that is one table from its first line to its last; null for a text that is none. A
 * table has the same number of cells, two or more, in nearly all of its lines; prose has not.
 * @param isNamedTable the file's name says that it is one (`.csv`, `.tsv`): fewer lines are proof enough
 */
// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: a reader: one branch a form that reports have, in the order of the text.
export function tableDelimiter(text: string, isNamedTable: boolean): CellDelimiter | null {
  const sample = text.slice(0, SAMPLE_LENGTH);
  let best: { delimiter: CellDelimiter; share: number; width: number } | null = null;
  for (const delimiter of DELIMITERS) {
    const widths: number[] = [];
    for (const { cells } of delimitedRows(sample, delimiter)) {
      if (cells.length === 1 && (cells[0] === '' || /^\s*(?:#|\/\/)/.test(cells[0] ?? ''))) continue;
      if (cells.length > MAX_COLUMNS) break;
      widths.push(cells.length);
      if (widths.length >= SAMPLE_LINES) break;
    }
    const { width, share } = mostCommon(widths.filter((size) => size > 1));
    const overall = widths.length === 0 ? 0 : (share * widths.filter((size) => size > 1).length) / widths.length;
    // Rows may leave out their last cells, or have some more: what counts is that nearly all have several.
    const several = widths.filter((size) => size > 1).length / Math.max(1, widths.length);
    const isTable = isNamedTable ? several >= 0.5 : overall >= 0.8 && several >= 0.9 && widths.length >= 2;
    if (width < 2 || !isTable) continue;
    if (best === null || overall > best.share + 0.05) best = { delimiter, share: overall, width };
  }
  return best?.delimiter ?? null;
}

function mostCommon(widths: readonly number[]): { width: number; share: number } {
  const counts = new Map<number, number>();
  for (const width of widths) counts.set(width, (counts.get(width) ?? 0) + 1);
  const [width, count] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? [0, 0];
  return { width, share: widths.length === 0 ? 0 : count / widths.length };
}
