import fc from 'fast-check';
import { stringifyCsv } from '../../../scripts/base/csv.js';
import { readLineRows } from '../../../scripts/indicators/rows/line-rows.js';
import { readIndicatorRows } from '../../../scripts/indicators/rows/read-rows.js';
import { COLUMNS, changedRow, INDICATOR_KINDS } from '../../../scripts/indicators/rows/row.js';

const columns = COLUMNS.ip;
const header = columns.join(',');

describe('rows as lines of their file', () => {
  it('say what the parser says, for any file without quotes', () => {
    const cell = fc.string().map((text) => text.replace(/[",\r\n]/g, '').trim());
    const file = fc.constantFrom(...INDICATOR_KINDS).chain((kind) =>
      fc.record({
        kind: fc.constant(kind),
        rows: fc.array(fc.array(cell, { minLength: COLUMNS[kind].length, maxLength: COLUMNS[kind].length })),
        end: fc.constantFrom('\r\n', '\n'),
        last: fc.boolean(),
      }),
    );
    fc.assert(
      fc.property(file, ({ kind, rows, end, last }) => {
        const text = stringifyCsv(COLUMNS[kind], rows).replaceAll('\r\n', end);
        const cut = last ? text : text.slice(0, -end.length);
        const views = readLineRows(cut, COLUMNS[kind]) ?? [];
        expect(views.map((row) => changedRow(row, {}))).toEqual(readIndicatorRows('f.csv', cut, COLUMNS[kind]));
        expect(views.map(({ line }) => line)).toEqual(rows.map((cells) => cells.join(',')));
      }),
    );
  });

  it.each([
    ['a quote', `${header}\r\n192.0.2.1,443,"A, B",c2,100,,,S,r\r\n`],
    ['other columns', 'Indicator,MalwareFamily\r\n192.0.2.1,A\r\n'],
    ['a line with a cell too few', `${header}\r\n192.0.2.1,443,A,c2,100,,,S\r\n`],
    ['a line with a cell too many', `${header}\r\n192.0.2.1,443,A,c2,100,,,S,r,more\r\n`],
    ['nothing', ''],
  ])('leave a file with %s to the parser', (_what, text) => {
    expect(readLineRows(text, columns)).toBeUndefined();
  });
});
