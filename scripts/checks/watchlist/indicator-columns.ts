import { closest } from '../../base/spelling.js';
import type { WatchlistCheck } from '../check.js';
import { headerRow, quoted, rowRange } from './columns.js';
import { columnsOfKind, indicatorKind, lacksHeader } from './indicator-list.js';

export const indicatorColumns: WatchlistCheck = {
  code: 'indicator-columns',
  scope: 'watchlist',
  effect: 'fails',
  summary: 'A list of indicators has the columns that the hunts read',
  why: 'The hunts filter by family, confidence and life; without the column they find nothing, or do not run at all.',
  help: 'Add the column; sentinel ingest writes the lists with all of them.',
  *run(watchlist) {
    const kind = indicatorKind(watchlist);
    if (kind === undefined) return;
    const { header } = watchlist.items;
    const wanted = columnsOfKind(kind);
    const missing = wanted.filter((column) => !header.includes(column));
    if (missing.length === 0) return;
    const place = { file: watchlist.itemsFile, range: rowRange(watchlist, headerRow(watchlist)) };
    if (lacksHeader(watchlist)) {
      const help = `Begin the file with the line ${wanted.join(',')}`;
      yield { message: 'The header is missing: the first line names none of the columns', ...place, help };
      return;
    }
    const others = header.filter((name) => !wanted.includes(name));
    const absent: string[] = [];
    const misspelt: string[] = [];
    for (const column of missing) {
      const name = closest(column, others);
      if (name === undefined) absent.push(column);
      else misspelt.push(`has ${quoted(name)} where the hunts read ${column}`);
    }
    const problems = [...(absent.length === 0 ? [] : [`has no ${absent.join(', ')}`]), ...misspelt];
    const help = absent.length === 0 ? 'Write the name as the hunts do; upper and lower case count.' : undefined;
    yield { message: `The header ${problems.join(', and ')}`, ...place, ...(help === undefined ? {} : { help }) };
  },
};
