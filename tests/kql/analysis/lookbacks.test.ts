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
