import fc from 'fast-check';
import { camelCase, diffFields, hashOf } from '../../../scripts/workspace/resources/fields.js';

describe('fields of two resources', () => {
  it('are compared to the deepest object; lists as a whole', () => {
    const before = { a: 1, deep: { same: 1, other: 'x' }, list: [1, 2] };
    const after = { a: 1, deep: { same: 1, other: 'y' }, list: [2, 1] };
    expect(diffFields(before, after)).toEqual([
      { path: 'deep.other', before: 'x', after: 'y' },
      { path: 'list', before: [1, 2], after: [2, 1] },
    ]);
  });

  it.each([[null], [undefined], [[]], [{}], [{ nothing: { at: [] } }]])('say nothing with %j', (nothing) => {
    expect(diffFields({ a: 'x', b: nothing }, { a: 'x' })).toEqual([]);
  });

  it('do not differ by line ends, or by what stands after the last line', () => {
    expect(diffFields({ query: 'a\r\nb\r\n' }, { query: 'a\nb' })).toEqual([]);
    expect(diffFields({ query: ' a' }, { query: 'a' })).toHaveLength(1);
  });

  it('are equal to themselves, and to their own JSON', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        expect(diffFields(value, JSON.parse(JSON.stringify(value)))).toEqual([]);
      }),
    );
  });
});

describe('what the service writes in its own way', () => {
  it.each<[string, object, object]>([
    ['a duration by value', { queryPeriod: 'PT24H' }, { queryPeriod: 'P1D' }],
    ['a duration of .NET', { suppressionDuration: '05:00:00' }, { suppressionDuration: 'PT5H' }],
    ['the order of a set', { tactics: ['B', 'A'] }, { tactics: ['A', 'B'] }],
    ['the case of labels', { labels: ['Team'] }, { labels: ['team'] }],
    [
      'an instant with its fraction',
      { startTimeUtc: '2026-06-10T00:00:00.0000000Z' },
      { startTimeUtc: '2026-06-10T00:00:00Z' },
    ],
    [
      'the order of the fields of a mapping',
      { entityMappings: [{ a: 1, b: 2 }] },
      { entityMappings: [{ b: 2, a: 1 }] },
    ],
  ])('is no difference: %s', (_, before, after) => {
    expect(diffFields(before, after)).toEqual([]);
    expect(hashOf(before)).toBe(hashOf(after));
  });

  it.each<[object, object]>([
    [{ queryPeriod: 'PT23H' }, { queryPeriod: 'P1D' }],
    [{ tactics: ['A'] }, { tactics: ['A', 'B'] }],
    [{ name: 'Team' }, { name: 'team' }],
    [{ list: ['B', 'A'] }, { list: ['A', 'B'] }],
    [{ startTimeUtc: '2026-06-10T00:00:01Z' }, { startTimeUtc: '2026-06-10T00:00:00Z' }],
  ])('but %j is not %j', (before, after) => {
    expect(diffFields(before, after)).toHaveLength(1);
    expect(hashOf(before)).not.toBe(hashOf(after));
  });

  it('has one spelling of field names, and leaves those of the user alone', () => {
    expect(camelCase({ DisplayName: 'x', Tags: [{ Name: 'a' }], CustomDetails: { Query: 'q' } })).toEqual({
      displayName: 'x',
      tags: [{ name: 'a' }],
      customDetails: { Query: 'q' },
    });
  });
});
