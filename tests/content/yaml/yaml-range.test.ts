import fc from 'fast-check';
import { Document, Scalar } from 'yaml';
import { YamlFile } from '../../../scripts/content/yaml/yaml-file';
import { rangeInScalar } from '../../../scripts/content/yaml/yaml-range';

/** `line:column` of the first occurrence of a word in the value of `query`, and the text of the file there. */
function locate(text: string, word: string) {
  const file = YamlFile.parse('hunt.yaml', text);
  const value = String(file.scalarAt(['query'])?.value);
  const start = value.indexOf(word);
  expect(start).toBeGreaterThanOrEqual(0);
  const range = rangeInScalar(file, ['query'], start, start + word.length);
  const line = file.source.line(range.start.line);
  return `${range.start.line}:${range.start.column} ${line.slice(range.start.column - 1, range.end.column - 1)}`;
}

describe('the place of a word of a query', () => {
  it.each([
    ['a literal block', 'query: |\n  T\n  | where Bad\n', '3:11 Bad'],
    ['a block with an indentation indicator', 'query: |2\n    T\n  | where Bad\n', '3:11 Bad'],
    ['a block with chomping', 'query: |-\n  T | Bad', '2:7 Bad'],
    ['a block that keeps its end', 'query: |+\n  T | Bad\n\n\nname: x', '2:7 Bad'],
    ['a block with a comment in its header', 'query: | # why\n  T | Bad\n', '2:7 Bad'],
    ['a block after blank lines', 'query: |\n\n   \n  T | Bad\n', '4:7 Bad'],
    ['deeper lines of a block', 'query: |\n  T\n      | Bad\n', '3:9 Bad'],
    ['tabs', 'query: |\n  T\n  \t|\tBad\n', '3:6 Bad'],
    ['a folded block', 'query: >\n  T\n  | where\n  Bad\n', '4:3 Bad'],
    ['a folded block with paragraphs', 'query: >-\n  T\n\n    | indented\n\n  Bad\n', '6:3 Bad'],
    ['a plain scalar', 'query: T | where Bad\n', '1:18 Bad'],
    ['a plain scalar over lines', 'query: T\n   | where\n\n   Bad\n', '4:4 Bad'],
    ['double quotes', 'query: "T | where \\"x\\" == Bad"', '1:28 Bad'],
    ['double quotes with escapes', 'query: "\\x41\\u0042\\U0001F600\\n\\t Bad"', '1:34 Bad'],
    ['double quotes over lines', 'query: "T |\n   where  \n\n  \\  Bad"', '4:6 Bad'],
    ['double quotes with an escaped line break', 'query: "T | wh\\\n   ere Bad"', '2:8 Bad'],
    ['single quotes', "query: 'T | where ''x'' == Bad'", '1:28 Bad'],
    ['single quotes over lines', "query: 'T |\n  where ''x''\n  == Bad'", '3:6 Bad'],
    ['CRLF in a block', 'query: |\r\n  T\r\n\r\n  | where Bad\r\n', '4:11 Bad'],
    ['CRLF in a folded block', 'query: >\r\n  T\r\n  | where Bad\r\n', '3:11 Bad'],
    ['CRLF in quotes', 'query: "T\r\n  | Bad"\r\n', '2:5 Bad'],
    ['characters beyond the BMP', 'query: |\n  T | "\u{1F600}\u{1F600}" | Bad\n', '2:16 Bad'],
    ['a file with a byte order mark', '\ufeffquery: |\n  T | Bad\n', '2:7 Bad'],
    ['a tag and an anchor', 'query: !!str &q |\n  T | Bad\n', '2:7 Bad'],
    ['a flow map', '{ name: x, query: "T | Bad" }', '1:24 Bad'],
  ])('in %s', (_, text, expected) => {
    expect(locate(text, 'Bad')).toBe(expected);
  });

  it('is the end of the text for a finding at the end of the query', () => {
    const file = YamlFile.parse('hunt.yaml', 'query: |\n  T |\nname: x\n');
    expect(rangeInScalar(file, ['query'], 3, 3)).toEqual({
      start: { line: 2, column: 6 },
      end: { line: 2, column: 6 },
    });
    expect(rangeInScalar(file, ['query'], 99, 120).start).toEqual({ line: 3, column: 1 });
  });

  it('spans lines', () => {
    const file = YamlFile.parse('hunt.yaml', 'query: |\n  T\n  | x\n');
    expect(rangeInScalar(file, ['query'], 0, 5)).toEqual({
      start: { line: 2, column: 3 },
      end: { line: 3, column: 6 },
    });
  });

  it('is the whole value where nothing better is known', () => {
    const file = YamlFile.parse('hunt.yaml', 'a: &q T | Bad\nquery: *q\ncount: 12\nempty:\n');
    expect(rangeInScalar(file, ['query'], 4, 7)).toEqual({
      start: { line: 2, column: 8 },
      end: { line: 2, column: 10 },
    });
    expect(rangeInScalar(file, ['count'], 0, 1)).toEqual({
      start: { line: 3, column: 8 },
      end: { line: 3, column: 10 },
    });
    expect(rangeInScalar(file, ['empty'], 0, 0).start.line).toBe(4);
    expect(rangeInScalar(file, ['nowhere'], 0, 1).start.line).toBe(1);
  });
});

describe('every character of every scalar', () => {
  const text = fc
    .array(
      fc.constantFrom(
        'a',
        'Bc',
        ' ',
        '  ',
        '\n',
        '\n\n',
        '\t',
        '"',
        "'",
        '\\',
        '|',
        '#',
        ':',
        '- ',
        'é',
        '\u{1F600}',
        '\u2028',
        '\u0000',
        'x y z ',
      ),
      { maxLength: 60 },
    )
    .map((parts) => parts.join(''));
  const style = fc.constantFrom<Scalar.Type>('BLOCK_LITERAL', 'BLOCK_FOLDED', 'PLAIN', 'QUOTE_DOUBLE', 'QUOTE_SINGLE');

  it('is found where it is written', () => {
    fc.assert(
      fc.property(
        text,
        style,
        fc.boolean(),
        fc.constantFrom(20, 80),
        fc.boolean(),
        (value, type, crlf, lineWidth, nested) => {
          const scalar = new Scalar(value);
          scalar.type = type;
          const document = new Document(nested ? { list: [{ query: scalar }] } : { query: scalar, next: 1 });
          const path = nested ? ['list', 0, 'query'] : ['query'];
          const lf = document.toString({ lineWidth, minContentWidth: 0 });
          const written = crlf ? lf.replaceAll('\n', '\r\n') : lf;
          const file = YamlFile.parse('hunt.yaml', written);
          const read = file.scalarAt(path)?.value;
          fc.pre(read === value);

          let after = 0;
          for (let i = 0; i < value.length; i++) {
            const { start, end } = rangeInScalar(file, path, i, i + 1);
            const at = offset(file, start);
            const source = written.slice(at, offset(file, end));
            const character = value.charAt(i);
            const isEscape = source.startsWith('\\') || source === "''";
            if (/\s/.test(character)) expect(isEscape || /^\s+$/.test(source)).toBe(true);
            else expect(isEscape || source === character).toBe(true);
            expect(at).toBeGreaterThanOrEqual(after);
            after = at;
          }
        },
      ),
      { numRuns: 1000 },
    );
  });

  function offset(file: YamlFile, { line, column }: { line: number; column: number }): number {
    let start = 0;
    for (let i = 1; i < line; i++) start = file.source.text.indexOf('\n', start) + 1;
    return start + column - 1;
  }
});
