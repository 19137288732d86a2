import { cells } from '../ask.js';

const T = 'let T = datatable(k:string, v:long)["a", 1, "b", 2, "a", 3, "c", long(null)]; ';
const AB =
  'let A = datatable(k:long, g:string, a:string)[1, "x", "a1", 2, "x", "a2", 2, "y", "a3"]; let B = datatable(k:long, g:string, b:string)[2, "x", "b1", 2, "y", "b2", 3, "x", "b3"]; ';
const EVENTS =
  'datatable(t:datetime, k:string, v:long)[datetime(2026-01-01), "a", 1, datetime(2026-01-01 12:00), "b", 5, datetime(2026-01-03), "a", 3] | ';
const PARSE = 'print s = "user=bob, id=7, ok=true, t=2026-01-02, x" | parse s with ';
const LISTS = 'print i = 1, d = dynamic([1, [2, 3], {"a": 4}]) | ';

/** Queries and the cells of their rows. */
const QUERIES: Record<string, [query: string, rows: unknown[][]][]> = {
  'sort, top, take, distinct, sample': [
    [
      `${T}T | sort by k asc, v desc`,
      [
        ['a', 3],
        ['a', 1],
        ['b', 2],
        ['c', null],
      ],
    ],
    [
      `${T}T | sort by k desc nulls first, v asc`,
      [
        ['c', null],
        ['b', 2],
        ['a', 1],
        ['a', 3],
      ],
    ],
    [`${T}T | sort by v desc nulls first | project v`, [[null], [3], [2], [1]]],
    [
      `${T}T | top 2 by v asc`,
      [
        ['c', null],
        ['a', 1],
      ],
    ],
    [
      `${T}T | top 2 by v asc nulls last`,
      [
        ['a', 1],
        ['b', 2],
      ],
    ],
    [
      `${T}T | top 2 by v desc nulls first`,
      [
        ['c', null],
        ['a', 3],
      ],
    ],
    [`${T}T | top 0 by v`, []],
    [`${T}T | take 0`, []],
    [`${T}T | take 9 | count`, [[4]]],
    [`${T}T | distinct k, v | count`, [[4]]],
    [`${T}T | distinct * | count`, [[4]]],
    [`${T}T | order by v desc | limit 1`, [['a', 3]]],
    [`${T}T | serialize n = row_number() | project n`, [[1], [2], [3], [4]]],
    [
      `${T}T | sort by v asc | extend p = prev(v, 2), q = next(v, 2), z = prev(v, 1, -1) | project p, q, z`,
      [
        [null, 2, -1],
        [null, 3, null],
        [null, null, 1],
        [1, null, 2],
      ],
    ],
  ],
  'window functions': [
    [
      'range x from 1 to 4 step 1 | extend g = x % 2 | sort by g asc, x asc | extend n = row_number(5), c = row_cumsum(x, g != prev(g)) | project-away g',
      [
        [2, 5, 2],
        [4, 6, 6],
        [1, 7, 1],
        [3, 8, 4],
      ],
    ],
    [
      'range x from 1 to 4 step 1 | extend g = x % 2 | sort by g asc, x asc | extend n = row_number(1, g != prev(g)) | project-away g',
      [
        [2, 1],
        [4, 2],
        [1, 1],
        [3, 2],
      ],
    ],
    [
      'range x from 1 to 4 step 1 | extend g = x % 2 | sort by g asc, x asc | extend r = row_rank_dense(g), m = row_rank_min(g) | project-away g',
      [
        [2, 1, 1],
        [4, 1, 1],
        [1, 2, 3],
        [3, 2, 3],
      ],
    ],
    [
      'range x from 1 to 4 step 1 | extend g = x % 2 | sort by g asc, x asc | extend r = row_rank_dense(x, g != prev(g)) | project-away g',
      [
        [2, 1],
        [4, 2],
        [1, 1],
        [3, 2],
      ],
    ],
  ],
  'project and its kin': [
    ['print a = 1, b = 2, c = 3 | project c, a', [[3, 1]]],
    ['print a = 1, b = 2, c = 3 | project x = a + b, b', [[3, 2]]],
    ['print a = 1, b = 2, c = 3 | project-away a, c', [[2]]],
    ['print a = 1, b = 2, c = 3 | project-keep c, a', [[1, 3]]],
    ['print a = 1, b = 2, c = 3 | project-reorder c', [[3, 1, 2]]],
    ['print a = 1, b = 2, c = 3 | project-reorder * desc', [[3, 2, 1]]],
    ['print a = 1, b = 2, c = 3 | project-rename x = b, y = c', [[1, 2, 3]]],
    ['print a = 1, b = 2, c = 3 | extend a = a + 1, d = a', [[2, 2, 3, 1]]],
    ['print a = 1, b = 2, c = 3 | extend b = 5', [[1, 5, 3]]],
    [
      'print a = 1, b = 2, c = 3 | getschema | project ColumnName, ColumnType, ColumnOrdinal',
      [
        ['a', 'long', 0],
        ['b', 'long', 1],
        ['c', 'long', 2],
      ],
    ],
  ],
  'joins by other keys and kinds': [
    [
      `${AB}A | join kind=inner B on k, g | project a, b`,
      [
        ['a2', 'b1'],
        ['a3', 'b2'],
      ],
    ],
    [
      `${AB}A | join kind=inner B on $left.k == $right.k, $left.g == $right.g | project a, b`,
      [
        ['a2', 'b1'],
        ['a3', 'b2'],
      ],
    ],
    [
      `${AB}A | join kind=inner (B | project-rename kk = k) on $left.k == $right.kk | project a, b | sort by a asc, b asc`,
      [
        ['a2', 'b1'],
        ['a2', 'b2'],
        ['a3', 'b1'],
        ['a3', 'b2'],
      ],
    ],
    [
      `${AB}A | join kind=leftouter B on k, g | project k, a, b, k1`,
      [
        [1, 'a1', '', null],
        [2, 'a2', 'b1', 2],
        [2, 'a3', 'b2', 2],
      ],
    ],
    [
      `${AB}A | join kind=rightouter B on k, g | project k, k1, b`,
      [
        [2, 2, 'b1'],
        [2, 2, 'b2'],
        [null, 3, 'b3'],
      ],
    ],
    [
      `${AB}A | join kind=fullouter B on k, g | project k, k1`,
      [
        [1, null],
        [2, 2],
        [2, 2],
        [null, 3],
      ],
    ],
    [`${AB}A | join kind=leftanti B on k, g | project a`, [['a1']]],
    [`${AB}A | join kind=leftantisemi B on k, g | project a`, [['a1']]],
    [`${AB}A | join kind=rightanti B on k, g | project b`, [['b3']]],
    [`${AB}A | join kind=rightantisemi B on k, g | project b`, [['b3']]],
    [`${AB}A | join kind=leftsemi B on k, g | project a`, [['a2'], ['a3']]],
    [`${AB}A | join kind=rightsemi B on k, g | project b`, [['b1'], ['b2']]],
    [
      `${AB}A | join kind=innerunique B on k | project a, b`,
      [
        ['a2', 'b1'],
        ['a2', 'b2'],
      ],
    ],
    [
      `${AB}A | join B on k | project a, b`,
      [
        ['a2', 'b1'],
        ['a2', 'b2'],
      ],
    ],
    [
      `${AB}A | lookup kind=inner B on k, g | project a, b`,
      [
        ['a2', 'b1'],
        ['a3', 'b2'],
      ],
    ],
    [
      `${AB}A | lookup B on k, g`,
      [
        [1, 'x', 'a1', ''],
        [2, 'x', 'a2', 'b1'],
        [2, 'y', 'a3', 'b2'],
      ],
    ],
    [`${AB}A | join kind=inner B on k | getschema | project ColumnName`, [['k'], ['g'], ['a'], ['k1'], ['g1'], ['b']]],
  ],
  'union, search and find': [
    [`${T}T | union kind=outer (print z = 1) | count`, [[5]]],
    [`${T}union kind=outer T, (print z = 1) | where isnotnull(z)`, [['', null, 1]]],
    [
      `${T}union withsource=S T, (print k = "z", v = 9) | summarize n = count() by S | sort by n desc`,
      [
        ['union_arg0', 4],
        ['union_arg1', 1],
      ],
    ],
    [`${T}union isfuzzy=true T, (print v = 7) | where v == 7`, [['', 7]]],
    [`${T}T | search k == "a" | count`, [[2]]],
    [`${T}T | search "A" | count`, [[2]]],
    [`${T}search in (T) "a" | count`, [[2]]],
    [`${T}T | where * == "a" | count`, [[2]]],
    [
      `${T}union (print v = 1), (print v = "x") | getschema | project ColumnName, ColumnType`,
      [
        ['v_long', 'long'],
        ['v_string', 'string'],
      ],
    ],
  ],
  'mv-expand and mv-apply': [
    [
      `${LISTS}mv-expand d`,
      [
        [1, 1],
        [1, [2, 3]],
        [1, { a: 4 }],
      ],
    ],
    [
      `${LISTS}mv-expand x = d`,
      [
        [1, [1, [2, 3], { a: 4 }], 1],
        [1, [1, [2, 3], { a: 4 }], [2, 3]],
        [1, [1, [2, 3], { a: 4 }], { a: 4 }],
      ],
    ],
    [
      `${LISTS}mv-expand d limit 2`,
      [
        [1, 1],
        [1, [2, 3]],
      ],
    ],
    [
      `${LISTS}mv-expand bagexpansion=array d`,
      [
        [1, 1],
        [1, [2, 3]],
        [1, { a: 4 }],
      ],
    ],
    [
      `${LISTS}mv-expand kind=bag d`,
      [
        [1, 1],
        [1, [2, 3]],
        [1, { a: 4 }],
      ],
    ],
    [
      `${LISTS}mv-expand with_itemindex=n d | project n, d`,
      [
        [0, 1],
        [1, [2, 3]],
        [2, { a: 4 }],
      ],
    ],
    [
      `${LISTS}mv-expand d to typeof(string)`,
      [
        [1, '1'],
        [1, '[2,3]'],
        [1, '{"a":4}'],
      ],
    ],
    [`${LISTS}mv-apply x = d on (where gettype(x) == "long")`, [[1, [1, [2, 3], { a: 4 }], 1]]],
    [
      `${LISTS}mv-apply with_itemindex=n x = d on (project n)`,
      [
        [1, [1, [2, 3], { a: 4 }], 0],
        [1, [1, [2, 3], { a: 4 }], 1],
        [1, [1, [2, 3], { a: 4 }], 2],
      ],
    ],
    [`${LISTS}mv-apply x = d to typeof(string) on (take 1)`, [[1, [1, [2, 3], { a: 4 }], '1']]],
    ['print d = dynamic({"a": 1, "b": [2]}) | mv-expand d', [[{ a: 1 }], [{ b: [2] }]]],
    ['print d = dynamic({"a": 1, "b": [2]}) | mv-expand kind=array d', [[['a', 1]], [['b', [2]]]]],
    [
      'print d = dynamic({"a": 1, "b": [2]}) | mv-expand bagexpansion=array d | project k = d[0], v = d[1]',
      [
        ['a', 1],
        ['b', [2]],
      ],
    ],
    ['print d = dynamic({"a": 1, "b": [2]}) | mv-apply d on (project d)', [[{ a: 1 }], [{ b: [2] }]]],
    [
      'print a = dynamic([1, 2, 3]), b = dynamic(["x"]) | mv-expand a to typeof(long), b to typeof(string)',
      [
        [1, 'x'],
        [2, ''],
        [3, ''],
      ],
    ],
    ['print a = "text" | mv-expand b = todynamic(a)', [['text', 'text']]],
    ['datatable(i: long, d: dynamic)[1, dynamic([1]), 2, dynamic([])] | mv-expand d | project i', [[1]]],
  ],
  parse: [
    [`${PARSE}"user=" u ", id=" i:long ", ok=" o:bool "," * | project u, i, o`, [['bob', 7, true]]],
    [`${PARSE}* "id=" i:int "," * | project i`, [[7]]],
    [`${PARSE}* "t=" t:datetime "," rest | project t, rest`, [['2026-01-02T00:00:00.0000000Z', ' x']]],
    [`${PARSE}"user=" u:long "," * | project u`, [[null]]],
    [`${PARSE}* "nothing=" n | project n`, [['']]],
    ['print s = "a1b22c" | parse kind=regex s with "a" x:long "b" y:long "c" | project x, y', [[1, 22]]],
    ['print s = "A1" | parse kind=regex flags=i s with "a" x:long | project x', [[1]]],
    [
      'print s = "k1=v1;k2=v 2" | parse-kv s as (k1:string, k2:string) with (pair_delimiter=";", kv_delimiter="=")',
      [['k1=v1;k2=v 2', 'v1', 'v 2']],
    ],
    [
      `print s = 'a="x y" b=1' | parse-kv s as (a:string, b:long) with (pair_delimiter=" ", kv_delimiter="=", quote='"')`,
      [['a="x y" b=1', 'x y', 1]],
    ],
    ['print s = "a=1" | parse-where s with "a=" x:long | project x', [[1]]],
    ['print s = "a=z" | parse-where s with "a=" x:long | project x', []],
    ['print s = "ab" | parse s with "a" x "b" y | project x, y', [['', '']]],
  ],
  'series of bins': [
    [
      `${EVENTS}make-series s = sum(v) on t from datetime(2026-01-01) to datetime(2026-01-04) step 1d by k | project k, s`,
      [
        ['a', [1, 0, 3]],
        ['b', [5, 0, 0]],
      ],
    ],
    [
      `${EVENTS}make-series n = count() on t from datetime(2026-01-01) to datetime(2026-01-03) step 1d`,
      [
        [
          [2, 0],
          ['2026-01-01T00:00:00.0000000Z', '2026-01-02T00:00:00.0000000Z'],
        ],
      ],
    ],
    [
      `${EVENTS}make-series s = avg(v) default = real(null) on t from datetime(2026-01-01) to datetime(2026-01-04) step 1d | project s`,
      [[[3, null, 3]]],
    ],
    [
      `${EVENTS}make-series s = max(v) default = -1 on t in range(datetime(2026-01-01), datetime(2026-01-03), 1d) | project s`,
      [[[5, -1, 3]]],
    ],
    [
      `${EVENTS}make-series s = count() on v from 1 to 6 step 2 | project s, v`,
      [
        [
          [1, 1, 1],
          [1, 3, 5],
        ],
      ],
    ],
  ],
  plugins: [
    ['print i = 1, d = dynamic({"b":1,"a":"x","c":[1]}) | evaluate bag_unpack(d)', [[1, 'x', 1, [1]]]],
    ['print i = 1, d = dynamic({"b":1,"a":"x","c":[1]}) | evaluate bag_unpack(d, "p_")', [[1, 'x', 1, [1]]]],
    [
      'print i = 1, d = dynamic({"b":1,"a":"x","c":[1]}) | evaluate bag_unpack(d, columnsConflict="keep_source")',
      [[1, 'x', 1, [1]]],
    ],
    [
      'print i = 1, d = dynamic({"b":1,"a":"x","c":[1]}) | evaluate bag_unpack(d, ignoredProperties=dynamic(["a"]))',
      [[1, 1, [1]]],
    ],
    ['print a = 9, d = dynamic({"a": 1}) | evaluate bag_unpack(d, columnsConflict="replace_source")', [[1]]],
    ['print d = dynamic({"b": 1}) | evaluate bag_unpack(d) : (b: string)', [['1']]],
    [
      `${T}T | evaluate pivot(k)`,
      [
        [1, 1, 0, 0],
        [2, 0, 1, 0],
        [3, 1, 0, 0],
        [null, 0, 0, 1],
      ],
    ],
    [`${T}T | evaluate pivot(k, max(v))`, [[3, 2, null]]],
    [`${T}T | extend z = 1 | evaluate pivot(k, count(), z)`, [[1, 2, 1, 1]]],
    [`${T}T | evaluate narrow() | count`, [[8]]],
  ],
  'partition, scan, fork': [
    [
      `${T}T | partition by k (top 1 by v desc) | sort by k asc`,
      [
        ['a', 3],
        ['b', 2],
        ['c', null],
      ],
    ],
    [`${T}T | partition hint.strategy=native by k (summarize m = max(v)) | count`, [[3]]],
  ],
  'ranges, datatables and consumers': [
    ['range x from 1 to 3 step 2', [[1], [3]]],
    ['range x from 3 to 1 step -1', [[3], [2], [1]]],
    ['range x from 1 to 2 step 0.5', [[1], [1.5], [2]]],
    [
      'range t from datetime(2026-01-01) to datetime(2026-01-02) step 12h',
      [['2026-01-01T00:00:00.0000000Z'], ['2026-01-01T12:00:00.0000000Z'], ['2026-01-02T00:00:00.0000000Z']],
    ],
    [
      'datatable(a: string, b: int)["x", 1, "", int(null)]',
      [
        ['x', 1],
        ['', null],
      ],
    ],
    ['print 1, x = 2, "c"', [[1, 2, 'c']]],
    ['print x = 1 | where x == 1 | where x != 1 | count', [[0]]],
    ['print toscalar(range x from 1 to 3 step 1 | summarize sum(x))', [[6]]],
    ['print x = dynamic([1]) | extend y = x[0] | project y', [[1]]],
    ['print x = 5 | where x between (1 .. 5)', [[5]]],
    [
      'let f = (a: string, b: long = 3) { strcat(a, b) }; print f("x"), f("x", 4), f(b = 5, a = "y")',
      [['x3', 'x4', 'y5']],
    ],
    ['let f = (T: (*)) { T | count }; print 1 | invoke f()', [[1]]],
    ['let x = 1; let y = x + 1; print y', [[2]]],
    ['print x = 1 | as t | union t', [[1], [1]]],
    ['print a = 1 | extend b = iff(a == 1, "one", "other"), c = case(a > 1, "big", "small")', [[1, 'one', 'small']]],
  ],
};

describe.each(Object.entries(QUERIES))('%s', (_title, rows) => {
  test.each(rows)('%s', (query, expected) => {
    expect(cells(query)).toEqual(expected);
  });
});
