import { cleanText, counted, flat, remembering, shorten } from '../../scripts/base/strings.js';

describe('text from a report', () => {
  it.each([
    ['plain', 'plain'],
    ['  two  words\t\n', 'two words'],
    ['no\u00a0break\u3000space', 'no break space'],
    ['a\u200bb\u202ec\u00add\ufeff', 'abcd'],
    ['<b>"it\'s"</b> | `x`', '<b>"it\'s"</b> | `x`'],
    ['\u2028x\u2029', 'x'],
    ['\x00\x1b[31m', '[31m'],
  ])('%j is shown as %j', (text, expected) => {
    expect(cleanText(text)).toBe(expected);
  });
});

describe('shortening', () => {
  it.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, 'ab…'],
    ['a', 1, 'a'],
    ['ab', 1, '…'],
    ['a\u{1F600}b', 3, 'a…'],
    ['\u{1F600}bc', 3, '\u{1F600}…'],
  ])('%j to %d is %j', (text, length, expected) => {
    expect(shorten(text, length)).toBe(expected);
  });
});

describe('a number and its noun', () => {
  it.each([
    [0, '0 rows'],
    [1, '1 row'],
    [2, '2 rows'],
  ])('%d', (number, expected) => {
    expect(counted(number, 'row')).toBe(expected);
  });

  it('takes a plural of its own', () => {
    expect([counted(1, 'query', 'queries'), counted(2, 'query', 'queries')]).toEqual(['1 query', '2 queries']);
  });
});

describe('a copy that stands alone', () => {
  it('is the same text, without half a character', () => {
    expect(flat('Käse \u{1F600}')).toBe('Käse \u{1F600}');
    expect(flat('a\ud83d')).toBe('a\ufffd');
  });
});

describe('a function that remembers', () => {
  const calls: string[] = [];
  const length = remembering((text) => {
    calls.push(text);
    return text.length;
  });
  beforeEach(() => {
    calls.length = 0;
  });

  it('is asked once for a short text, and each time for a long one', () => {
    const [short, long] = ['a'.repeat(12), 'b'.repeat(13)];
    expect([length(short), length(short), length(long), length(long)]).toEqual([12, 12, 13, 13]);
    expect(calls).toEqual([short, long, long]);
  });

  it('forgets all once it knows a thousand', () => {
    const known = remembering((text) => {
      calls.push(text);
      return text;
    });
    for (let number = 0; number < 1_000; number++) known(`${number}`);
    known('0');
    expect(calls).toHaveLength(1_000);
    known('one more');
    known('0');
    expect(calls).toHaveLength(1_002);
  });
});
