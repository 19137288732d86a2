import fc from 'fast-check';
import { createEngine, type Prepared, type Row, rowFilter, run, type Sources } from '../../../scripts/kql/index.js';
import { catalog, NOW } from './ask.js';

const engine = createEngine(catalog);
const columns = catalog.table('Events')?.columns ?? [];
const sources: Sources = { watchlist: () => [{ Name: 'ws-1' }] };

function prepared(query: string): Prepared {
  const preparation = engine.prepare(query);
  if (preparation.outcome !== 'prepared') throw new Error(JSON.stringify(preparation));
  return preparation.prepared;
}

/** A row of Events. */
function event(host: string, port: number | null): Row {
  return [0n, host, port === null ? null : BigInt(port), null];
}

const ROWS = [event('ws-1', 443), event('ws-2', 443), event('ws-1', 80), event('', null)];

test.each([
  ['Events | where Port == 443 | where Host == "ws-1"', 1],
  ['Events | where Port == 443 and TimeGenerated > ago(1h)', 2],
  ['Events | where Host in ((_GetWatchlist("names") | project Name)) | take 1', 2],
  ['Events | where Host in ((Events | where Port == 80 | project Host))', 4],
  ['Events | extend P = Port | where P == 443', 4],
  ['Events | take 2 | where Port == 443', 4],
  ['let T = Events | where Port == 443; T | where Host == "ws-1" | union (T | where Host == "ws-2")', 2],
  ['let f = (T: (Host: string)) { T | where Host == "ws-1" | union T }; Events | where Port == 443 | invoke f()', 2],
  ['Events | where Port == 443 | join kind=inner (Events | where Host == "ws-1") on Host', 3],
  ['Events | where Port == 443 | union (Events | count)', 4],
  ['print toscalar(Events | count)', 4],
  ['_GetWatchlist("names")', 0],
])('%s can use %d of four rows', (query, count) => {
  const keeps = rowFilter([prepared(query)], sources);
  expect(ROWS.filter((row) => keeps('Events', row, columns))).toHaveLength(count);
});

test('columns in another order, and fewer of them, are asked by their names', () => {
  const keeps = rowFilter([prepared('Events | where Port == 443 and isempty(Host)')], sources);
  const port = [{ name: 'Port', type: 'int' }] as const;
  expect(keeps('Events', [443n], port)).toBe(true);
  expect(keeps('Events', [80n], port)).toBe(false);
});

test('several queries keep what any of them can use', () => {
  const keeps = rowFilter([prepared('Events | where Port == 80'), prepared('Events | where Host == "ws-2"')], sources);
  expect(ROWS.filter((row) => keeps('Events', row, columns))).toHaveLength(2);
});

test('without the rows that the filter drops, queries return the same', () => {
  const filters = [
    'Port == 443',
    'Port != 80',
    'Host has "ws"',
    'Host in ((_GetWatchlist("names") | project Name))',
    'isnull(Port)',
    'Port > 100 or Host == ""',
  ];
  const ends = [
    'project Host, Port',
    'summarize count() by Host',
    'where Port < 1000 | count',
    'extend X = Port | where X > 1 | project Host',
    'join kind=leftanti (Events | where Port == 80) on Host | project Host',
  ];
  const query = fc
    .tuple(fc.array(fc.constantFrom(...filters), { minLength: 1, maxLength: 3 }), fc.constantFrom(...ends))
    .map(([conditions, end]) => `Events | where ${conditions.join(' | where ')} | ${end}`);
  const host = fc.constantFrom('ws-1', 'ws-2', 'é', '');
  const row = fc.tuple(host, fc.option(fc.constantFrom(80, 443, 0, 2000))).map(([name, port]) => event(name, port));
  fc.assert(
    fc.property(query, fc.array(row, { maxLength: 8 }), (text, rows) => {
      const one = prepared(text);
      const keeps = rowFilter([one], sources);
      const ask = (kept: readonly Row[]) =>
        run(one, { ...sources, table: () => ({ columns, rows: kept }) }, { now: NOW });
      expect(ask(rows.filter((own) => keeps('Events', own, columns)))).toEqual(ask(rows));
    }),
    { numRuns: 60 },
  );
});
