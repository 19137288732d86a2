import fc from 'fast-check';
import { CsvSyntaxError, cellRange, parseCsv, stringifyCsv } from '../../scripts/base/csv.js';
import { SourceText } from '../../scripts/base/source.js';

const read = (text: string) => parseCsv(new SourceText('list.csv', text));

describe('parseCsv', () => {
  it('reads the header and the rows, each with its line', () => {
    const table = read('Indicator,Port\r\n192.0.2.1,443\r\n192.0.2.2,\r\n');
    expect(table.header).toEqual(['Indicator', 'Port']);
    expect(table.rows).toEqual([
      { line: 2, cells: ['192.0.2.1', '443'] },
      { line: 3, cells: ['192.0.2.2', ''] },
    ]);
  });

  it('counts the lines inside quoted cells, and skips empty ones', () => {
    const table = read('Key,Note\r\n\r\na,"first\r\nsecond"\r\n"b ""quoted""",x\r\nc,y\r\n');
    expect(table.rows).toEqual([
      { line: 3, cells: ['a', 'first\r\nsecond'] },
      { line: 5, cells: ['b "quoted"', 'x'] },
      { line: 6, cells: ['c', 'y'] },
    ]);
  });

  it('takes line feeds alone, because git may have turned CRLF into them', () => {
    expect(read('Key\na\nb\n').rows.map(({ cells }) => cells)).toEqual([['a'], ['b']]);
  });

  it('keeps rows with too few or too many cells as they are', () => {
    expect(read('A,B\na\nb,c,d\n').rows.map(({ cells }) => cells.length)).toEqual([1, 3]);
  });

  it.each([
    ['Key\na\n"b\nc\n', 3],
    ['Key\na\nb"c",d\n', 3],
    ['Key\na\n"b"c\n', 3],
  ])('names the line of broken quoting in %j', (text, line) => {
    const error = (() => {
      try {
        read(text);
      } catch (thrown) {
        return thrown;
      }
      return undefined;
    })();
    expect(error).toBeInstanceOf(CsvSyntaxError);
    expect(error).toHaveProperty('line', line);
  });

  it('reads back what stringifyCsv writes', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'b', ',', '"', '\n', '\r\n', ' ', 'é'), maxLength: 6 });
    const rows = fc.array(fc.tuple(cell, cell), { maxLength: 8 });
    fc.assert(
      fc.property(rows, (items) => {
        const table = read(stringifyCsv(['Key', 'Note'], items));
        expect(table.rows.map(({ cells }) => cells)).toEqual(items);
        const lines = table.rows.map(({ line }) => line);
        expect(lines).toEqual([...lines].sort((a, b) => a - b));
      }),
    );
  });
});

describe('cellRange', () => {
  it('finds a cell behind a quoted one', () => {
    const table = read('A,B,C\n"x,y",bc,d\n');
    const [row] = table.rows;
    if (!row) throw new Error('no row');
    expect(cellRange(table, row, 1)).toEqual({ start: { line: 2, column: 7 }, end: { line: 2, column: 9 } });
  });
});
