import fc from 'fast-check';
import type { Item } from '../../../scripts/workspace/resources/rows.js';
import { diffRows } from '../../../scripts/workspace/resources/rows.js';

const diff = (header: string[], rows: string[][], items: Item[], columnsChanged = false) =>
  diffRows({ header, rows, searchKey: header[0] ?? '', columnsChanged }, items);

describe('rows of a watchlist', () => {
  const row = fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('', '1', '2'));
  const rows = fc.array(row, { maxLength: 8 });

  it('become those of the file by what is added, changed and removed', () => {
    fc.assert(
      fc.property(rows, rows, (wanted, present) => {
        const items = present.map(([Key, Value], index) => ({ id: String(index), values: { Key, Value } }));
        const { writes } = diff(['Key', 'Value'], wanted, items);
        const touched = new Set([...writes.remove.map(({ id }) => id), ...writes.change.map(({ item }) => item.id)]);
        const left = items.filter(({ id }) => !touched.has(id)).map(({ values }) => [values.Key, values.Value]);
        const changed = writes.change.map(({ values }) => [values.Key, values.Value]);
        const unique = new Set(wanted.map((cells) => cells.join()));
        expect([...left, ...changed, ...writes.add].map((cells) => cells.join()).sort()).toEqual([...unique].sort());
      }),
    );
  });

  it('that keep their key change in their place', () => {
    const items = [{ id: '1', values: { Key: 'a', Value: '1' } }];
    const { rows: shown, writes } = diff(['Key', 'Value'], [['a', '2']], items);
    expect(shown).toEqual([
      { action: 'change', key: 'a', before: { Key: 'a', Value: '1' }, after: { Key: 'a', Value: '2' } },
    ]);
    expect(writes).toEqual({
      add: [],
      remove: [],
      change: [{ item: items[0], key: 'a', values: { Key: 'a', Value: '2' } }],
    });
  });

  it('of indicators are told apart by port and family', () => {
    const header = ['Indicator', 'Port', 'MalwareFamily', 'Confidence'];
    const item = (id: string, Port: string) => ({
      id,
      values: { Indicator: '192.0.2.1', Port, MalwareFamily: 'X', Confidence: '50' },
    });
    const { writes } = diff(header, [['192.0.2.1', '80', 'X', '75']], [item('1', '443'), item('2', '80')]);
    expect(writes.change.map(({ item: { id } }) => id)).toEqual(['2']);
    expect(writes.remove.map(({ id }) => id)).toEqual(['1']);
  });

  it('of an item with a further column lose it', () => {
    const items = [{ id: '1', values: { Key: 'a', Old: 'x' } }];
    expect(diff(['Key'], [['a']], items).rows).toEqual([
      { action: 'change', key: 'a', before: { Key: 'a', Old: 'x' }, after: { Key: 'a' } },
    ]);
  });

  it('that stand twice in the workspace stand once', () => {
    const items = ['1', '2'].map((id) => ({ id, values: { Key: 'a' } }));
    expect(diff(['Key'], [['a']], items).writes.remove.map(({ id }) => id)).toEqual(['2']);
  });

  it.each<[unknown, string]>([
    [null, ''],
    [undefined, ''],
    [443, '443'],
    [7, '007'],
    [0.5, '0.50'],
    [true, 'True'],
  ])('hold %j as the cell %j', (value, cell) => {
    expect(diff(['Key', 'Value'], [['a', cell]], [{ id: '1', values: { Key: 'a', Value: value } }]).rows).toEqual([]);
  });

  it.each<[unknown, string]>([
    [443, '4430'],
    [0, ''],
    ['007', '7'],
    [false, 'true'],
  ])('tell %j from the cell %j', (value, cell) => {
    expect(diff(['Key', 'Value'], [['a', cell]], [{ id: '1', values: { Key: 'a', Value: value } }]).rows).toHaveLength(
      1,
    );
  });

  it('get a column that is new and blank, once', () => {
    const items = [{ id: '1', values: { Key: 'a' } }];
    expect(diff(['Key', 'Note'], [['a', '']], items, true).writes.change).toHaveLength(1);
    expect(diff(['Key', 'Note'], [['a', '']], items, false).rows).toEqual([]);
  });
});
