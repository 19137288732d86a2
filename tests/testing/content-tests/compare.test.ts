import type { EntityMapping, Expectation } from '../../../scripts/content/model.js';
import type { Result } from '../../../scripts/kql/index.js';
import { compare, fits, shown } from '../../../scripts/testing/content-tests/compare.js';

const RESULT: Result = {
  columns: [
    { name: 'Host', type: 'string' },
    { name: 'Domain', type: 'string' },
    { name: 'Port', type: 'int' },
    { name: 'Bag', type: 'dynamic' },
  ],
  rows: [
    ['ws-1', 'corp', 1, new Map([['a', 1]])],
    ['ws-2', '', 2, null],
  ],
  isOrdered: false,
  trace: [],
};
const HOST: EntityMapping = {
  entityType: 'Host',
  fieldMappings: [
    { identifier: 'HostName', columnName: 'Host' },
    { identifier: 'DnsDomain', columnName: 'Domain' },
  ],
};
const of = (expect: Expectation, mappings: EntityMapping[] = [HOST]) => compare(expect, RESULT, mappings);

describe('the number of rows', () => {
  it.each<[number, string, string, number[]]>([
    [1, 'expected 1 row, got 2', 'too-many', [0, 1]],
    [0, 'expected 0 rows, got 2', 'too-many', [0, 1]],
    [3, 'expected 3 rows, got 2', 'too-few', [0, 1]],
  ])('is not %i', (rows, message, kind, wrong) => {
    expect(of({ rows })).toEqual({ message, path: ['expect', 'rows'], rows: wrong, kind });
  });

  it('is right, or free', () => {
    expect(of({ rows: 2 })).toBeUndefined();
    expect(of({})).toBeUndefined();
  });
});

it('a column that is missing is named, with those that are there', () => {
  expect(of({ columns: ['Host', 'Nothing'] })).toEqual({
    message: "the result has no column 'Nothing'; it has Host, Domain, Port, Bag",
    ...{ path: ['expect', 'columns', 1], rows: [], kind: 'value' },
  });
  expect(of({ columns: ['Host', 'Bag'] })).toBeUndefined();
});

describe('the values of every row', () => {
  it('are others in a row', () => {
    expect(of({ where: { Port: 1 } })).toEqual({
      ...{ message: 'Port is 2, expected 1', path: ['expect', 'where', 'Port'], rows: [1], kind: 'value' },
    });
    expect(of({ where: { Host: 'ws-1' } })?.message).toBe("Host is 'ws-2', expected 'ws-1'");
    expect(of({ where: { Domain: 'corp' } })?.message).toBe("Domain is empty, expected 'corp'");
  });

  it('stand in no column', () => {
    expect(of({ where: { Nothing: 1 } })).toEqual({
      message: "the result has no column 'Nothing'; it has Host, Domain, Port, Bag",
      ...{ path: ['expect', 'where', 'Nothing'], rows: [], kind: 'value' },
    });
  });
});

describe('entities', () => {
  it('are named by all their identifiers, or by the first', () => {
    expect(of({ entities: { Host: ['ws-2', 'ws-1'] } })).toBeUndefined();
    expect(of({ entities: { Host: ['ws-1', 'ws-2', 'corp'] } })).toBeUndefined();
  });

  it('are others, more or fewer', () => {
    const message = (list: string) => `the Host entities are ws-1, ws-2, corp, expected ${list}`;
    for (const [values, list] of [
      [['ws-1', 'ws-3'], 'ws-1, ws-3'],
      [['ws-1'], 'ws-1'],
      [['ws-1', 'ws-2', 'ws-3'], 'ws-1, ws-2, ws-3'],
      [[], 'none'],
    ] as const) {
      expect(of({ entities: { Host: [...values] } })).toEqual({
        ...{ message: message(list), path: ['expect', 'entities', 'Host'], rows: [], kind: 'value' },
      });
    }
  });

  it('of numbers and bags are their texts', () => {
    const mapping = (columnName: string): EntityMapping => ({
      entityType: 'IP',
      fieldMappings: [{ identifier: 'Address', columnName }],
    });
    expect(of({ entities: { IP: [1, 2] } }, [mapping('Port')])).toBeUndefined();
    expect(of({ entities: { IP: ['{"a":1}'] } }, [mapping('Bag')])).toBeUndefined();
  });

  it('are mapped by nothing', () => {
    expect(of({ entities: { IP: ['192.0.2.1'] } })).toEqual({
      ...{ message: 'no entity mapping gives a IP', path: ['expect', 'entities', 'IP'], rows: [], kind: 'value' },
    });
  });
});

it('the first thing that differs is told: rows, columns, values, entities', () => {
  const all = { rows: 1, columns: ['No'], where: { Port: 1 }, entities: { IP: [1] } };
  const { rows, ...withoutRows } = all;
  const { columns, ...withoutColumns } = withoutRows;
  expect(
    [of(all), of(withoutRows), of(withoutColumns), of({ entities: all.entities })].map((one) => one?.path[1]),
  ).toEqual(['rows', 'columns', 'where', 'entities']);
  expect([rows, columns]).toHaveLength(2);
});

describe('whether a cell is what YAML says', () => {
  it.each([
    [null, '', 'string', true],
    ['', null, 'string', true],
    ['', undefined, 'int', true],
    [null, 0, 'int', false],
    ['x', null, 'string', false],
    ['2026-05-07T10:00:00.0000000Z', '2026-05-07 12:00:00+02:00', 'datetime', true],
    ['2026-05-07T10:00:00.0000000Z', '2026-05-07 10:00:01Z', 'datetime', false],
    ['2026-05-07T10:00:00Z', '2026-05-07T12:00:00+02:00', 'string', false],
    ['soon', 'soon', 'datetime', true],
    [{ a: [1, 2] }, '{"a": [2, 1]}', 'dynamic', true],
    [{ a: 1 }, '{"a": 2}', 'dynamic', false],
    ['{x', '{x', 'dynamic', true],
    ['[x', '[y', 'dynamic', false],
    [[1, 2], [2, 1], 'dynamic', true],
    [[1, 1], [1, 2], 'dynamic', false],
    [[1, 2], [1, 1], 'dynamic', false],
    [[1], [1, 1], 'dynamic', false],
    [{ a: null }, {}, 'dynamic', true],
    [{ a: 1 }, { a: 1, b: 2 }, 'dynamic', false],
    [{ a: 1, b: 2 }, { a: 1 }, 'dynamic', false],
    [1, '1', 'int', true],
    [1, 'one', 'int', false],
    ['1', 1, 'string', true],
    [true, 'true', 'bool', true],
    [true, false, 'bool', false],
    [1_000_000_000, 1_000_000_001, 'long', true],
    [1_000_000_000, 1_000_000_002, 'long', false],
    [-1_000_000_000, -1_000_000_001, 'long', true],
    [0.1 + 0.2, 0.3, 'real', true],
    [Number.NaN, 'NaN', 'real', true],
    [Number.NaN, 1, 'real', false],
    [1, Number.NaN, 'real', false],
  ] as const)('%j is %j as %s: %s', (actual, expected, type, is) => expect(fits(actual, expected, type)).toBe(is));
});

it.each([
  [null, 'empty'],
  ['', 'empty'],
  ['a', "'a'"],
  [1, '1'],
  [{ a: 1 }, '{"a":1}'],
])('people read %j as %s', (value, text) => expect(shown(value)).toBe(text));
