import { SentinelError } from '../../scripts/base/errors.js';
import { Fields } from '../../scripts/base/fields.js';
import { isObject } from '../../scripts/base/objects.js';

describe('a map of fields', () => {
  it.each([
    [{}, true],
    [{ a: 1 }, true],
    [[], false],
    [null, false],
    [undefined, false],
    ['text', false],
    [1, false],
    [() => 1, false],
  ])('is %j: %s', (value, expected) => {
    expect(isObject(value)).toBe(expected);
  });
});

describe('fields that anybody may have written', () => {
  const fields = new Fields({
    text: 'a',
    number: 2,
    list: ['b', 3, { text: 'c' }],
    object: { text: 'd' },
    nothing: null,
  });

  it('are what they say they are', () => {
    expect([fields.text('text'), fields.number('number'), fields.texts('list')]).toEqual(['a', 2, ['b']]);
    expect([fields.object('object').text('text'), fields.list('list').map((item) => item.text('text'))]).toEqual([
      'd',
      ['c'],
    ]);
  });

  it.each(['missing', 'nothing', 'object', 'list'])('are empty where %s is of another type', (name) => {
    expect([fields.text(name), fields.number(name)]).toEqual(['', 0]);
    expect(fields.object('text').text('length')).toBe('');
    expect([fields.texts('text'), fields.list('object'), fields.number('text'), fields.text('number')]).toEqual([
      [],
      [],
      0,
      '',
    ]);
  });
});

describe('an error for people', () => {
  it('ends with 2, and names no line, unless it says so', () => {
    const { name, code, message, help, exitCode, line, cause } = new SentinelError('usage', 'No.', 'Do.');
    expect([name, code, message, help, exitCode, line, cause]).toEqual([
      ...['SentinelError', 'usage', 'No.', 'Do.', 2],
      ...[undefined, undefined],
    ]);
    const reason = new Error('why');
    const other = new SentinelError('list', 'No.', 'Do.', { exitCode: 1, line: 3, cause: reason });
    expect([other.exitCode, other.line, other.cause]).toEqual([1, 3, reason]);
  });
});
