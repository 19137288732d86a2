import type { WatchlistCheck } from '../check.js';
import { cellPlace, headerRow, quoted } from './columns.js';

/** What the service adds to the items; a column of that name would hide it. */
const RESERVED = new Set(['_DTItemId', 'LastUpdatedTimeUTC', 'SearchKey']);

export const watchlistHeader: WatchlistCheck = {
  code: 'watchlist-header',
  scope: 'watchlist',
  severity: 'error',
  summary: 'The header of the items names the search key, and each column once',
  why: 'The header gives the columns that queries see. The service refuses an upload whose header lacks the search key, and queries cannot name a column that is blank or twice there.',
  help: 'Start the CSV file with one line of column names: letters, digits and underscores, each name once.',
  *run(watchlist) {
    const { value, yaml, items, itemsFile } = watchlist;
    const header = headerRow(watchlist);
    if (!items.header.includes(value.itemsSearchKey)) {
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
  },
};
