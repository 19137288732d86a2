import fc from 'fast-check';
import { shapeOf, translate } from '../../../scripts/checks/runner/query-shape.js';

const key = (query: string) => shapeOf(query).key;

describe('the shape of a query', () => {
  it.each([
    [
      'a name that a column is compared with',
      'T | where Family == "Unknown RAT"',
      "T | where Family == 'SectopRAT'",
      true,
    ],
    ['the same in the same quotes', 'T | where Family == "Unknown RAT"', 'T | where Family == "SectopRAT"', true],
    ['the same without case', 'T | where Family =~ "A"', 'T | where Family =~ "Bcd"', true],
    ['a comment', 'T // SectopRAT', 'T // Unknown RAT "', true],
    ['an alias of a watchlist', "_GetWatchlist('ioc-ip')", "_GetWatchlist('ioc-url')", false],
    ['a pattern', 'T | where A matches regex "a"', 'T | where A matches regex "("', false],
    ['a value of let, which may name anything', 'let a = "x"; T', 'let a = "y"; T', false],
    ['a hash, which the lints look at', 'T | where H == "x"', `T | where H == "${'a'.repeat(32)}"`, false],
    ['a number', 'T | where N == 1', 'T | where N == 2', false],
    ['a comment inside a text', 'T | where A has "// x"', 'T | where A has "// y"', false],
    ['a comparison inside a text', `T | where A has "== 'x'"`, `T | where A has "== 'y'"`, false],
    [
      'a comparison inside a verbatim text',
      `T | extend A = @"\\" | where B == "x"`,
      `T | extend A = @"\\" | where B == "y"`,
      true,
    ],
  ])('%s', (_, a, b, isSame) => {
    expect(key(a) === key(b)).toBe(isSame);
  });

  it('translates offsets exactly outside of what it leaves out', () => {
    const name = fc.stringMatching(/^[A-Z][a-z]{0,9}$/);
    const part = fc.constantFrom('T', ' | where Family == "#"', '\n// #\n', ' | take 1', ' and B != "#"');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), fc.infiniteStream(name), (parts, names) => {
        const fill = () => parts.map((text) => text.replace('#', () => names.next().value ?? 'X')).join('');
        const [a, b] = [fill(), fill()];
        const [from, to] = [shapeOf(a), shapeOf(b)];
        expect(from.key).toBe(to.key);
        for (let at = 0; at < a.length; at++) {
          const isInGap = from.gaps.some(({ start, end }) => at >= start && at < end);
          if (!isInGap) expect(b[translate(at, from, to)]).toBe(a[at]);
        }
      }),
    );
  });
});
