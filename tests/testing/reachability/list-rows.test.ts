import { everyRow, livingRows, reducedLists } from '../../../scripts/testing/reachability/list-rows.js';
import { setUp } from '../support.js';

const HEADER = 'Indicator,Port,MalwareFamily,ThreatType,Confidence,FirstSeen,ValidUntil,Source,Report\r\n';
const ROWS = [
  '192.0.2.1,443,Bad,c2,50,2026-05-06,2026-06-20,Us,a',
  '192.0.2.2,,Bad,c2,49,2026-05-06,2026-06-20,Us,a',
  '192.0.2.3,,Bad,c2,75,,,Us,a',
];
const { run } = setUp({
  'watchlists/ioc-ip.yaml': 'watchlistAlias: ioc-ip\ndisplayName: IPs\nprovider: us\nitemsSearchKey: Indicator\n',
  'watchlists/ioc-ip.csv': `${HEADER}${ROWS.join('\r\n')}\r\n`,
});
const living = (asOf: string) => livingRows(run.repository, new Date(asOf)).map(({ label }) => label);

it('the rows that are certain enough, with their lives and places', () => {
  expect(everyRow(run.repository).map(({ row: _, ...rest }) => rest)).toEqual([
    {
      ...{ kind: 'ip', index: 0, label: '192.0.2.1:443', file: 'watchlists/ioc-ip.csv', line: 2 },
      ...{ from: Date.parse('2026-04-29'), until: Date.parse('2026-06-20') },
    },
    {
      ...{ kind: 'ip', index: 2, label: '192.0.2.3', file: 'watchlists/ioc-ip.csv', line: 4 },
      ...{ from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY },
    },
  ]);
});

it.each([
  ['2026-04-29T00:00:00Z', ['192.0.2.3']],
  ['2026-04-29T00:00:59Z', ['192.0.2.3']],
  ['2026-04-29T00:01:00Z', ['192.0.2.1:443', '192.0.2.3']],
  ['2026-06-19T23:59:59Z', ['192.0.2.1:443', '192.0.2.3']],
  ['2026-06-20T00:00:00Z', ['192.0.2.3']],
])('at %s, these live: %j', (asOf, labels) => expect(living(asOf)).toEqual(labels));

it('a query is asked about some rows of the lists of indicators; other lists stay whole', () => {
  const table = { columns: [], rows: [['a'], ['b'], ['c']] };
  const asked: string[] = [];
  const lists = reducedLists(everyRow(run.repository), (alias) => {
    asked.push(alias);
    return table;
  });
  expect(lists('ioc-ip').rows).toEqual([['a'], ['c']]);
  expect(lists('ioc-ip')).toBe(lists('ioc-ip'));
  expect(lists('ioc-url').rows).toEqual([]);
  expect(lists('people')).toBe(table);
  expect(asked).toEqual(['ioc-ip', 'ioc-url', 'people']);
});
