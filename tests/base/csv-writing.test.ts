import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { parseCsv, stringifyCsv } from '../../scripts/base/csv.js';
import { SourceText } from '../../scripts/base/source.js';

describe('CSV that we write', () => {
  it('is RFC 4180: CRLF, quotes only where they must be', () => {
    expect(
      stringifyCsv(
        ['a', 'b'],
        [
          ['1', 'x "y", z'],
          ['', ' padded '],
          ['line\nend', '=1+1'],
        ],
      ),
    ).toBe('a,b\r\n1,"x ""y"", z"\r\n," padded "\r\n"line\nend",=1+1\r\n');
  });

  it('is read back as it was, by us and by others', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', ' ', 'é', '😀', '=') });
    const table = fc.integer({ min: 1, max: 4 }).chain((width) => {
      const row = fc.array(cell, { minLength: width, maxLength: width });
      return fc.tuple(row, fc.array(row, { maxLength: 5 }));
    });
    fc.assert(
      fc.property(table, ([header, rows]) => {
        const text = stringifyCsv(header, rows);
        expect(parse(text, { record_delimiter: '\r\n' })).toEqual([header, ...rows]);
        const read = parseCsv(new SourceText('x.csv', text));
        expect([read.header, ...read.rows.map(({ cells }) => cells)]).toEqual([header, ...rows]);
      }),
    );
  });
});
