import fc from 'fast-check';
import { looksLikeHtml, readHtml } from '../../../scripts/reports/pages/html.js';
import { withinLimit } from '../../limit.js';

describe('HTML as text', () => {
  it.each([
    ['<p>a</p><p>b<br>c</p>', 'a\nb\nc'],
    ['<h2>Title</h2><ul><li>x</li><li>y</li></ul>', '## Title\n- x\n- y'],
    ['<table><tr><th>A</th><th>B</th></tr><tr><td>1|2</td><td></td></tr></table>', '| A | B |\n| 1\\|2 |  |'],
    ['<TABLE><TR><TD>a<TD>b<TR><TD>c<TD>d</TABLE>', '| a | b |\n| c | d |'],
    ['<td>a</td>', 'a'],
    ['<pre>a\n  b\n</pre>c', 'a\n  b\nc'],
    ['<p>a\n   b</p>', 'a b'],
    ['a<script>x < y; "</p>"</script>b<style>c</style>', 'ab'],
    ['<!-- <p>no</p> -->yes', 'yes'],
    ['<a title="a > b" href=\'x\'>c</a>', 'c'],
    ['1 &lt; 2 &amp;&#97;&#x62;&nbsp;&rsquo;&unknown;', '1 < 2 &ab ’&unknown;'],
    ['a < b and c', 'a < b and c'],
    ['<p>open <b', 'open'],
  ])('%j', (html, text) => {
    expect(readHtml(html).text).toBe(text);
  });

  it('is told from text that mentions a tag', () => {
    expect(looksLikeHtml('<!DOCTYPE html><p>x')).toBe(true);
    expect(looksLikeHtml('<div class="x">y</div>')).toBe(true);
    expect(looksLikeHtml('The page has a <table> in it')).toBe(false);
    expect(looksLikeHtml('<user@evil.com> wrote')).toBe(false);
  });

  it('never fails', () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      '"',
      "'",
      '<td',
      '<table>',
      '</tr>',
      '<!--',
      '-->',
      '<script',
      '</script>',
      '&#',
      ';',
      'a',
      '\n',
      '<pre>',
      '=',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        expect(typeof readHtml(pieces.join('')).text).toBe('string');
      }),
    );
  });

  it.each([
    '<',
    '<a',
    '<a "',
    "<a '",
    '<!--',
    '<td>',
    '<script>',
    '<script></script>',
    '&#',
    '<pre>\n',
    '<a>',
    '"',
    '<a <a> "',
  ])('is linear on 200 KB of %j', (piece) => {
    expect(typeof withinLimit(() => readHtml(piece.repeat(200_000 / piece.length))).text).toBe('string');
  });
});
