import { parseInstant } from '../../content/instant.js';
import type { WatchlistCheck } from '../check.js';
import { cellPlace, quoted } from './columns.js';
import { indicatorKind, wellFormedRows } from './indicator-list.js';

const isDate = (text: string) => /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d+)?Z)?$/.test(text) && parseInstant(text);
const isNumber = (text: string, least: number, most: number) =>
  /^\d{1,5}$/.test(text) && Number(text) >= least && Number(text) <= most;

/** What each column may hold, and how to say it. */
const COLUMNS: Record<string, { accepts(text: string): unknown; form: string }> = {
  Port: { accepts: (text) => text === '' || isNumber(text, 1, 65_535), form: 'a port from 1 to 65535, or nothing' },
  Confidence: { accepts: (text) => isNumber(text, 0, 100), form: 'a whole number from 0 to 100' },
  FirstSeen: { accepts: (text) => text === '' || isDate(text), form: '2026-05-07 or 2026-05-07T10:00:00Z' },
  ValidUntil: { accepts: (text) => text === '' || isDate(text), form: '2026-05-07 or 2026-05-07T10:00:00Z' },
};

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
    const columns = Object.entries(COLUMNS)
      .map(([name, rule]) => ({ name, index: header.indexOf(name), ...rule }))
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
      if (isSound && from !== '' && to !== '' && Date.parse(to) < Date.parse(from)) {
        const message = `The indicator's life ends (${to}) before it begins (${from})`;
        yield { message, ...cellPlace(watchlist, row, until), help: 'Set ValidUntil after FirstSeen.' };
      }
    }
  },
};
