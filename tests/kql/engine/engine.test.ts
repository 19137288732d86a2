import { createEngine, mutants, type Prepared, run } from '../../../scripts/kql/index.js';
import { ask, catalog, cells, NOW } from './ask.js';

const engine = createEngine(catalog);

function prepared(query: string): Prepared {
  const preparation = engine.prepare(query);
  if (preparation.outcome !== 'prepared') throw new Error(JSON.stringify(preparation));
  return preparation.prepared;
}

const EVENTS = [
  { TimeGenerated: '2026-03-01T11:00:00Z', Host: 'ws-1', Port: '443', Details: '{"user":"bob"}' },
  { TimeGenerated: '2026-02-01T11:00:00Z', Host: 'ws-2', Port: 80, Details: { user: 'eve' } },
];

describe('sources', () => {
  const sources = {
    table: (name: string) => (name === 'Events' ? EVENTS : undefined),
    watchlist: (alias: string) => (alias === 'names' ? [{ Name: 'ws-2', SearchKey: 'ws-2' }] : undefined),
    external: (url: string) => (url.endsWith('.csv') ? 'name,port\nws-1,443\n' : undefined),
  };

  test('rows of JSON are read as the columns of their table', () => {
    expect(cells('Events | project Host, Port, user = tostring(Details.user)', sources)).toEqual([
      ['ws-1', 443, 'bob'],
      ['ws-2', 80, 'eve'],
    ]);
  });

  test('a query sees the clock of its run', () => {
    expect(cells('Events | where TimeGenerated > ago(2h) | project Host', sources)).toEqual([['ws-1']]);
  });

  test('watchlists and files behind URLs are tables too', () => {
    expect(cells('_GetWatchlist("names") | project Name', sources)).toEqual([['ws-2']]);
    const external = 'externaldata(h:string, p:long)["https://x.example/l.csv"] with (ignoreFirstRecord=true)';
    expect(cells(external, sources)).toEqual([['ws-1', 443]]);
    expect(ask('externaldata(h:string)["https://x.example/other.txt"]', sources)).toBe('refused: externaldata');
  });

  test('ingestion_time() is the time of the event', () => {
    expect(cells('Events | where ingestion_time() > ago(2h) | project Host', sources)).toEqual([['ws-1']]);
  });

  test('a plan names what it reads', () => {
    const query = 'Events | join (_GetWatchlist("names")) on $left.Host == $right.Name';
    expect(prepared(query).reads).toEqual({ tables: ['Events'], watchlists: ['names'], urls: [] });
  });
});

describe('what cannot be run is refused by name, with its place', () => {
  test.each([
    ['Events | evaluate basket()', 'evaluate basket', 'evaluate basket()'],
    [
      'print x = geo_info_from_ip_address("1.2.3.4")',
      'geo_info_from_ip_address()',
      'geo_info_from_ip_address("1.2.3.4")',
    ],
    ['Events | top-nested 3 of Host by count()', 'top-nested', 'top-nested 3 of Host by count()'],
    ['print rand()', 'rand()', 'rand()'],
  ])('%s', (query, construct, words) => {
    const preparation = engine.prepare(query);
    const outcome = preparation.outcome === 'prepared' ? run(preparation.prepared, {}, { now: NOW }) : preparation;
    if (outcome.outcome !== 'refused') throw new Error(outcome.outcome);
    const { start, end } = outcome.refused;
    expect([outcome.refused.construct, query.slice(start, end)]).toEqual([construct, words]);
  });

  test('a query that the analyser refuses is invalid', () => {
    expect(ask('Events | where Nowhere == 1')).toContain('invalid');
    expect(ask('Unknown | take 1')).toContain('invalid');
  });

  test.each([
    ['range x from 1 to 1000000000 step 1', 'row budget'],
    ['range x from 1 to 100000 step 1 | extend k = 1 | as A | join kind=inner A on k', 'row budget'],
    [
      'print d = range(1, 1000000) | mv-expand d | extend s = strcat(d, "x") | summarize make_set(s) by hash(s) % 1000',
      'deadline',
    ],
  ])('%s meets a limit', (query, construct) => {
    const outcome = run(prepared(query), {}, { now: NOW, deadlineMs: 50, maxRows: 1_100_000 });
    expect(outcome.outcome).toBe('refused');
    if (outcome.outcome === 'refused') expect([construct, 'deadline']).toContain(outcome.refused.construct);
  });
});

test('a step that would fill the memory is not run, long before it does', () => {
  const columns = Array.from({ length: 80 }, (_, index) => `c${index} = 1`).join(', ');
  const outcome = run(prepared(`range x from 1 to 600000 step 1 | extend ${columns} | count`), {}, { now: NOW });
  if (outcome.outcome !== 'refused') throw new Error(outcome.outcome);
  expect(outcome.refused).toMatchObject({
    construct: 'memory limit',
    message: 'This step makes more than 40 million values.',
  });
});

test('a trace says what each step let through', () => {
  const query = 'Events | where Port == 443 | where Host has "ws" | summarize count()';
  const outcome = run(prepared(query), { table: () => EVENTS }, { now: NOW, trace: true });
  if (outcome.outcome !== 'ran') throw new Error(outcome.outcome);
  const steps = outcome.result.trace.map(({ operator, rowsIn, rowsOut, start, end }) => [
    operator,
    rowsIn,
    rowsOut,
    query.slice(start, end),
  ]);
  expect(steps).toEqual([
    ['scan', 0, 2, 'Events'],
    ['where', 2, 1, 'where Port == 443'],
    ['where', 1, 1, 'where Host has "ws"'],
    ['summarize', 1, 1, 'summarize count()'],
  ]);
});

describe('weakened queries', () => {
  const query = 'let since = ago(1h); Events | where TimeGenerated >= since and Host has "ws" | where Port == 443';

  test('are told in the words of the query', () => {
    const found = mutants(prepared(query)).map(({ mutation, start, end }) => [mutation, query.slice(start, end)]);
    expect(found).toEqual([
      ['twice the time in ago(1h)', 'ago(1h)'],
      ['without TimeGenerated >= since', 'TimeGenerated >= since'],
      ['> instead of >= in TimeGenerated >= since', 'TimeGenerated >= since'],
      ['without Host has "ws"', 'Host has "ws"'],
      ['contains instead of has in Host has "ws"', 'Host has "ws"'],
      ['without Port == 443', 'Port == 443'],
      ['!= instead of == in Port == 443', 'Port == 443'],
    ]);
  });

  test('lose one item of a list each, and meet a moment a day later', () => {
    const listed = 'Events | where Host in ("ws-1", "ws-2") and TimeGenerated < datetime(2026-03-01)';
    const found = mutants(prepared(listed)).map(({ mutation, start, end }) => [mutation, listed.slice(start, end)]);
    expect(found).toContainEqual(['without "ws-1" in Host in ("ws-1", "ws-2")', '"ws-1"']);
    expect(found).toContainEqual(['without "ws-2" in Host in ("ws-1", "ws-2")', '"ws-2"']);
    expect(found).toContainEqual([
      'a day later than datetime(2026-03-01) in TimeGenerated < datetime(2026-03-01)',
      'datetime(2026-03-01)',
    ]);
    const lists = ['Host in ("ws-1")', `Port in (${Array.from({ length: 21 }, (_, i) => i).join(', ')})`];
    for (const list of lists) {
      expect(mutants(prepared(`Events | where ${list}`)).map(({ mutation }) => mutation.slice(0, 13))).toEqual([
        `without ${list}`.slice(0, 13),
      ]);
    }
  });

  test('run as what they are', () => {
    const hosts = mutants(prepared(query)).map((mutant) => {
      const outcome = run(mutant.prepared, { table: () => EVENTS }, { now: NOW });
      return outcome.outcome === 'ran' ? `${mutant.mutation}: ${outcome.result.rows.length}` : outcome.refused.message;
    });
    expect(hosts).toContain('without Port == 443: 1');
    expect(hosts).toContain('!= instead of == in Port == 443: 0');
  });
});
