const T = 'let T = datatable(k:string, v:long)["a", 1, "b", 2, "a", 3, "c", long(null)]; ';
const L = 'let L = datatable(k:long, l:string)[1, "x", 1, "y", 2, "z", long(null), "n"]; ';
const R = 'let R = datatable(k:long, r:string)[1, "p", 3, "q", long(null), "m"]; ';

/** Queries over rows of their own, by what they show, and the cells of their results. */
export const QUERIES: Record<string, [query: string, rows: unknown[][]][]> = {
  'where keeps rows whose condition is true': [
    [`${T}T | where v > 1 | project k`, [['b'], ['a']]],
    [`${T}T | where v != 1 | count`, [[3]]],
    [`${T}T | where not(v > 1) | project k`, [['a']]],
  ],
  'extend and project work on the row as it was': [
    ['print a = 1, b = 2 | extend a = b, b = a | project b, a', [[1, 2]]],
    ['print a = 1, bc = 2, bd = 3 | project-away b*', [[1]]],
    ['print a = 1, bc = 2, bd = 3 | project-keep b*', [[2, 3]]],
    ['print a = 1, b = 2, c = 3 | project-reorder c, *', [[3, 1, 2]]],
    ['print a = 1 | project-rename z = a | project z', [[1]]],
    ['print d = dynamic({"b":1,"a":2}) | extend p = pack_all()', [[{ b: 1, a: 2 }, { d: { b: 1, a: 2 } }]]],
  ],
  'summarize works on groups': [
    [
      `${T}T | summarize n = count(), s = sum(v) by k | sort by k asc`,
      [
        ['a', 2, 4],
        ['b', 1, 2],
        ['c', 1, 0],
      ],
    ],
    [`${T}T | where false | summarize count(), sum(v), avg(v), min(v), make_set(v)`, [[0, 0, 'NaN', null, []]]],
    [`${T}T | where false | summarize count() by k`, []],
    [`${T}T | summarize arg_max(v, k)`, [[3, 'a']]],
    [`${T}T | summarize (m, w) = arg_min(v, k)`, [[1, 'a']]],
    [`${T}T | summarize r = sum(v) * 1.0 / count()`, [[1.5]]],
    [`${T}T | summarize dcount(k), countif(v > 1), make_list(k, 2)`, [[3, 2, ['a', 'b']]]],
    [`${T}T | summarize percentile(v, 50), percentiles(v, 0, 100)`, [[2, 1, 3]]],
    [
      'print d = dynamic([1,2]) | union (print d = dynamic([2,3])) | summarize make_set(d), make_list(d)',
      [
        [
          [1, 2, 3],
          [1, 2, 2, 3],
        ],
      ],
    ],
    [`${T}T | summarize any(k) by v | count`, [[4]]],
    [`${T}T | distinct k | count`, [[3]]],
    [`${T}T | where isnotnull(v) | summarize stdev(v), variance(v)`, [[1, 1]]],
    [`${T}T | summarize make_bag(pack(k, v))`, [[{ a: 1, b: 2, c: null }]]],
  ],
  'sort puts nulls first when it goes up and last when it goes down': [
    [`${T}T | sort by v asc | project v`, [[null], [1], [2], [3]]],
    [`${T}T | sort by v | project v`, [[3], [2], [1], [null]]],
    [`${T}T | sort by v asc nulls last | project v`, [[1], [2], [3], [null]]],
    [`${T}T | top 1 by v`, [['a', 3]]],
    [`${T}T | take 1 | project k`, [['a']]],
  ],
  'join finds equal keys; a null key is equal to a null key': [
    [
      `${L}${R}L | join kind=inner R on k | project l, r`,
      [
        ['x', 'p'],
        ['y', 'p'],
        ['n', 'm'],
      ],
    ],
    [
      `${L}${R}L | join R on k | project l, r`,
      [
        ['x', 'p'],
        ['n', 'm'],
      ],
    ],
    [
      `${L}${R}L | join kind=leftouter R on k | project l, r`,
      [
        ['x', 'p'],
        ['y', 'p'],
        ['z', ''],
        ['n', 'm'],
      ],
    ],
    [
      `${L}${R}L | join kind=rightouter R on k | project l, r`,
      [
        ['x', 'p'],
        ['y', 'p'],
        ['n', 'm'],
        ['', 'q'],
      ],
    ],
    [`${L}${R}L | join kind=fullouter R on $left.k == $right.k | count`, [[5]]],
    [`${L}${R}L | join kind=leftanti R on k | project l`, [['z']]],
    [`${L}${R}L | join kind=leftsemi R on k | project l`, [['x'], ['y'], ['n']]],
    [`${L}${R}L | join kind=rightanti R on k | project r`, [['q']]],
    [`${L}${R}L | join kind=anti R on k | project l`, [['z']]],
    [
      `${L}${R}L | lookup R on k | project l, r`,
      [
        ['x', 'p'],
        ['y', 'p'],
        ['z', ''],
        ['n', 'm'],
      ],
    ],
    [`${L}L | join kind=inner L on k, l | getschema | project ColumnName`, [['k'], ['l'], ['k1'], ['l1']]],
  ],
  'union has the columns of all its tables': [
    [
      `${L}${R}L | union R | summarize count() by isempty(l)`,
      [
        [false, 4],
        [true, 3],
      ],
    ],
    [
      `${L}${R}union withsource=from L, R | summarize count() by from`,
      [
        ['union_arg0', 4],
        ['union_arg1', 3],
      ],
    ],
    [`${L}${R}union kind=inner L, R | getschema | project ColumnName`, [['k']]],
    ['let View1 = view () { print a = 1 }; let View2 = view () { print a = 2 }; union View1, View2', [[1], [2]]],
  ],
  'mv-expand makes a row of each item': [
    [
      'print d = dynamic([1, 2]), e = dynamic(["a"]) | mv-expand d, e',
      [
        [1, 'a'],
        [2, null],
      ],
    ],
    ['print d = dynamic([]) | mv-expand d', []],
    ['print d = dynamic(null) | mv-expand d', [[null]]],
    ['print d = dynamic({"a":1,"b":2}) | mv-expand d', [[{ a: 1 }], [{ b: 2 }]]],
    ['print d = dynamic({"a":1}) | mv-expand kind=array d', [[['a', 1]]]],
    ['print d = dynamic(["1", "x"]) | mv-expand d to typeof(long)', [[1], [null]]],
    ['print d = dynamic(["a", "b"]) | mv-expand with_itemindex=i d | project i', [[0], [1]]],
    ['print d = dynamic([3, 1]) | mv-apply x = d to typeof(long) on (summarize m = max(x))', [[[3, 1], 3]]],
    ['print d = dynamic([3, 1]) | mv-apply x = d on (where x > 2) | project x', [[3]]],
  ],
  'parse takes a text apart': [
    ['print s = "user=bob id=7;" | parse s with "user=" user " id=" id:long ";" | project user, id', [['bob', 7]]],
    ['print s = "no" | parse s with "user=" user | project user', [['']]],
    ['print s = "a=x b=1 c" | parse s with * "b=" b:long * | project b', [[1]]],
    ['print s = "k: v, w" | parse kind=regex s with "k: " a "," b | project a, b', [['v', ' w']]],
    ['print s = "x=1" | parse-where s with "y=" y', []],
    [
      'print s = "b=2, a=1" | parse-kv s as (a:long, b:long) with (pair_delimiter=",", kv_delimiter="=") | project a, b',
      [[1, 2]],
    ],
  ],
  'series have a value for each bin, the end left out': [
    [
      'datatable(t:datetime, v:long)[datetime(2026-01-01), 1, datetime(2026-01-03), 3] | make-series s = sum(v) default = 0 on t from datetime(2026-01-01) to datetime(2026-01-04) step 1d | project s',
      [[[1, 0, 3]]],
    ],
    [
      'print s = dynamic([1, null, 3]) | project f = series_fill_forward(s), l = series_fill_linear(s)',
      [
        [
          [1, 1, 3],
          [1, 2, 3],
        ],
      ],
    ],
  ],
  'plugins may give columns that only the data knows': [
    ['print d = dynamic({"b":1,"a":"x"}) | evaluate bag_unpack(d)', [['x', 1]]],
    ['print d = dynamic({"b":1,"a":"x"}) | evaluate bag_unpack(d) | where a == "x" | project b', [[1]]],
    ['print d = dynamic({"b":1}) | evaluate bag_unpack(d, "p_") | project p_b', [[1]]],
    [`${T}T | evaluate pivot(k, sum(v))`, [[4, 2, 0]]],
    [
      'let N = datatable(net:string, who:string)["10.0.0.0/8", "big", "10.1.0.0/16", "small"]; print ip = "10.1.2.3" | evaluate ipv4_lookup(N, ip, net) | project who',
      [['small']],
    ],
  ],
  'window functions see the rows in their order': [
    [
      'range x from 1 to 3 step 1 | sort by x asc | extend p = prev(x), n = next(x, 1, 0), r = row_number(), c = row_cumsum(x)',
      [
        [1, null, 2, 1, 1],
        [2, 1, 3, 2, 3],
        [3, 2, 0, 3, 6],
      ],
    ],
    [
      'datatable(t:datetime)[datetime(2026-01-01 00:00), datetime(2026-01-01 00:05), datetime(2026-01-01 02:00)] | sort by t asc | extend s = row_window_session(t, 1d, 10m) | summarize count() by s',
      [
        ['2026-01-01T00:00:00.0000000Z', 2],
        ['2026-01-01T02:00:00.0000000Z', 1],
      ],
    ],
  ],
  'names can stand for values, tables and functions': [
    [
      'let n = 2; let f = (x: long, y: long = 5) { x * y + n }; print a = f(3), b = f(3, 1), c = f(y = 2, x = 1)',
      [[17, 5, 4]],
    ],
    [`${T}let f = (t: (v: long), least: long) { t | where v >= least }; f(T, 2) | count`, [[2]]],
    [`${T}let f = (t: (v: long)) { t | count }; T | invoke f()`, [[4]]],
    [`${T}let m = toscalar(T | summarize max(v)); T | where v == m | project k`, [['a']]],
    [`${T}let M = materialize(T | where v > 1); M | union M | count`, [[4]]],
    [`${T}T | where k in ((T | where v == 2 | project k)) | count`, [[1]]],
    [`${T}T | as A | where v == 1 | union (A | where v == 2) | count`, [[2]]],
    [`${T}T | search "b" | project k`, [['b']]],
    [`${T}T | where * has "c" | project k`, [['c']]],
    ['range x from 1 to 10 step 4', [[1], [5], [9]]],
  ],
};
