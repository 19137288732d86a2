import { SCHEMA_FOLDER } from '../../../scripts/base/system/package-folder';
import { createAnalyser } from '../../../scripts/kql/analysis/analyser';
import { openCatalog } from '../../../scripts/kql/analysis/catalog';
import { lookbacks } from '../../../scripts/kql/analysis/lookbacks';

const { analyse } = createAnalyser(openCatalog([SCHEMA_FOLDER]));
const HOUR = 3_600_000;

function hoursBack(query: string): [string, number][] {
  const { tree } = analyse(query);
  return tree ? lookbacks(tree).map(({ duration, start, end }) => [query.slice(start, end), duration / HOUR]) : [];
}

describe('look-backs of a query, in hours', () => {
  it.each<[string, [string, number][]]>([
    ['Syslog | where TimeGenerated > ago(14d)', [['ago(14d)', 336]]],
    ['let lookback = 90m; Syslog | where TimeGenerated > ago(lookback)', [['ago(lookback)', 1.5]]],
    ['let lookback = 7d; Syslog | where TimeGenerated > ago(2 * lookback)', [['ago(2 * lookback)', 336]]],
    [
      'Syslog | where TimeGenerated between (ago(2d) .. ago(time(1.00:00:00)))',
      [
        ['ago(2d)', 48],
        ['ago(time(1.00:00:00))', 24],
      ],
    ],
    ['Syslog | where TimeGenerated > now() - 1h', [['now() - 1h', 1]]],
    ['Syslog | where TimeGenerated > now(-7d)', [['now(-7d)', 168]]],
    [`Syslog | where TimeGenerated > datetime_add('day', -3, now())`, [[`datetime_add('day', -3, now())`, 72]]],
    ['Syslog | where TimeGenerated > startofday(ago(1d))', [['ago(1d)', 24]]],
    ['Syslog | where TimeGenerated > now() and TimeGenerated < now(1h)', []],
    ['let f = (t: timespan) { Syslog | where TimeGenerated > ago(t) }; f(1d)', []],
    ['Syslog | where TimeGenerated > datetime(2026-05-01)', []],
    ['Syslog | extend x = "ago(9d)" // ago(8d)', []],
  ])('%s', (query, expected) => {
    expect(hoursBack(query)).toEqual(expected);
  });
});

/** Moments and how far they look back, in milliseconds, where they state it; `day` is 1d, `n` is 5. */
const MOMENTS: [moment: string, milliseconds: number | undefined][] = [
  ['ago(14d)', 1209600000],
  ['now() - 1h', 3600000],
  ['now() - (2 * 1d)', 172800000],
  ['now(-7d)', 604800000],
  ['now(7d)', undefined],
  ['now()', undefined],
  ["datetime_add('day', -7, now())", 604800000],
  ["datetime_add('DAY', -7, now())", 604800000],
  ["datetime_add('week', -1, now())", 604800000],
  ["datetime_add('hour', -1, now())", 3600000],
  ["datetime_add('minute', -1, now())", 60000],
  ["datetime_add('second', -1, now())", 1000],
  ["datetime_add('millisecond', -1, now())", 1],
  ["datetime_add('month', -1, now())", undefined],
  ["datetime_add('day', 7, now())", undefined],
  ["datetime_add('day', -7, datetime(2026-01-01))", undefined],
  ["datetime_add('day', -7, now(1h))", undefined],
  ['ago(-1d)', undefined],
  ['ago(2 * 1d)', 172800000],
  ['ago(1d * 1.5)', 129600000],
  ['ago(toscalar(print 1d))', undefined],
  ['ago(day)', 86400000],
  ['(now()) - day', 86400000],
  ['now(1h) - 1h', undefined],
  ['ago(-(-1d))', 86400000],
  ['ago(0d)', undefined],
  ['ago(day * 3)', 259200000],
  ['ago(n * 1h)', 18000000],
  ['TimeGenerated - 1h', undefined],
];

describe('how far a moment looks back', () => {
  it.each(MOMENTS)('%s: %s', (moment, milliseconds) => {
    const query = `let day = 1d; let n = 5; Syslog | where TimeGenerated > ${moment}`;
    const { tree } = analyse(query);
    const start = query.length - moment.length;
    const expected = milliseconds === undefined ? [] : [{ duration: milliseconds, start, end: query.length }];
    expect(tree && lookbacks(tree)).toEqual(expected);
  });
});
