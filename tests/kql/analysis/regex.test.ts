import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { readRegex, regexProblem } from '../../../scripts/kql/analysis/regex';
import { withinLimit } from '../../limit.js';

describe('regular expressions', () => {
  it.each([
    ['(', 'a ( without its )'],
    ['a)', 'a ) without its ('],
    ['[a-', 'a [ without its ]'],
    ['*a', 'nothing for * to repeat'],
    ['a|+', 'nothing for + to repeat'],
    ['(?:{2})', 'nothing for {2} to repeat'],
    ['a{3,2}', '{3,2} has its numbers in the wrong order'],
    ['[z-a]', 'the range z-a has its ends in the wrong order'],
    ['evil(?=\\.com)', 'look-around, which RE2 does not have'],
    ['(?<!x)y', 'look-around, which RE2 does not have'],
    ['(a)\\1', '\\1 refers back to a group, which RE2 cannot'],
    ['\\y', '\\y means nothing'],
    ['a\\', 'a \\ at the end'],
    ['(?>a)', 'an unknown kind of group, (?>a'],
  ])('%s: %s', (pattern, problem) => {
    expect(regexProblem(pattern)).toBe(problem);
  });

  it.each([
    '',
    String.raw`^(?i)[a-z0-9-]+\.(?:com|net)$`,
    String.raw`(?P<host>[^/:]+):(\d{1,5})`,
    String.raw`\d{1,3}(\.\d{1,3}){3}`,
    '[]a]+[^]b]*[[:alpha:]_]',
    String.raw`\Q(*\E`,
    'a{,2}{',
    String.raw`\x41\pL\p{Greek}\bword\B`,
    '(?s-i:.)|$',
    '(?x) a # a comment with (',
  ])('%s is fine', (pattern) => {
    expect(regexProblem(pattern)).toBeUndefined();
  });

  it.each([
    ['a{1001}', '{1001} counts further than 1000, which RE2 does not'],
    ['a{2,5000}b', '{2,5000} counts further than 1000, which RE2 does not'],
    ['a++', '+ repeats the repetition +, which RE2 cannot'],
    ['(a*)b??{2}', '{2} repeats the repetition ??, which RE2 cannot'],
  ])('%s is doubtful: the engines of the family differ', (pattern, doubt) => {
    expect(readRegex(pattern)).toMatchObject({ doubt });
    expect(regexProblem(pattern)).toBeUndefined();
  });

  it.each([
    ['abc', 0],
    [String.raw`(a)(?:b)(?i)\((?P<c>c)(?<d>d)[(]`, 3],
    ['a{1000}b*?(c+?|d{2,3}?)*', 1],
    ['(?x) (a) # (', undefined],
    ['(', undefined],
  ])('%s captures %s groups, without a doubt', (pattern, groups) => {
    expect(readRegex(pattern).groups).toBe(groups);
    expect(readRegex(pattern).doubt).toBeUndefined();
  });

  it('are only refused when the RE2 of a real engine refuses them', async () => {
    const database = await DuckDBInstance.create(':memory:');
    const connection = await database.connect();
    const pieces = fc.constantFrom(
      'a',
      'z',
      '-',
      '[',
      ']',
      '^',
      '(',
      ')',
      '(?',
      ':',
      '<',
      '=',
      'P',
      '>',
      'i',
      '|',
      '*',
      '+',
      '?',
      '{2}',
      '{3,1}',
      '{',
      ',',
      '\\',
      'd',
      'Q',
      'E',
      '1',
      'y',
      '.',
      '$',
      'é',
    );
    const pattern = fc.array(pieces, { maxLength: 8 }).map((parts) => parts.join(''));
    await fc.assert(
      fc.asyncProperty(pattern, async (text) => {
        const { problem, doubt } = readRegex(text);
        if (problem === undefined && doubt === undefined) return;
        await expect(connection.run('SELECT regexp_matches($1, $2)', ['', text])).rejects.toThrow();
      }),
      { numRuns: 2000 },
    );
    connection.closeSync();
    database.closeSync();
  });

  it('are read in linear time', () => {
    for (const part of ['(', '[', '[a', '(?i', 'a{1', '\\Q', '[[:a']) {
      expect(withinLimit(() => [regexProblem(part.repeat(100_000 / part.length))])).toHaveLength(1);
    }
  });
});
