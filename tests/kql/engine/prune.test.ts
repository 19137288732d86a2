import { createEngine, type Prepared, run, toObjects } from '../../../scripts/kql/index.js';
import { catalog, NOW } from './ask.js';

const engine = createEngine(catalog);
const EVENTS = [
  { TimeGenerated: '2026-03-01T10:00:00Z', Host: 'ws-1', Port: 443, Details: { a: [1, 2] } },
  { TimeGenerated: '2026-03-01T11:00:00Z', Host: 'ws-2', Port: 80, Details: { a: [] } },
  { TimeGenerated: '2026-02-01T10:00:00Z', Host: 'ws-1', Port: null, Details: null },
];
/** The same rows as a table of the query itself, of which every column is kept. */
const LITERAL = `datatable(TimeGenerated: datetime, Host: string, Port: int, Details: dynamic)[
  datetime(2026-03-01T10:00:00Z), "ws-1", 443, dynamic({"a": [1, 2]}),
  datetime(2026-03-01T11:00:00Z), "ws-2", 80, dynamic({"a": []}),
  datetime(2026-02-01T10:00:00Z), "ws-1", int(null), dynamic(null)]`;

function prepared(query: string): Prepared {
  const preparation = engine.prepare(query);
  if (preparation.outcome !== 'prepared') throw new Error(JSON.stringify(preparation));
  return preparation.prepared;
}

function rowsOf(query: string) {
  const ran = run(
    prepared(query),
    { table: () => EVENTS, watchlist: () => [{ Name: 'ws-1', Note: 'n' }] },
    { now: NOW },
  );
  return ran.outcome === 'ran' ? { columns: ran.result.columns, rows: toObjects(ran.result) } : ran.refused;
}

test.each([
  'T',
  'T | count',
  'T | where Port == 443 | project Host',
  'T | extend x = strcat(Host, "!"), y = Port + 1 | where y > 80 | project x',
  'T | extend Host = toupper(Host) | extend Port = tolong(Port) | project Host, Port',
  'T | summarize count(), max(Port), make_set(Host) by bin(TimeGenerated, 1d) | project max_Port',
  'T | summarize arg_max(TimeGenerated, *) by Host | project Host, Port',
  'T | summarize n = count() by Host, Port | project n',
  'T | distinct Host, Port | project Port',
  'T | sort by TimeGenerated asc, Port | extend n = row_number() | project n, Host',
  'T | top 1 by Port | project Host',
  'T | take 2 | project Host',
  'T | mv-expand item = Details.a to typeof(long) | project Host, item',
  'T | mv-expand with_itemindex=i Details | project i, Host',
  'T | extend Details = Details.a | mv-expand Details to typeof(long) | project Details, Host',
  'T | mv-apply v = Details.a to typeof(long) on (summarize s = sum(v)) | project Host, s',
  'T | join kind=inner (T | project Host, Other = Port) on Host | project Other, TimeGenerated',
  'T | join kind=leftouter (T | where Port == 80) on Host | project Host1, Port1, Port',
  'T | join kind=leftsemi (T | where Port == 443) on Host | project Port',
  'T | join kind=rightanti (T | where Port == 80) on Host, Port | project Host',
  'T | join kind=inner T on $left.Host == $right.Host, Port | count',
  'T | lookup kind=leftouter (_GetWatchlist("names") | project Name, Note) on $left.Host == $right.Name | project Note, Port',
  'union withsource=From T, (T | where Port == 80 | project Host, Extra = 1) | project Extra, IsNamed = isnotempty(From), Host',
  'union T, (T | project Port, New = Host) | project New',
  'let S = materialize(T | where Port > 1); S | project Host | union (S | project Port)',
  'let hosts = T | where Port == 443 | project Host; T | where Host in (hosts) | project TimeGenerated',
  'T | where Port == toscalar(T | summarize max(Port)) | project Host',
  'T | parse Host with "ws-" n:long | project n',
  'T | make-series n = count(), m = max(Port) on TimeGenerated from datetime(2026-03-01) to datetime(2026-03-02) step 1d by Host | project Host, m',
  'T | partition by Host (top 1 by Port | project Port)',
  'T | extend p = pack_all() | project p.Host',
  'T | getschema | project ColumnName',
  'T | evaluate bag_unpack(Details)',
])('%s: the result is that of all columns', (query) => {
  const result = rowsOf(query.replace(/\bT\b/g, 'Events'));
  expect(result).toHaveProperty('rows');
  expect(result).toEqual(rowsOf(`let L = ${LITERAL}; ${query.replace(/\bT\b/g, 'L')}`));
});

test('a table is read with the columns that matter, however many it has', () => {
  const { plan } = prepared('Events | where Port == 443 | extend x = 1 | project Host');
  let step = plan;
  while ('input' in step) step = step.input;
  expect(step.columns.map(({ name }) => name)).toEqual(['Host', 'Port']);
});
