import { milliseconds } from '../../base/duration.js';
import type { WatchlistCheck } from '../check.js';
import { cellPlace, quoted } from './columns.js';
import { dateReader, indicatorKind, wellFormedRows } from './indicator-list.js';

export const indicatorExpired: WatchlistCheck = {
  code: 'indicator-expired',
  scope: 'watchlist',
  effect: 'misleads',
  summary: 'No indicator whose life and whose logs are over',
  why: 'Once an indicator’s life plus the log retention has passed, no log is left in which it could be found; it only costs space in the list.',
  help: 'Run sentinel expire, which removes such rows and retires the hunts that have none left.',
  *run(watchlist, { asOf, configuration }) {
    const { header } = watchlist.items;
    const [key, until] = [header.indexOf('Indicator'), header.indexOf('ValidUntil')];
    const first = header.indexOf('FirstSeen');
    if (indicatorKind(watchlist) === undefined || key === -1 || until === -1) return;
    const oldest = asOf.getTime() - milliseconds(configuration.logRetention);
    const read = dateReader();
    for (const row of wellFormedRows(watchlist)) {
      const text = row.cells[until] ?? '';
      if (text === '' || !(read(text) < oldest)) continue;
      // A life that ends before it begins is a mistake in a date, and the row is not to be removed for it.
      if (read(text) < read(row.cells[first] ?? '')) continue;
      const message = `The life of ${quoted(row.cells[key] ?? '')} ended on ${text.slice(0, 10)}, and the logs of that time are gone`;
      yield { message, ...cellPlace(watchlist, row, until) };
    }
  },
};
