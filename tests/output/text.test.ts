import fc from 'fast-check';
import {
  columnsOf,
  commandMessage,
  commandProperty,
  html,
  manyLines,
  markdown,
  markdownBlock,
  markdownCode,
  markdownSpan,
  oneLine,
  sarifMessage,
  xml,
} from '../../scripts/output/text.js';

/** One of each kind that no border lets through: controls, marks of direction, separators, half a pair, no character. */
const UNSEEN = [
  '\0',
  '\x07',
  '\x1b',
  '\x7f',
  '\x9b',
  '\u00ad',
  '\u061c',
  '\u200b',
  '\u200d',
  '\u200e',
  '\u200f',
].concat(
  ['\u2028', '\u2029', '\u202a', '\u202b', '\u202d', '\u202e', '\u2060', '\u2066', '\u2069', '\ufeff'],
  ['\ud800', '\udfff', '\ufffe', '\uffff', '\u{e0041}'],
);

const BORDERS: Record<string, (text: string) => string> = {
  oneLine,
  manyLines,
  html,
  markdownCode,
  markdown,
  markdownSpan,
  markdownBlock: (text) => markdownBlock('', [text]),
  xml,
  commandMessage,
  commandProperty,
  sarifMessage,
};

describe.each(Object.entries(BORDERS))('%s', (_, border) => {
  it.each(UNSEEN.map((character) => [`U+${character.codePointAt(0)?.toString(16).padStart(4, '0')}`, character]))(
    'shows %s as a mark',
    (_name, character) => {
      expect(border(`a${character}b`)).toContain('a\ufffdb');
      expect(border(`a${character}b`)).not.toContain(character);
    },
  );

  it('leaves letters of all scripts, combining marks and emoji as they are', () => {
    const text = 'Ünï日本हिन्दीעברית e\u0301 \u{1F600}';
    expect(border(text)).toContain(text);
  });

  it('shows nothing unseen, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(border(text)).toMatch(/^(?:\n|[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}])*$/u);
      }),
    );
  });
});

describe('lines for a terminal', () => {
  it('of one line have two blanks for a tab and one for a line end', () => {
    expect(oneLine('a\tb\r\nc\nd\re')).toBe('a  b c d e');
  });

  it('of several lines keep line feeds, but no carriage return: it would write over what is there', () => {
    expect(manyLines('a\tb\r\nc\nd\re')).toBe('a  b\nc\nd\ufffde');
  });
});

describe('HTML', () => {
  it('has no character of the syntax left', () => {
    expect(html(`<a href="x" title='y'>&`)).toBe('&#60;a href=&#34;x&#34; title=&#39;y&#39;&#62;&#38;');
  });
});

describe('Markdown', () => {
  it('has inline code that no value ends', () => {
    expect(markdownCode('`|</code>*_[x](y)@me #1 ~!\\ $')).toBe(
      '<code>&#96;&#124;&#60;/code&#62;&#42;&#95;&#91;x&#93;(y)&#64;me &#35;1 &#126;&#33;&#92; &#36;</code>',
    );
  });

  it('makes no links of addresses', () => {
    expect(markdownCode('https://evil.example WWW.evil.example a:b')).toBe(
      '<code>https&#58;//evil.example WWW&#46;evil.example a:b</code>',
    );
  });

  it('has prose that mentions nobody', () => {
    expect(markdown('@me, see #12')).toBe('&#64;<!-- -->me, see &#35;<!-- -->12');
  });

  it.each([
    ['plain', '`plain`'],
    ['a ` b', '`` a ` b ``'],
    ['```', '```` ``` ````'],
    ['', '`  `'],
  ])('has a span of %j with a longer fence', (text, span) => {
    expect(markdownSpan(text)).toBe(span);
  });

  it('has blocks with a fence longer than any in them, one line for each', () => {
    expect(markdownBlock('diff', ['+ a', '- b'])).toBe('```diff\n+ a\n- b\n```');
    expect(markdownBlock('', ['x', '````', 'a\nb'])).toBe('`````\nx\n````\na b\n`````');
  });
});

describe('XML', () => {
  it('keeps tabs and line ends, also in attributes', () => {
    expect(xml('a\tb\r\nc')).toBe('a&#9;b&#13;&#10;c');
  });

  it('has no character of the syntax left', () => {
    expect(xml(`]]>&<"'`)).toBe(']]&#62;&#38;&#60;&#34;&#39;');
  });
});

describe('workflow commands', () => {
  it('are one line, and a message ends none', () => {
    expect(commandMessage('50%\r\n::error::x\ny')).toBe('50%25%0A::error::x%0Ay');
  });

  it('have properties without a comma or a colon', () => {
    expect(commandProperty('a,b:c%\n')).toBe('a%2Cb%3Ac%25%0A');
  });
});

describe('SARIF', () => {
  it('has no links in messages', () => {
    expect(sarifMessage('see [here](https://evil.example)[0]')).toBe('see [here] (https://evil.example)[0]');
  });
});

describe('columnsOf', () => {
  it.each([
    ['abc', 3],
    ['日本', 4],
    ['e\u0301', 1],
    ['\u{1F600}', 2],
    ['', 0],
  ])('counts %j as %d', (line, columns) => {
    expect(columnsOf(line)).toBe(columns);
  });
});
