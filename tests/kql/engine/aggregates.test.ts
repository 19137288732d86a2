import { cells } from './ask.js';

const T = 'let T = datatable(k:string, v:long)["a", 1, "b", 2, "a", 3, "c", long(null)]; ';
const N =
  'let N = datatable(x:long, r:real, d:decimal, t:datetime, s:timespan, b:bool, j:dynamic)[1, 1.5, decimal(1.5), datetime(2026-01-01), 1h, true, dynamic({"a":1}), 2, 2.5, decimal(2.5), datetime(2026-01-02), 2h, false, dynamic([1,2]), long(null), real(null), decimal(null), datetime(null), timespan(null), bool(null), dynamic(null)]; ';

/** Queries and the cells of their rows. */
const QUERIES: Record<string, [query: string, rows: unknown[][]][]> = {
  numbers: [
    [`${N}N | summarize sum(x), sum(r), sum(d), sum(s)`, [[3, 4, 4, '03:00:00']]],
    [
      `${N}N | summarize avg(x), avg(r), avg(d), avg(s), avg(t)`,
      [[1.5, 2, 2, '01:30:00', '2026-01-01T12:00:00.0000000Z']],
    ],
    [`${N}N | summarize min(x), max(x), min(r), max(r)`, [[1, 2, 1.5, 2.5]]],
    [
      `${N}N | summarize min(t), max(t), min(s), max(s), min(d), max(d)`,
      [['2026-01-01T00:00:00.0000000Z', '2026-01-02T00:00:00.0000000Z', '01:00:00', '02:00:00', 1.5, 2.5]],
    ],
    [
      `${N}N | summarize sumif(x, x > 1), avgif(x, x > 1), minif(x, x > 1), maxif(x, x < 2), countif(x > 1)`,
      [[2, 2, 2, 1, 1]],
    ],
    [`${N}N | summarize stdev(x), stdevp(x), variance(x), variancep(x)`, [[Math.SQRT1_2, 0.5, 0.5, 0.25]]],
    [
      `${N}N | summarize covariance(x, r), covariancep(x, r), covarianceif(x, r, x > 0), covariancepif(x, r, x > 0)`,
      [[0.5, 0.25, 0.5, 0.25]],
    ],
    [`${N}N | summarize binary_all_and(x), binary_all_or(x), binary_all_xor(x)`, [[0, 3, 3]]],
    [
      `${N}N | summarize count(), count_distinct(x), dcount(x), count_distinctif(x, x > 1), dcountif(x, x > 1)`,
      [[3, 2, 2, 1, 1]],
    ],
    [
      `${N}N | summarize percentile(x, 0), percentile(x, 1), percentile(x, 50), percentile(x, 51), percentile(x, 100)`,
      [[1, 1, 1, 2, 2]],
    ],
    [`${N}N | summarize percentiles(x, 10, 90), percentiles_array(x, 10, 90)`, [[1, 2, [1, 2]]]],
    [`${N}N | summarize percentilew(x, x, 50), percentilesw_array(x, x, dynamic([10, 90]))`, [[2, [1, 2]]]],
    [`${N}N | summarize sum(tolong(j)), avg(todouble(x) * 2)`, [[0, 3]]],
    [`${N}N | summarize max(b), min(b)`, [[true, false]]],
  ],
  'over no rows, or one': [
    [
      `${N}N | where false | summarize sum(x), sum(r), sum(d), avg(x), avg(r), min(x), max(r), count()`,
      [[0, 0, 0, 'NaN', 'NaN', null, null, 0]],
    ],
    [
      `${N}N | where false | summarize stdev(x), stdevp(x), variance(x), covariance(x, r), percentile(x, 50), dcount(x)`,
      [['NaN', 'NaN', 'NaN', 'NaN', null, 0]],
    ],
    [
      `${N}N | where false | summarize make_list(x), make_set(x), make_bag(j), take_any(x), arg_max(x, r)`,
      [[[], [], {}, null, null, null]],
    ],
    [
      `${N}N | where x == 1 | summarize stdev(x), stdevp(x), variance(x), variancep(x), covariance(x, r), covariancep(x, r)`,
      [[0, 0, 0, 0, 0, 0]],
    ],
    [
      'print r = real(nan) | union (print r = 1.0) | summarize max(r), min(r), arg_max(r, r), arg_min(r, r)',
      [['NaN', 'NaN', 'NaN', 'NaN', 'NaN', 'NaN']],
    ],
  ],
  collections: [
    [
      `${T}T | summarize make_list(v), make_set(k)`,
      [
        [
          [1, 2, 3],
          ['a', 'b', 'c'],
        ],
      ],
    ],
    [
      `${T}T | summarize make_list(k, 1), make_set(k, 2), make_list_with_nulls(v)`,
      [[['a'], ['a', 'b'], [1, 2, 3, null]]],
    ],
    [
      `${T}T | summarize make_list_if(k, v > 1), make_set_if(k, v > 1)`,
      [
        [
          ['b', 'a'],
          ['b', 'a'],
        ],
      ],
    ],
    [`${T}T | summarize make_bag(bag_pack("x", v)), make_bag_if(bag_pack("x", v), v > 1)`, [[{ x: 1 }, { x: 2 }]]],
    [`${T}T | summarize take_any(k), take_anyif(k, v > 1), take_any(v)`, [['a', 'b', 1]]],
    [`${T}T | summarize arg_max(v, k), arg_min(v, k)`, [[3, 'a', 1, 'a']]],
    [`${T}T | summarize arg_max(v, *)`, [[3, 'a']]],
    [
      `${T}T | summarize arg_min(v, *) by k | sort by k asc`,
      [
        ['a', 1],
        ['b', 2],
        ['c', null],
      ],
    ],
    [
      `${T}T | summarize make_set(v) by bin(v, 2) | sort by v asc`,
      [
        [null, []],
        [0, [1]],
        [2, [2, 3]],
      ],
    ],
    [
      `${T}T | summarize n = count() by K = toupper(k), big = v > 1 | sort by n desc, K asc`,
      [
        ['A', false, 1],
        ['A', true, 1],
        ['B', true, 1],
        ['C', null, 1],
      ],
    ],
    [
      'print d = dynamic([1, [2]]) | summarize make_list(d), make_set(d)',
      [
        [
          [1, [2]],
          [1, [2]],
        ],
      ],
    ],
  ],
};

describe.each(Object.entries(QUERIES))('%s', (_title, rows) => {
  test.each(rows)('%s', (query, expected) => {
    expect(cells(query)).toEqual(expected);
  });
});
