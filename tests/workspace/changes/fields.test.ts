import fc from 'fast-check';
import { diffFields } from '../../../scripts/workspace/changes/fields.js';
import { diffRows } from '../../../scripts/workspace/resources/rows.js';

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

describe('rows of a watchlist', () => {
  const row = fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('', '1', '2'));
  const rows = fc.array(row, { maxLength: 8 });

  it('become those of the file by what is added and removed', () => {
    fc.assert(
      fc.property(rows, rows, (wanted, present) => {
        const items = present.map(([Key, Value], index) => ({ id: String(index), values: { Key, Value } }));
        const { add, remove } = diffRows(['Key', 'Value'], wanted, items);
        const left = items.filter(({ id }) => !remove.includes(id)).map(({ values }) => [values.Key, values.Value]);
        const unique = new Set(wanted.map((cells) => cells.join()));
        expect([...left, ...add].map((cells) => cells.join()).sort()).toEqual([...unique].sort());
      }),
    );
  });

  it('of an item with a further column are another row', () => {
    const items = [{ id: '1', values: { Key: 'a', Old: 'x' } }];
    expect(diffRows(['Key'], [['a']], items)).toEqual({ add: [['a']], remove: ['1'] });
  });

  it('compare a missing value with an empty one as equal', () => {
    expect(diffRows(['Key', 'Value'], [['a']], [{ id: '1', values: { Key: 'a', Value: null } }])).toEqual({
      add: [],
      remove: [],
    });
  });
});
