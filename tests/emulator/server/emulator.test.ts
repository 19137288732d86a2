import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { startEmulator } from '../../../scripts/emulator/server/emulator.js';
import { WORKSPACE, WORKSPACE_PATH } from '../../../scripts/emulator/server/workspace.js';
import { type Bench, collect, INSIGHTS, NOW, SCOPE, send, startBench } from '../support.js';

const VERSION = 'api-version=2025-09-01';
const watchlist = { displayName: 'Addresses', provider: 'Custom', itemsSearchKey: 'Indicator' };

describe('the local workspace', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await startBench();
  });
  afterAll(() => bench.emulator.close());
  const get = (path: string) => send('GET', bench.emulator.endpoint + path);

  it('is a resource that the SDK client reads', async () => {
    const workspace = await bench.operations.workspaces.get(...SCOPE);
    expect(workspace).toMatchObject({ name: 'local', customerId: WORKSPACE.workspaceId, retentionInDays: 90 });
  });

  it('listens on loopback, on a port from the system', () => {
    expect(bench.emulator.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d+$/);
    expect(bench.emulator.workspace).toEqual(WORKSPACE);
  });

  it('knows paths in any casing', async () => {
    expect((await get(`${WORKSPACE_PATH.toUpperCase()}/SAVEDSEARCHES?api-version=2020-08-01`)).status).toBe(200);
    expect((await get(`${WORKSPACE_PATH.toLowerCase()}/${INSIGHTS.toLowerCase()}/alertrules?${VERSION}`)).status).toBe(
      200,
    );
  });

  it.each<[string, string, number, string]>([
    ['another subscription', WORKSPACE_PATH.replace(/0000\//, '0001/'), 404, 'SubscriptionNotFound'],
    ['another resource group', WORKSPACE_PATH.replace('Groups/local', 'Groups/other'), 404, 'ResourceGroupNotFound'],
    ['another workspace', WORKSPACE_PATH.replace(/local$/, 'other'), 404, 'ResourceNotFound'],
    ['another provider', WORKSPACE_PATH.replace('OperationalInsights', 'Compute'), 404, 'InvalidResourceNamespace'],
    ['an unknown type', `${WORKSPACE_PATH}/${INSIGHTS}/incidents`, 404, 'InvalidResourceType'],
    ['an empty name', `${WORKSPACE_PATH}/${INSIGHTS}/watchlists/`, 404, 'InvalidResourceType'],
    ['a resource that is not there', `${WORKSPACE_PATH}/${INSIGHTS}/watchlists/absent`, 404, 'NotFound'],
    ['no resource at all', '/', 404, 'InvalidResourceType'],
    ['a broken escape', `${WORKSPACE_PATH}/savedSearches/%zz`, 400, 'InvalidRequestUri'],
    ['a control character', `${WORKSPACE_PATH}/savedSearches/a%00b`, 400, 'InvalidRequestUri'],
  ])('answers a request for %s as Resource Manager does', async (_what, path, status, code) => {
    const answer = await get(`${path}?${VERSION}`);
    expect(answer).toMatchObject({ status, body: { error: { code, message: expect.any(String) } } });
  });

  it.each([
    ['metadata', '2020-01-01', '2025-09-01'],
    ['alertRules', '2025-09-02', '2025-09-01'],
    ['alertRules', '2099-01-01-preview', '2022-09-01-preview'],
  ])(
    'refuses for %s the version %s, which it does not have, and says which ones it has',
    async (type, version, has) => {
      const answer = await get(`${WORKSPACE_PATH}/${INSIGHTS}/${type}?api-version=${version}`);
      expect(answer).toMatchObject({ status: 400, body: { error: { code: 'NoRegisteredProviderFound' } } });
      expect(answer.body.error.message).toContain(`API version '${version}' for type '${type}'`);
      expect(answer.body.error.message).toContain(has);
    },
  );

  it.each(['', '?api-version=', '?api-version=latest', '?api-version=2025-9-1'])(
    'refuses the version %p',
    async (query) => {
      const answer = await get(WORKSPACE_PATH + query);
      expect(answer).toMatchObject({ status: 400, body: { error: { code: 'MissingApiVersionParameter' } } });
    },
  );

  it('refuses other methods and says which it takes', async () => {
    const answer = await bench.call('POST', `${INSIGHTS}/watchlists/abc`, {});
    expect(answer).toMatchObject({ status: 405, body: { error: { code: 'MethodNotAllowed' } } });
    expect(answer.headers.get('allow')).toBe('GET, PUT, DELETE');
  });

  it.each(['{', '[1,]', '\u{0}', '{"properties":'])('refuses the body %p, which is no JSON', async (body) => {
    const answer = await bench.call('PUT', `${INSIGHTS}/watchlists/abc`, body);
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'InvalidRequestContent' } } });
  });

  it.each(['[]', '"text"', 'null', '{}', '{"properties":[]}'])('refuses the body %p for every kind', async (body) => {
    for (const kind of ['watchlists', 'alertRules', 'metadata'])
      expect((await bench.call('PUT', `${INSIGHTS}/${kind}/abc`, body)).status).toBe(400);
    expect((await bench.call('PUT', 'savedSearches/abc', body)).status).toBe(400);
  });

  it('survives a body of a million brackets', async () => {
    const deep = '['.repeat(1_000_000) + ']'.repeat(1_000_000);
    const body = `{"properties":{"parentId":"p","kind":"k","deep":${deep}}}`;
    expect((await bench.call('PUT', `${INSIGHTS}/metadata/deep`, body)).status).toBeGreaterThanOrEqual(400);
    expect((await bench.call('GET', `${INSIGHTS}/metadata/deep`)).status).toBe(404);
    expect((await get(`${WORKSPACE_PATH}?api-version=2022-10-01`)).status).toBe(200);
  });

  it('does not answer to a name that is not loopback, as of a web page that rebinds its own', async () => {
    const { port } = new URL(bench.emulator.endpoint);
    const path = `${WORKSPACE_PATH}?${VERSION}`;
    const status = await new Promise((resolve, reject) => {
      request({ port, path, host: '127.0.0.1', headers: { host: 'evil.example' } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect(status).toBe(403);
  });

  it('shows each request as it arrived', async () => {
    bench.requests.length = 0;
    await bench.insights.watchlists.createOrUpdate(...SCOPE, 'recorded', watchlist);
    expect(bench.requests).toEqual([
      {
        method: 'PUT',
        path: expect.stringMatching(/\/watchlists\/recorded\?api-version=2022-09-01-preview$/),
        body: { properties: watchlist },
      },
    ]);
  });

  it('keeps one writer at a time: of many creations with one name, one wins', async () => {
    const properties = {
      ...{ displayName: 'The same name', enabled: true, severity: 'Low', query: 'print 1' },
      ...{ suppressionDuration: 'PT1H', suppressionEnabled: false },
    };
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        bench.call('PUT', `${INSIGHTS}/alertRules/same-${index}`, { kind: 'NRT', properties }, '2025-07-01-preview'),
      ),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 400)).toHaveLength(19);
  });
});

describe('the state of the local workspace', () => {
  let folder: string;
  let database: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'emulator-'));
    database = join(folder, 'workspace.duckdb');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is there again after a restart', async () => {
    const first = await startBench(database);
    const rawContent = 'Indicator\r\n192.0.2.1\r\n';
    const properties = { ...watchlist, rawContent, contentType: 'text/csv' };
    await first.call('PUT', `${INSIGHTS}/watchlists/kept`, { properties });
    const before = (await first.call('GET', `${INSIGHTS}/watchlists/kept`)).body;
    await first.emulator.close();

    const second = await startBench(database);
    expect((await second.call('GET', `${INSIGHTS}/watchlists/kept`)).body).toEqual(before);
    await second.call('PUT', `${INSIGHTS}/watchlists/kept`, { properties });
    expect(await collect(second.insights.watchlistItems.list(...SCOPE, 'kept'))).toHaveLength(1);
    await second.emulator.close();
  });

  it('of the first format is taken over: everything is there, as written by nobody in particular', async () => {
    const old = await DuckDBInstance.create(database);
    const connection = await old.connect();
    await connection.run(`
      CREATE TABLE format (version VARCHAR);
      INSERT INTO format VALUES ('1');
      CREATE TABLE resource (
        seq BIGINT, type VARCHAR, key VARCHAR, name VARCHAR, etag VARCHAR,
        created VARCHAR, updated VARCHAR, kind VARCHAR, properties JSON);
      CREATE TABLE watchlist_item (
        seq BIGINT, watchlist BIGINT, id VARCHAR, etag VARCHAR, created VARCHAR, updated VARCHAR, fields VARCHAR);
      CREATE TABLE operation (id VARCHAR, started VARCHAR, finished VARCHAR);
      INSERT INTO resource VALUES (7, 'watchlist', 'kept', 'Kept', '"1"', '2026-01-02T03:04:05.678Z',
        '2026-01-02T03:04:05.678Z', NULL, '{"displayName": "Addresses", "itemsSearchKey": "Indicator"}');
      INSERT INTO watchlist_item VALUES (3, 7, 'id', '"2"', '2026-01-02T03:04:05.678Z', '2026-01-02T03:04:05.678Z',
        '{"Indicator":"192.0.2.1"}');`);
    connection.closeSync();
    old.closeSync();
    for (let opened = 0; opened < 2; opened++) {
      const bench = await startBench(database);
      const { body } = await bench.call('GET', `${INSIGHTS}/watchlists/kept`);
      expect(body).toMatchObject({ name: 'Kept', etag: '"1"', systemData: { createdBy: 'local' } });
      expect(body.properties).toMatchObject({ created: '2026-01-02T03:04:05.6780000Z', createdBy: { name: 'local' } });
      expect((await collect(bench.insights.watchlistItems.list(...SCOPE, 'kept')))[0]?.itemsKeyValue).toEqual({
        Indicator: '192.0.2.1',
      });
      await bench.emulator.close();
    }
  });

  it('of a format that is newer is refused', async () => {
    await (await startBench(database)).emulator.close();
    const newer = await DuckDBInstance.create(database);
    const connection = await newer.connect();
    await connection.run("UPDATE format SET version = '99'");
    connection.closeSync();
    newer.closeSync();
    await expect(startBench(database)).rejects.toMatchObject({
      code: 'workspace-unreadable',
      message: expect.stringContaining('it has format 99'),
    });
  });

  it('is written before the server closes, and nothing half', async () => {
    const first = await startBench(database);
    const rawContent = `Indicator\r\n${Array.from({ length: 2_000 }, (_, row) => `h${row}\r\n`).join('')}`;
    const properties = { ...watchlist, rawContent, contentType: 'text/csv' };
    const answer = first.call('PUT', `${INSIGHTS}/watchlists/late`, { properties });
    while (first.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    await first.emulator.close();
    expect((await answer).status).toBe(201);
    const second = await startBench(database);
    expect(await collect(second.insights.watchlistItems.list(...SCOPE, 'late'))).toHaveLength(2_000);
    await second.emulator.close();
  });

  it('survives a client that goes away in the middle of a request', async () => {
    const bench = await startBench(database);
    const { port } = new URL(bench.emulator.endpoint);
    const socket = connect(Number(port), '127.0.0.1');
    const path = `${WORKSPACE_PATH}/${INSIGHTS}/watchlists/gone?${VERSION}`;
    socket.write(`PUT ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\n{"properties"`);
    await new Promise((resolve) => setTimeout(resolve, 50));
    socket.destroy();
    expect((await bench.call('GET', `${INSIGHTS}/watchlists/gone`)).status).toBe(404);
    await bench.emulator.close();
  });

  it('is let go although a client stalls in the middle of a request', async () => {
    const bench = await startBench(database);
    const socket = connect(Number(new URL(bench.emulator.endpoint).port), '127.0.0.1');
    socket.on('error', () => undefined);
    const head = `PUT ${WORKSPACE_PATH}/${INSIGHTS}/alertRules/x?api-version=2024-09-01 HTTP/1.1`;
    await new Promise((resolve) => socket.write(`${head}\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\n{`, resolve));
    // Answered after the stalled request has arrived.
    await bench.call('GET', 'savedSearches');
    await bench.emulator.close();
    await (await startBench(database)).emulator.close();
  }, 10_000);

  it('is not opened twice by one process', async () => {
    const bench = await startBench(database);
    const again = startEmulator({ database, clock: () => NOW });
    await expect(again).rejects.toMatchObject({ code: 'workspace-locked' });
    await bench.emulator.close();
    await (await startBench(database)).emulator.close();
  });

  it('that is damaged is refused with what to do', async () => {
    writeFileSync(database, 'this is no database'.repeat(1000));
    await expect(startEmulator({ database, clock: () => NOW })).rejects.toMatchObject({
      code: 'workspace-unreadable',
      message: expect.stringContaining(database),
      help: expect.stringContaining('delete the folder .sentinel'),
    });
  });

  it('is let go when the port is taken', async () => {
    const bench = await startBench();
    const port = Number(new URL(bench.emulator.endpoint).port);
    await expect(startEmulator({ database, port, clock: () => NOW })).rejects.toMatchObject({ code: 'port-in-use' });
    await (await startBench(database)).emulator.close();
    await bench.emulator.close();
  });
});
