import { addressAndPort, kindOf, type ParsedIndicator, parseIndicator } from '../../indicators/parse.js';
import type { Finding, WatchlistCheck } from '../check.js';
import { cellPlace, quoted } from './columns.js';
import { indicatorKind, wellFormedRows } from './indicator-list.js';

export const indicatorValue: WatchlistCheck = {
  code: 'indicator-value',
  scope: 'watchlist',
  effect: 'fails',
  summary: 'Each indicator is what its list says, in canonical form',
  why: 'Queries compare indicators with events letter by letter. A defanged address, a hash in upper case or a host with a trailing dot never matches.',
  help: 'Write the value as events hold it, or let sentinel validate --fix do it.',
  *run(watchlist) {
    const kind = indicatorKind(watchlist);
    const { header } = watchlist.items;
    const column = header.indexOf('Indicator');
    if (kind === undefined || column === -1) return;
    const hashType = header.indexOf('HashType');
    for (const row of wellFormedRows(watchlist)) {
      const value = row.cells[column] ?? '';
      if (value.trim() === '') continue;
      const place = cellPlace.bind(undefined, watchlist, row);
      const parsed = parseIndicator(value);
      if ('rejected' in parsed) {
        yield { message: `${quoted(value)} is no indicator: ${parsed.rejected}`, ...place(column) };
      } else if (kindOf(parsed.type) !== kind) {
        const help = `Move it to the list ioc-${kindOf(parsed.type)}.`;
        yield { message: `${quoted(value)} is of type ${parsed.type}, in a list of ${kind}`, ...place(column), help };
      } else {
        yield* form(value, parsed, place(column));
        const stated = row.cells[hashType] ?? '';
        if (hashType !== -1 && stated !== parsed.type) {
          const message = `HashType is ${quoted(stated)}, but the hash is ${parsed.type}`;
          yield { message, ...place(hashType), help: `Write ${parsed.type}.` };
        }
      }
    }
  },
};

/** Whether a value is written as queries compare it: an address, for one, without its port. */
function* form(value: string, parsed: ParsedIndicator, place: Pick<Finding, 'range' | 'file'>): Iterable<Finding> {
  const { address, port } = addressAndPort(parsed);
  if (value === address) return;
  const portHelp = port === '' ? '' : `, and ${port} into the column Port`;
  yield {
    message: `${quoted(value)} never matches an event as it is written`,
    ...place,
    help: `Write ${address}${portHelp}.`,
  };
}
