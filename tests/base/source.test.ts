import fc from 'fast-check';
import { compareDiagnostics, compareText, type Diagnostic } from '../../scripts/base/diagnostic.js';
import { SourceText } from '../../scripts/base/source.js';

const source = new SourceText('a.yaml', 'one\r\ntwo\n\nlast');

describe('a text with lines', () => {
  it.each([
    [-1, 1, 1],
    [0, 1, 1],
    [2, 1, 3],
    [5, 2, 1],
    [8, 2, 4],
    [9, 3, 1],
    [10, 4, 1],
    [14, 4, 5],
    [99, 4, 5],
  ])('has the offset %d at %d:%d', (offset, line, column) => {
    expect(source.position(offset)).toEqual({ line, column });
  });

  it.each([
    [0, 5, 0],
    [1, 1, 0],
    [1, 99, 3],
    [2, 0, 5],
    [2, 2, 6],
    [9, 1, 14],
  ])('has %d:%d at the offset %3$d', (line, column, offset) => {
    expect(source.offset({ line, column })).toBe(offset);
  });

  it('gives its lines without their ends, and runs of them as they are', () => {
    expect([1, 2, 3, 4, 5].map((line) => source.line(line))).toEqual(['one', 'two', '', 'last', '']);
    expect([source.lineCount, source.lines(1, 2), source.lines(3, 4)]).toEqual([4, 'one\r\ntwo\n', '\nlast']);
    expect(source.lineRange(2)).toEqual({ start: { line: 2, column: 1 }, end: { line: 2, column: 4 } });
    expect(source.range(1, 6)).toEqual({ start: { line: 1, column: 2 }, end: { line: 2, column: 2 } });
  });

  it('finds each position again', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '\n') }), (text) => {
        const any = new SourceText('a', text);
        for (let offset = 0; offset <= text.length; offset++) expect(any.offset(any.position(offset))).toBe(offset);
      }),
    );
  });
});

describe('the order of findings', () => {
  const at = (file: string, line: number, column: number, code: string, message = ''): Diagnostic => ({
    ...{ file, code, message, severity: 'error', help: '' },
    range: { start: { line, column }, end: { line, column } },
  });

  it('is by file, line, column, code and message', () => {
    const ordered = [
      ...[at('a', 2, 9, 'z'), at('b', 1, 1, 'a'), at('b', 1, 2, 'a'), at('b', 1, 2, 'b', 'm')],
      ...[at('b', 1, 2, 'b', 'n'), at('b', 10, 1, 'a')],
    ];
    expect([...ordered].reverse().sort(compareDiagnostics)).toEqual(ordered);
  });

  it('of texts is that of their code units', () => {
    expect([compareText('a', 'b'), compareText('b', 'a'), compareText('a', 'a'), compareText('Z', 'a')]).toEqual([
      -1, 1, 0, -1,
    ]);
  });
});
