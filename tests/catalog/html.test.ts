import fc from 'fast-check';
import { escapeHtml, html, raw } from '../../scripts/catalog/html';

describe('html', () => {
  it.each([
    ['<b>&"\'', '&lt;b&gt;&amp;&quot;&#39;'],
    ['a\nb\tc', 'a\nb\tc'],
    ['a\u202eb\u0007c\u200bd\u2028', 'abcd'],
    ['é 漢 😀', 'é 漢 😀'],
  ])('escapes %j', (text, escaped) => {
    expect(escapeHtml(text)).toBe(escaped);
  });

  it('inserts HTML as it is, lists one after the other, and nothing for what is not there', () => {
    const inner = html`<i>${'<'}</i>`;
    expect(html`<p>${inner}${[inner, 'x', 3]}${null}${undefined}${false}${0}${raw('<br>')}</p>`.text).toBe(
      '<p><i>&lt;</i><i>&lt;</i>x30<br></p>',
    );
  });

  it('never lets a text open or close an element or an attribute', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(html`${text}`.text).not.toMatch(/[<>"']|&(?!amp;|lt;|gt;|quot;|#39;)/);
      }),
    );
  });
});
