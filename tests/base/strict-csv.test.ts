import { CsvSyntaxError, parseCsv } from '../../scripts/base/csv.js';
import { SourceText } from '../../scripts/base/source.js';
import { readTable } from '../../scripts/base/strict-csv.js';

const read = (text: string) => readTable('list.csv', text, ['Value', 'Reason']);

describe('a list that a run will write again', () => {
  it('may have more columns, in any order', () => {
    expect(read('Reason,Note,Value\na,b,c\n').rows).toEqual([{ line: 2, cells: ['a', 'b', 'c'] }]);
  });

  it.each([
    ['Value\na\n', 'list.csv: line 1 has no column Reason', 1],
    ['Other\na\n', 'list.csv: line 1 has no column Value, Reason', 1],
    ['Value,Reason\na,b\n\nc\n', 'list.csv: line 4 has 1 cells, the header 2', 4],
    ['Value,Reason\na,b,c\n', 'list.csv: line 2 has 3 cells, the header 2', 2],
    ['Value,Reason\na,"b\n', expect.stringMatching(/^list.csv: /), 2],
  ])('is refused where writing it would lose something: %j', (text, message, line) => {
    expect(() => read(text)).toThrow(
      expect.objectContaining({ code: 'watchlist-unreadable', message, line, help: expect.stringContaining('git') }),
    );
  });
});

describe('broken quoting', () => {
  it('is an error of its own, also on the last line', () => {
    const parse = () => parseCsv(new SourceText('list.csv', 'Key\n"a'));
    expect(parse).toThrow(CsvSyntaxError);
    expect(parse).toThrow(expect.objectContaining({ name: 'CsvSyntaxError', line: 2 }));
    expect(parseCsv(new SourceText('list.csv', 'Key\n"a"')).rows).toEqual([{ line: 2, cells: ['a'] }]);
  });
});
