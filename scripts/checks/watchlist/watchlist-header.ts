import type { WatchlistCheck } from '../check.js';
import { cellPlace, headerRow, quoted, rowRange } from './columns.js';
import { columnsOfKind, indicatorKind, lacksHeader } from './indicator-list.js';

/** What the service adds to the items; a column of that name would hide it. */
const RESERVED = new Set(['_DTItemId', 'LastUpdatedTimeUTC', 'SearchKey']);

export const watchlistHeader: WatchlistCheck = {
  code: 'watchlist-header',
  scope: 'watchlist',
  effect: 'refused',
  summary: 'The items have a header, which names the search key and each column once, and rows below it',
  why: 'The header gives the columns that queries see. The service refuses an upload whose header has no column of the search key, and queries cannot name a column that is blank or twice there. A list without rows finds nothing.',
  help: 'Start the CSV file with one line of column names: letters, digits and underscores, each name once.',
  // biome-ignore lint/complexity/noExcessiveCognitiveComplexity: one finding a branch; each has its own words and place.
  *run(watchlist) {
    const { value, yaml, items, itemsFile } = watchlist;
    // Without a header, or without a column that such a list has, the finding is that of indicator-columns.
    if (lacksHeader(watchlist)) return;
    const kind = indicatorKind(watchlist);
    const isOwn = kind !== undefined && columnsOfKind(kind).includes(value.itemsSearchKey);
    const header = headerRow(watchlist);
    if (!isOwn && !items.header.includes(value.itemsSearchKey)) {
      yield {
        message: `The search key '${value.itemsSearchKey}' is no column of ${itemsFile}`,
        range: yaml.rangeOfValue(['itemsSearchKey']),
        help: `Name one of its columns: ${items.header.map((name) => quoted(name)).join(', ') || '(there are none)'}.`,
      };
    }
    const seen = new Set<string>();
    for (const [index, name] of items.header.entries()) {
      const problem =
        name.trim() === ''
          ? `Column ${index + 1} has no name`
          : seen.has(name)
            ? `The column ${quoted(name)} stands in the header twice`
            : RESERVED.has(name)
              ? `The service adds a column ${quoted(name)} of its own`
              : /^[A-Za-z_][\w -]*$/.test(name)
                ? undefined
                : `The column name ${quoted(name)} is none that a query can use`;
      seen.add(name);
      if (problem !== undefined) yield { message: problem, ...cellPlace(watchlist, header, index) };
    }
    // Lives end: sentinel expire may leave a list of indicators without rows, and ingest adds to it again.
    if (items.rows.length > 0 || isOwn) return;
    yield {
      message: 'The list has no items',
      file: itemsFile,
      range: rowRange(watchlist, header),
      effect: 'misleads',
      help: 'Add the items below the header, or remove the list with the queries that read it.',
    };
  },
};
