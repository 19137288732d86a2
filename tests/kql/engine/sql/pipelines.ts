import fc from 'fast-check';
import type { Row, Value } from '../../../../scripts/kql/index.js';

const MAX_LONG = 9_223_372_036_854_775_807n;
const MAX_DATETIME = 3_155_378_975_999_999_999n;

const TEXTS = [
  ...'a A a_b _ é É İ i ß SS ٣ K k ſ s 😀 😀a \' " \\ 443 -1 true 0x1F [1] {"a":1} a%b NaN ABC'.split(' '),
  ...'evil.example EVIL.EXAMPLE x-evil.example http://evil.example/x?y=1 2026-01-01'.split(' '),
  ...['', 'a b', ' 443 ', 'abc abc', "it's"],
];
const text = fc.constantFrom(...TEXTS);
const long = fc.constantFrom(null, 0n, 1n, -1n, 7n, 443n, -443n, MAX_LONG, -MAX_LONG - 1n);
const int = fc.constantFrom(null, 0n, 1n, -7n, 443n, 2_147_483_647n, -2_147_483_648n);
const real = fc.constantFrom(null, 0, 0.1, 1, -1.5, Number.NaN, Infinity, -Infinity, 1e308, 5e-324, 443);
const datetime = fc.constantFrom(
  null,
  0n,
  MAX_DATETIME,
  639_080_000_000_000_000n,
  639_081_000_000_000_001n,
  638_000_000_000_000_000n,
);
const timespan = fc.constantFrom(null, 0n, 1n, -864_000_000_000n, 864_000_000_000n, MAX_LONG);
const guid = fc.constantFrom(null, '11111111-2222-3333-4444-555555555555', 'aaaaaaaa-2222-3333-4444-555555555555');
const dynamic = fc.constantFrom<Value>(
  null,
  1n,
  1.5,
  'x',
  '',
  true,
  [1n, 'a'],
  [],
  new Map<string, Value>([
    ['a', 1n],
    ['b', [null]],
  ]),
  '1',
);
const row: fc.Arbitrary<Row> = fc.tuple(
  datetime,
  text,
  text,
  long,
  int,
  real,
  fc.constantFrom(null, true, false),
  dynamic,
  guid,
  timespan,
);

const literalOf = (value: string) => JSON.stringify(value);
const aText = text.map(literalOf);
const column = fc.constantFrom('s', 'u');
const textValue = fc.oneof(
  column,
  column,
  column.map((name) => `tolower(${name})`),
  column.map((name) => `toupper(${name})`),
  column.map((name) => `strcat(${name}, n, "-", i, b)`),
  fc.constantFrom(
    'tostring(n)',
    'tostring(i)',
    'tostring(b)',
    'tostring(g)',
    'tostring(r)',
    'tostring(TimeGenerated)',
    'tostring(d)',
    'tostring(d.a)',
  ),
  fc.tuple(column, fc.nat(3)).map(([name, from]) => `substring(${name}, ${from})`),
  column.map((name) => `extract("([a-z]+)", 1, ${name})`),
  fc.constant('iff(b, s, u)'),
  fc.constant('case(n > 1, s, i < 0, "no", u)'),
  fc.constant('coalesce(s, u)'),
  column.map((name) => `trim_end("e", ${name})`),
);
const number = fc.oneof(
  fc.constantFrom(
    'n',
    'i',
    'n',
    'i',
    'n + 1',
    'i * 2',
    'n % 5',
    'strlen(s)',
    'toint(s)',
    'tolong(u)',
    'coalesce(n, 3)',
    'iff(b, n, 5)',
    'array_length(d)',
    'n - i',
  ),
);
const aNumber = fc.constantFrom(
  '0',
  '1',
  '-1',
  '443',
  'long(9223372036854775807)',
  'long(-9223372036854775808)',
  'long(null)',
);
const aReal = fc.constantFrom('0.0', '1.0', '-1.5', 'real(nan)', 'real(+inf)', 'real(-inf)', '443.0');
const aTime = fc.constantFrom(
  'datetime(2026-01-01)',
  'now()',
  'ago(30d)',
  'datetime(9999-12-31)',
  'datetime(0001-01-01)',
  'datetime(2026-02-28 12:26:40.0000001)',
);
const comparison = fc.constantFrom('==', '!=', '<', '<=', '>', '>=');
const search = fc.constantFrom(
  'has',
  '!has',
  'has_cs',
  '!has_cs',
  'hasprefix',
  '!hasprefix',
  'hassuffix',
  'hassuffix_cs',
  'contains',
  '!contains',
  'contains_cs',
  '!contains_cs',
  'startswith',
  '!startswith',
  'startswith_cs',
  'endswith',
  '!endswith',
  'endswith_cs',
  '=~',
  '!~',
  '==',
  '!=',
);
const list = fc.array(aText, { minLength: 1, maxLength: 4 }).map((values) => `(${values.join(', ')})`);
const long150 = `(range(1, 150, 1))`;
const time = fc.constantFrom(
  'TimeGenerated',
  'TimeGenerated + 1d',
  'TimeGenerated - 1d',
  'bin(TimeGenerated, 1h)',
  'startofday(TimeGenerated)',
);

const simple = fc.oneof(
  fc.tuple(textValue, search, aText).map((words) => words.join(' ')),
  fc.tuple(column, search, aText).map((words) => words.join(' ')),
  fc
    .tuple(textValue, fc.constantFrom('in', '!in', 'in~', '!in~', 'has_any', 'has_all'), list)
    .map((words) => words.join(' ')),
  fc.tuple(number, comparison, aNumber).map((words) => words.join(' ')),
  fc
    .tuple(number, fc.constantFrom('in', '!in'), fc.constantFrom('(1, 443)', '(0)', '(443.0, 1)', long150))
    .map((words) => words.join(' ')),
  fc.tuple(fc.constantFrom('r', 'n', 'r * 2', 'toreal(s)'), comparison, aReal).map((words) => words.join(' ')),
  fc.tuple(time, comparison, aTime).map((words) => words.join(' ')),
  fc.constantFrom(
    'b',
    'not(b)',
    'b == true',
    'b != false',
    'isnull(n)',
    'isnotnull(r)',
    'isempty(s)',
    'isnotempty(s)',
    'isempty(n)',
    'isnotempty(d)',
    'isnull(s)',
    'n between (0 .. 443)',
    'n !between (i .. 443)',
    'r between (0.0 .. 1.0)',
    'r !between (-1.5 .. 443.0)',
    'TimeGenerated between (ago(60d) .. now())',
    'p > 1h',
    'p between (0s .. 1d)',
    'g == "11111111-2222-3333-4444-555555555555"',
    'g in (guid(11111111-2222-3333-4444-555555555555))',
    'd.a == 1',
    's == u',
    's =~ u',
    's has u',
    'n == i',
    'r == n',
    'd has "a"',
    's in ((_GetWatchlist("names") | project Name))',
    's has_any ((_GetWatchlist("names") | project Name))',
    'n > toscalar(T | summarize max(i))',
    's in ((R | project u))',
    's matches regex "^a.b"',
    'r == r',
    'isnan(r)',
  ),
);
const condition: fc.Arbitrary<string> = fc.letrec<{ all: string }>((tie) => ({
  all: fc.oneof(
    { maxDepth: 2, depthIdentifier: 'condition' },
    simple,
    fc.tuple(tie('all'), fc.constantFrom('and', 'or'), tie('all')).map(([a, word, b]) => `(${a} ${word} ${b})`),
    tie('all').map((inner) => `not(${inner})`),
  ),
})).all;

const NAMES = 'TimeGenerated, s, u, n, i, r, b, d, g, p';
const keys = fc.constantFrom('s', 'u', 's, b', 'n', 'i', 'bin(TimeGenerated, 1d)', 'g, p', 'tolower(s)', 'b');
const joined = (kind: string, on: string) => `join kind=${kind} (R | where i != 0) on ${on} | project ${NAMES}`;
/** Each takes the columns of the tables and gives them again. */
const operator = fc.oneof(
  condition.map((one) => `where ${one}`),
  condition.map((one) => `where ${one}`),
  fc.tuple(column, textValue).map(([name, value]) => `extend ${name} = ${value}`),
  number.map((value) => `extend n = tolong(${value})`),
  time.map((value) => `extend TimeGenerated = ${value}`),
  condition.map((value) => `extend b = ${value}`),
  fc.constant(`project ${NAMES} = p`),
  keys
    .map(
      (by) =>
        `summarize arg_max(TimeGenerated, *) by ${by.startsWith('bin') || by.startsWith('tolower') ? `k = ${by}` : by} | project ${NAMES}`,
    )
    .filter((one) => !one.includes('g, p |')),
  fc.constantFrom(
    `summarize n = count(), i = toint(dcount(u)), d = make_set(s), TimeGenerated = max(TimeGenerated), u = take_any(u), r = avgif(i, b), b = min(r) > 1, p = min(p) by s, g | project ${NAMES}`,
    `summarize n = sum(n), i = take_any(i), d = make_list(u), TimeGenerated = min(TimeGenerated), s = min(s), r = max(r), p = max(p), g = any(g) by u, b | project ${NAMES}`,
    `summarize n = sumif(i, b), i = toint(countif(n > 0)), d = make_set(n), TimeGenerated = min(TimeGenerated), s = max(u), u = max(s), r = avg(n), p = max(p), g = any(g), b = true | project ${NAMES}`,
    `summarize arg_min(n, TimeGenerated, s, r, d, g, p, b) by u, i | project ${NAMES}`,
    `distinct s, n, b | extend TimeGenerated = now(), u = "", i = int(1), r = 1.0, d = dynamic(null), g = guid(null), p = 1s | project ${NAMES}`,
    'take 3',
    'take 1',
    'top 3 by n',
    'top 2 by s asc',
    'top 4 by r desc nulls first',
    'top 3 by TimeGenerated asc nulls last',
    'sort by u asc, n desc',
    'sort by r asc | take 4',
    'sort by b, i',
    joined('inner', 's'),
    joined('leftouter', 's, b'),
    joined('innerunique', 'u'),
    joined('leftanti', 'n'),
    joined('leftsemi', 's'),
    joined('inner', '$left.n == $right.i'),
    joined('fullouter', 's'),
    joined('rightouter', 'i'),
    `join kind=rightsemi (R) on s`,
    `join kind=rightanti (R) on g`,
    `join kind=inner (_GetWatchlist("names") | project s = Name) on s | project ${NAMES}`,
    `join kind=leftouter (R | summarize c = count(), m = max(u) by s) on s | extend n = c, u = m | project ${NAMES}`,
    `lookup (R | summarize i2 = take_any(i), b2 = any(b) by u) on u | extend i = i2 | project ${NAMES}`,
    `union (R | where n > 0)`,
    `union kind=outer R, (T | where isempty(s))`,
    `union withsource=src R | where src != "x" | project ${NAMES}`,
    `mv-expand d | project ${NAMES}`,
    `extend u = tostring(row_number()) | project ${NAMES}`,
    `as it | union (it | where b)`,
    'serialize',
    `mv-apply e = d to typeof(string) on (summarize u2 = make_list(e)) | extend u = tostring(u2) | project ${NAMES}`,
  ),
);
/** Queries of one to six operators over the table `T`. */
export const query = fc.array(operator, { minLength: 1, maxLength: 6 }).map((steps) => ['T', ...steps].join('\n| '));
/** Rows of a table. */
export const rows = fc.array(row, { maxLength: 12 });
