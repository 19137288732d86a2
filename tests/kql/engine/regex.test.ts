import fc from 'fast-check';
import { compileProgram, Matcher } from '../../../scripts/kql/engine/regex/matcher.js';
import { parseRegex } from '../../../scripts/kql/engine/regex/parse.js';
import { compileRegex } from '../../../scripts/kql/engine/regex/regex.js';

function match(pattern: string, text: string): readonly (string | undefined)[] | undefined | string {
  const regex = compileRegex(pattern);
  return typeof regex === 'string' ? regex : regex.exec(text, 0)?.groups;
}

test.each([
  ['(?i)É+', 'xéÉ', ['éÉ']],
  ['(?i:a)b', 'Ab', ['Ab']],
  ['(?s)a.b', 'a\nb', ['a\nb']],
  ['a.b', 'a\nb', undefined],
  ['(?m)^b$', 'a\nb', ['b']],
  ['^b$', 'a\nb', undefined],
  ['(?U)a+', 'aaa', ['a']],
  ['a+?', 'aaa', ['a']],
  ['\\Qa.b\\E+', 'a.bb', ['a.bb']],
  ['[[:digit:]]{2,3}', 'x1234', ['123']],
  ['[^a-c]', 'abd', ['d']],
  ['[]a]+', 'a]', ['a]']],
  ['\\bfoo\\b', 'a foo.', ['foo']],
  ['\\bé', 'éx', ['é']],
  ['\\pL+', '1äb2', ['äb']],
  ['\\p{Greek}', 'aλ', ['λ']],
  ['\\x41\\x{42}', 'AB', ['AB']],
  ['(?P<year>\\d{4})-(\\d\\d)', 'on 2026-03', ['2026-03', '2026', '03']],
  ['(a)|(b)', 'b', ['b', undefined, 'b']],
  ['\\Aa\\z', 'a', ['a']],
  ['x*', 'aaa', ['']],
])('%s on %j', (pattern, text, groups) => {
  expect(match(pattern, text)).toEqual(groups);
});

test.each([
  ['(?<=a)b', 'look-around'],
  ['(a)\\1', '\\1 refers back to a group'],
  ['a{2000}', 'a repetition of more than 1000'],
  ['(a', 'a ( without its )'],
  ['a)', 'a ) without its ('],
  ['[a', 'a [ without its ]'],
  ['*a', 'nothing for * to repeat'],
  ['\\y', '\\y means nothing'],
  ['a{3,2}', '{3,2} has its numbers in the wrong order'],
])('%s is refused: %s', (pattern, problem) => {
  expect(compileRegex(pattern)).toBe(problem);
});

test.each(['^(a+)+$', '^(a|a)*$', '^(a{0,9}){0,9}$', '(.*)*x', '(x+x+)+y', '^(a?){50}a{50}$'])(
  '%s takes no longer on a text that is made to hold it up',
  (pattern) => {
    const regex = compileRegex(pattern);
    if (typeof regex === 'string') throw new Error(regex);
    expect(regex.test(`${'a'.repeat(3000)}!`)).toBe(false);
  },
);

test('the machine that is linear finds what the quick one finds', () => {
  const atom = fc.constantFrom('a', 'b', '[ab]', '.', '(a)', '(?:ab)', '^', '$', '\\b');
  const piece = fc.tuple(atom, fc.constantFrom('', '', '*', '+?', '?', '{1,2}')).map(([one, times]) => {
    return /[\^$]|\\b/.test(one) ? one : one + times;
  });
  const pattern = fc
    .array(
      fc.array(piece, { minLength: 1, maxLength: 4 }).map((pieces) => pieces.join('')),
      { minLength: 1, maxLength: 2 },
    )
    .map((choices) => choices.join('|'));
  fc.assert(
    fc.property(pattern, fc.stringMatching(/^[abc ]{0,8}$/), (source, text) => {
      const { root, groups } = parseRegex(source);
      const machine = new Matcher(compileProgram(root), groups);
      const quick = new RegExp(source, 'u').exec(text);
      expect(machine.exec(text, 0)?.groups).toEqual(quick ? [...quick] : undefined);
      expect(machine.test(text)).toBe(quick !== null);
    }),
    { numRuns: 500 },
  );
});
