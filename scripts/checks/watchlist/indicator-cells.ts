import type { Effect } from '../../base/diagnostic.js';
import type { WatchlistCheck } from '../check.js';
import { cellPlace, quoted } from './columns.js';
import { dateReader, indicatorKind, wellFormedRows } from './indicator-list.js';

const DATE_FORM = '2026-05-07 or 2026-05-07T10:00:00Z';
const isNumber = (text: string, least: number, most: number) =>
  /^\d{1,5}$/.test(text) && Number(text) >= least && Number(text) <= most;

interface ColumnRule {
  name: string;
  accepts(text: string): boolean;
  /** What the cell must be, as a message goes on. */
  form: string;
  effect: Effect;
}

/** What ingest always writes may not be blank; Port, HashType, ThreatType, ValidUntil and Source it may leave out. */
function columnRules(read: (text: string) => number): ColumnRule[] {
  const isDate = (text: string) => !Number.isNaN(read(text));
  const isFilled = (text: string) => text.trim() !== '';
  return [
    {
      name: 'Port',
      accepts: (text) => text === '' || isNumber(text, 1, 65_535),
      form: 'it must be a port from 1 to 65535, or nothing',
      effect: 'fails',
    },
    {
      name: 'MalwareFamily',
      accepts: isFilled,
      form: 'the hunts of a family read the rows that name it',
      effect: 'fails',
    },
    {
      name: 'Confidence',
      accepts: (text) => isNumber(text, 0, 100),
      form: 'it must be a whole number from 0 to 100',
      effect: 'fails',
    },
    {
      name: 'FirstSeen',
      accepts: (text) => text === '' || isDate(text),
      form: `it must be ${DATE_FORM}, or nothing`,
      effect: 'fails',
    },
    {
      name: 'ValidUntil',
      accepts: (text) => text === '' || isDate(text),
      form: `it must be ${DATE_FORM}, or nothing`,
      effect: 'fails',
    },
    { name: 'Report', accepts: isFilled, form: 'it says where the indicator comes from', effect: 'misleads' },
  ];
}

export const indicatorCells: WatchlistCheck = {
  code: 'indicator-cells',
  scope: 'watchlist',
  effect: 'fails',
  summary: 'Families, ports, confidences and dates of indicators are there and well formed',
  why: 'Everything in a watchlist is text. A query that cannot read a number or a date gets null, and the indicator silently matches nothing; one without a family is read by no hunt of a family.',
  help: 'Write the value in the form that the message names.',
  *run(watchlist) {
    if (indicatorKind(watchlist) === undefined) return;
    const { header } = watchlist.items;
    const read = dateReader();
    const columns = columnRules(read)
      .map((column) => ({ ...column, index: header.indexOf(column.name) }))
      .filter(({ index }) => index !== -1);
    const [first, until] = [header.indexOf('FirstSeen'), header.indexOf('ValidUntil')];
    for (const row of wellFormedRows(watchlist)) {
      let isSound = true;
      for (const { name, index, accepts, form, effect } of columns) {
        const text = row.cells[index] ?? '';
        if (accepts(text)) continue;
        isSound = false;
        const message = text.trim() === '' ? `${name} is blank; ${form}` : `${name} is ${quoted(text)}; ${form}`;
        yield { message, effect, ...cellPlace(watchlist, row, index) };
      }
      const [from, to] = [row.cells[first] ?? '', row.cells[until] ?? ''];
      if (isSound && from !== '' && to !== '' && read(to) < read(from)) {
        const message = `The indicator's life ends (${to}) before it begins (${from})`;
        yield { message, ...cellPlace(watchlist, row, until), help: 'Set ValidUntil after FirstSeen.' };
      }
    }
  },
};
