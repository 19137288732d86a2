import type { WatchlistCheck } from '../check.js';
import { cellPlace, quoted } from './columns.js';
import { dateReader, indicatorKind, wellFormedRows } from './indicator-list.js';

const DATE_FORM = '2026-05-07 or 2026-05-07T10:00:00Z';
const isNumber = (text: string, least: number, most: number) =>
  /^\d{1,5}$/.test(text) && Number(text) >= least && Number(text) <= most;

export const indicatorCells: WatchlistCheck = {
  code: 'indicator-cells',
  scope: 'watchlist',
  severity: 'error',
  summary: 'Ports, confidences and dates of indicators are well formed',
  why: 'Everything in a watchlist is text. A query that cannot read a number or a date gets null, and the indicator silently matches nothing.',
  help: 'Write the value in the form that the message names.',
  *run(watchlist) {
    if (indicatorKind(watchlist) === undefined) return;
    const { header } = watchlist.items;
    const read = dateReader();
    const isDate = (text: string) => text === '' || !Number.isNaN(read(text));
    const columns = [
      {
        name: 'Port',
        accepts: (text: string) => text === '' || isNumber(text, 1, 65_535),
        form: 'a port from 1 to 65535, or nothing',
      },
      { name: 'Confidence', accepts: (text: string) => isNumber(text, 0, 100), form: 'a whole number from 0 to 100' },
      { name: 'FirstSeen', accepts: isDate, form: DATE_FORM },
      { name: 'ValidUntil', accepts: isDate, form: DATE_FORM },
    ]
      .map((column) => ({ ...column, index: header.indexOf(column.name) }))
      .filter(({ index }) => index !== -1);
    const [first, until] = [header.indexOf('FirstSeen'), header.indexOf('ValidUntil')];
    for (const row of wellFormedRows(watchlist)) {
      let isSound = true;
      for (const { name, index, accepts, form } of columns) {
        const text = row.cells[index] ?? '';
        if (accepts(text)) continue;
        isSound = false;
        yield { message: `${name} is ${quoted(text)}; it must be ${form}`, ...cellPlace(watchlist, row, index) };
      }
      const [from, to] = [row.cells[first] ?? '', row.cells[until] ?? ''];
      if (isSound && from !== '' && to !== '' && read(to) < read(from)) {
        const message = `The indicator's life ends (${to}) before it begins (${from})`;
        yield { message, ...cellPlace(watchlist, row, until), help: 'Set ValidUntil after FirstSeen.' };
      }
    }
  },
};
