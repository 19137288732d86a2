import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LogsQueryClient } from '@azure/monitor-query-logs';
import { WORKSPACE, WORKSPACE_PATH } from '../../../scripts/emulator/server/workspace.js';
import { type Bench, INSIGHTS, send, startBench } from '../support.js';

let folder: string;
let bench: Bench;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'logs-'));
  const events = [1, 2, 3, 4].map((day) => ({
    TimeGenerated: `2026-05-0${day}T10:00:00.1234567Z`,
    DeviceName: `ws-${day}`,
    RemoteIP: `192.0.2.${day}`,
    RemotePort: 440 + day,
    AdditionalFields: { n: day, list: ['a'] },
  }));
  mkdirSync(join(folder, 'logs'));
  writeFileSync(join(folder, 'logs', 'DeviceNetworkEvents.json'), JSON.stringify(events));
  writeFileSync(join(folder, 'logs', 'Own_CL.csv'), 'TimeGenerated,Type,Name\n2026-05-02T00:00:00Z,Own_CL,first\n');
  bench = await startBench(':memory:', { logs: join(folder, 'logs') });
});
afterAll(async () => {
  await bench.emulator.close();
  rmSync(folder, { recursive: true });
});

const url = (path = `v1/workspaces/${WORKSPACE.workspaceId}/query`, on = bench) => `${on.emulator.endpoint}/${path}`;
const ask = (query: string, more: object = {}, headers: Record<string, string> = {}) =>
  send('POST', url(), { query, ...more }, headers);
const rowsOf = async (query: string, more: object = {}) => (await ask(query, more)).body.tables[0].rows;

describe('a query over the logs of the workspace', () => {
  it('answers columns with their types, and cells as the API writes them', async () => {
    const query =
      'DeviceNetworkEvents | where RemotePort == 441 | project TimeGenerated, DeviceName, RemotePort, AdditionalFields,' +
      ' Age = 90m, Share = 1.5, None = real(nan), Is = true, Missing = int(null)';
    const { status, body } = await ask(query);
    expect(status).toBe(200);
    expect(body).toEqual({ tables: [expect.objectContaining({ name: 'PrimaryResult' })] });
    const [{ columns, rows }] = body.tables;
    expect(columns.map(({ name, type }: { name: string; type: string }) => `${name}:${type}`)).toEqual([
      ...['TimeGenerated:datetime', 'DeviceName:string', 'RemotePort:int', 'AdditionalFields:dynamic'],
      ...['Age:timespan', 'Share:real', 'None:real', 'Is:bool', 'Missing:int'],
    ]);
    const [[time, name, port, fields, ...rest]] = rows;
    expect([time, name, port]).toEqual(['2026-05-01T10:00:00.1234567Z', 'ws-1', 441]);
    expect(JSON.parse(fields)).toEqual({ n: 1, list: ['a'] });
    expect(rest).toEqual(['01:30:00', 1.5, 'NaN', true, null]);
  });

  it('reads tables that no schema describes, by the columns of their file', async () => {
    expect(await rowsOf('Own_CL | project Name')).toEqual([['first']]);
  });

  it('says in Usage, an hour late, which tables got data', async () => {
    const rows = await rowsOf('Usage | where Quantity > 0 | project DataType, TimeGenerated | order by DataType asc');
    expect(rows).toEqual([
      ['DeviceNetworkEvents', '2026-05-20T11:00:00.0000000Z'],
      ['Own_CL', '2026-05-20T11:00:00.0000000Z'],
    ]);
  });

  it('takes the service clock for the present', async () => {
    expect(await rowsOf('print now()')).toEqual([['2026-05-20T12:00:00.0000000Z']]);
  });

  it.each([
    ['2026-05-02T00:00:00Z/2026-05-03T10:00:00.124Z', ['ws-2', 'ws-3']],
    ['2026-05-02T00:00:00Z/2026-05-03T10:00:00.123Z', ['ws-2']],
    ['2026-05-02T00:00:00Z/P1D', ['ws-2']],
    ['PT12H/2026-05-04T11:00:00Z', ['ws-4']],
    ['P17D', ['ws-4']],
    ['P90D', ['ws-1', 'ws-2', 'ws-3', 'ws-4']],
  ])('is cut by the timespan %s', async (timespan, expected) => {
    const query = 'DeviceNetworkEvents | project DeviceName | order by DeviceName asc';
    expect((await rowsOf(query, { timespan })).flat()).toEqual(expected);
  });

  it('keeps to its own time filter as well', async () => {
    const query = 'DeviceNetworkEvents | where TimeGenerated > datetime(2026-05-03) | count';
    expect(await rowsOf(query, { timespan: '2026-05-01T00:00:00Z/2026-05-03T12:00:00Z' })).toEqual([[1]]);
  });

  it('knows the functions of the workspace, and reads its lists whatever the timespan', async () => {
    const own = {
      category: 'Function',
      displayName: 'Parser',
      functionAlias: 'Own',
      query: 'Own_CL | where Name == wanted',
    };
    const properties = { ...own, functionParameters: "wanted:string='first'" };
    await bench.call('PUT', 'savedSearches/own', { properties }, '2020-08-01');
    expect(await rowsOf('Own() | project Name')).toEqual([['first']]);
    expect(await rowsOf('Own("other") | project Name')).toEqual([]);
    await bench.call('PUT', `${INSIGHTS}/watchlists/ioc-ip`, {
      properties: {
        ...{ displayName: 'Addresses', provider: 'Custom', itemsSearchKey: 'Indicator' },
        ...{ contentType: 'text/csv', rawContent: 'Indicator,Port\r\n192.0.2.2,442\r\n198.51.100.1,\r\n' },
      },
    });
    const joined =
      'DeviceNetworkEvents | join kind=inner (_GetWatchlist("ioc-ip")) on $left.RemoteIP == $right.SearchKey' +
      ' | project DeviceName, Port, gettype(Port)';
    expect(await rowsOf(joined)).toEqual([['ws-2', '442', 'string']]);
    const whole = '_GetWatchlist("ioc-ip") | count';
    expect(await rowsOf(whole, { timespan: '2020-01-01T00:00:00Z/P1D' })).toEqual([[2]]);
    const columns = '_GetWatchlist("ioc-ip") | where isnotempty(_DTItemId) and isnotnull(LastUpdatedTimeUTC) | count';
    expect(await rowsOf(columns)).toEqual([[2]]);
  });

  it('reads indicators from their table, written again every eight days', async () => {
    const own = await startBench();
    const stixobjects = [
      {
        ...{ id: 'indicator--00000000-0000-4000-8000-000000000001', type: 'indicator', spec_version: '2.1' },
        ...{ created: '2026-05-01T00:00:00Z', modified: '2026-05-01T00:00:00Z', pattern_type: 'stix', confidence: 80 },
        ...{ pattern: "[domain-name:value = 'o\\'x.example']", valid_from: '2026-05-01T00:00:00Z' },
        ...{ valid_until: '2026-05-25T00:00:00Z', labels: ['one', 'two'] },
      },
    ];
    await send('POST', url(`workspaces/${WORKSPACE.workspaceId}/threat-intelligence-stix-objects:upload`, own), {
      ...{ sourcesystem: 'soc', stixobjects },
    });
    const project =
      '| project ObservableKey, ObservableValue, Confidence, Tags, IsActive, LastUpdateMethod, ValidUntil';
    const query = `ThreatIntelIndicators | order by TimeGenerated asc ${project}`;
    const rows = async () => (await send('POST', url(undefined, own), { query })).body.tables[0].rows;
    const first = ['domain-name:value', "o'x.example", 80, 'one, two', true];
    const until = '2026-05-25T00:00:00.0000000Z';
    expect(await rows()).toEqual([[...first, 'StixObjectsUploadAPI', until]]);
    own.setClock(new Date('2026-05-29T12:00:00Z'));
    const later = [...first.slice(0, 4), false];
    expect(await rows()).toEqual([
      [...later, 'StixObjectsUploadAPI', until],
      [...later, 'LogARepublisher', until],
    ]);
    await own.emulator.close();
  });
});

describe('what surrounds an answer', () => {
  it('is what Prefer asks for', async () => {
    const prefer = 'wait=600, include-statistics=true,include-render=true,include-dataSources=true';
    const { body } = await ask('print 1', {}, { prefer });
    expect(Object.keys(body)).toEqual(['tables', 'statistics', 'render', 'dataSources']);
    expect(body.statistics.query.executionTime).toBeGreaterThanOrEqual(0);
  });

  it.each<[string, object]>([
    ['rows', { queryRows: 2 }],
    ['bytes', { queryBytes: 20 }],
  ])('is an error where a limit of %s is met, beside the rows below it', async (_, behaviour) => {
    const own = await startBench(':memory:', { logs: join(folder, 'logs'), behaviour });
    const { status, body } = await send('POST', url(undefined, own), {
      query: 'DeviceNetworkEvents | project DeviceName',
    });
    expect(status).toBe(200);
    expect(body.tables[0].rows).toHaveLength(2);
    expect(body.error).toMatchObject({
      code: 'PartialError',
      details: [{ code: 'EngineError', innererror: { code: '-2133196797' } }],
    });
    await own.emulator.close();
  });

  it('is half of the rows where the fault partial-results strikes', async () => {
    const own = await startBench(':memory:', { logs: join(folder, 'logs'), faults: { 'partial-results': 1 } });
    const { body } = await send('POST', url(undefined, own), { query: 'DeviceNetworkEvents' });
    expect(body.tables[0].rows).toHaveLength(2);
    expect(body.error.code).toBe('PartialError');
    await own.emulator.close();
  });
});

describe('a request that is not answered with rows', () => {
  it.each([
    ['what is no KQL', 'DeviceNetworkEvents | where', 'SyntaxError', 'SYN0002'],
    ['an unknown table', 'NoSuchTable | take 1', 'SemanticError', 'SEM0100'],
    ['an unknown column', 'DeviceNetworkEvents\n| where Nope == 1', 'SemanticError', 'SEM0100'],
  ])('is %s', async (_, query, code, inner) => {
    const { status, body } = await ask(query);
    expect(status).toBe(400);
    expect(body.error).toMatchObject({
      code: 'BadArgumentError',
      message: 'The request had some invalid properties',
      innererror: { code, innererror: { code: inner, message: expect.any(String) } },
    });
  });

  it('says what the local workspace does not run', async () => {
    const { status, body } = await ask('DeviceNetworkEvents | evaluate basket()');
    expect(status).toBe(400);
    expect(body.error.message).toMatch(/^The local workspace does not run this query/);
  });

  it('is one without a query, with a timespan that is none, or over another workspace', async () => {
    expect((await send('POST', url(), {})).status).toBe(400);
    expect((await ask('print 1', { timespan: 'yesterday' })).body.error.message).toMatch(/'yesterday' is not valid/);
    expect((await ask('print 1', { timespan: 'P1D/P1D' })).status).toBe(400);
    expect((await ask('print 1', { workspaces: ['elsewhere'] })).status).toBe(400);
    expect((await ask('print 1', { workspaces: [WORKSPACE.workspaceName] })).status).toBe(200);
  });

  it('goes to a workspace or a path that is not there', async () => {
    const other = `v1/workspaces/${WORKSPACE.workspaceId.replace(/.$/, '0')}/query`;
    expect(await send('POST', url(other), { query: 'print 1' })).toMatchObject({
      ...{ status: 404, body: { error: { code: 'WorkspaceNotFoundError' } } },
    });
    expect(await send('POST', url('v1/elsewhere'), {})).toMatchObject({
      ...{ status: 404, body: { error: { code: 'PathNotFoundError' } } },
    });
  });

  it('does not have the content type of JSON, and gets an empty body', async () => {
    const answer = await ask('print 1', {}, { 'content-type': 'text/plain' });
    expect(answer).toMatchObject({ status: 200, body: undefined });
  });

  it('comes to a workspace without data: 204', async () => {
    const own = await startBench();
    expect(await send('POST', url(undefined, own), { query: 'print 1' })).toMatchObject({
      status: 204,
      body: undefined,
    });
    await own.emulator.close();
  });

  it('is one too many, or without the role', async () => {
    const own = await startBench(':memory:', { logs: join(folder, 'logs'), faults: { throttle: 1 } });
    const once = (role: string) =>
      send('POST', url(undefined, own), { query: 'print 1' }, { authorization: `Bearer ${role}` });
    expect(await once('none')).toMatchObject({ status: 403, body: { error: { code: 'InsufficientAccessError' } } });
    for (let index = 0; index < 200; index++) expect((await once('log-reader')).status).toBe(200);
    const refused = await once('log-reader');
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('1');
    await own.emulator.close();
  }, 20_000);
});

describe('the ways to the query API', () => {
  it('are POST and GET at the host, and Resource Manager', async () => {
    const text = encodeURIComponent('print 1');
    expect((await send('GET', `${url()}?query=${text}`)).body.tables[0].rows).toEqual([[1]]);
    for (const path of ['query', 'api/query']) {
      const answer = await bench.call('POST', path, { query: 'print 2' }, '2017-10-01');
      expect(answer.body.tables[0].rows).toEqual([[2]]);
    }
    expect((await send('POST', `${bench.emulator.endpoint}${WORKSPACE_PATH}/query`, {})).status).toBe(400);
  });

  it('are batches, in which each has its own answer', async () => {
    const one = (id: string, query: string, workspace: string = WORKSPACE.workspaceId) => ({
      ...{ id, method: 'POST', path: '/query', workspace, body: { query } },
    });
    const requests = [one('a', 'print 1'), one('b', 'Nope'), one('c', 'print 3', 'elsewhere')];
    const { body } = await send('POST', url('v1/$batch'), { requests });
    expect(body.responses).toMatchObject([
      { id: 'a', status: 200, body: { tables: [{ rows: [[1]] }] } },
      { id: 'b', status: 400, body: { error: { code: 'BadArgumentError' } } },
      { id: 'c', status: 404, body: { error: { code: 'WorkspaceNotFoundError' } } },
    ]);
  });

  it('is the SDK client, for one query and for several', async () => {
    const credential = { getToken: async () => null };
    const options = { endpoint: `${bench.emulator.endpoint}/v1`, allowInsecureConnection: true };
    const client = new LogsQueryClient(credential, options);
    client.pipeline.removePolicy({ name: 'bearerTokenAuthenticationPolicy' });
    const query = 'DeviceNetworkEvents | where DeviceName == "ws-1" | project TimeGenerated, AdditionalFields';
    const timespan = { startTime: new Date('2026-05-01T00:00:00Z'), endTime: new Date('2026-05-02T00:00:00Z') };
    const result = await client.queryWorkspace(WORKSPACE.workspaceId, query, timespan, { serverTimeoutInSeconds: 60 });
    if (result.status !== 'Success') throw new Error(result.status);
    expect(result.tables[0]?.rows).toEqual([[new Date('2026-05-01T10:00:00.123Z'), { n: 1, list: ['a'] }]]);
    const [first, second] = await client.queryBatch([
      { workspaceId: WORKSPACE.workspaceId, query: 'print 1', timespan },
      { workspaceId: WORKSPACE.workspaceId, query: 'Nope', timespan },
    ]);
    expect(first).toMatchObject({ status: 'Success' });
    // So the SDK calls every error of a batch.
    expect(second).toMatchObject({ status: 'PartialFailure', partialError: { code: 'BadArgumentError' } });
  });
});

describe('the logs of the workspace', () => {
  it('are there after a restart, and others take their place', async () => {
    const database = join(folder, 'workspace.duckdb');
    const names = async (options: object) => {
      const own = await startBench(database, options);
      const query = 'union withsource=Table isfuzzy=true DeviceNetworkEvents, Own_CL | distinct Table';
      const { body } = await send('POST', url(undefined, own), { query });
      const columns = (await send('POST', url(undefined, own), { query: 'Own_CL | project Name' })).body;
      await own.emulator.close();
      return [body?.tables?.[0].rows.length, columns?.tables?.[0].rows.flat()];
    };
    expect(await names({ logs: join(folder, 'logs') })).toEqual([2, ['first']]);
    expect(await names({})).toEqual([2, ['first']]);
    const logTables = new Map([['Own_CL.csv', 'Own_CL']]);
    mkdirSync(join(folder, 'others'));
    writeFileSync(join(folder, 'others', 'Own_CL.csv'), 'TimeGenerated,Name\n2026-05-02T00:00:00Z,second\n');
    expect(await names({ logs: join(folder, 'others'), logTables })).toEqual([1, ['second']]);
  });

  it('come from a folder that is there', async () => {
    await expect(startBench(':memory:', { logs: join(folder, 'absent') })).rejects.toMatchObject({ code: 'usage' });
  });
});
