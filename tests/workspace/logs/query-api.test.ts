import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAnalyser } from '../../../scripts/kql/analysis/analyser.js';
import { openCatalog } from '../../../scripts/kql/analysis/catalog.js';
import { connect } from '../../../scripts/workspace/azure/connection.js';
import { WorkspaceLogs } from '../../../scripts/workspace/logs/query-api.js';

const COLUMNS = [
  { name: 'TimeGenerated', type: 'datetime' },
  { name: 'Day', type: 'int' },
];
const RANGE = { from: new Date('2026-05-01T00:00:00Z'), to: new Date('2026-05-05T00:00:00Z') };

interface Asked {
  query: string;
  timespan: string;
}

/** A service that gives a row a day, and no more than `limit` rows at once. */
async function serving(limit: number, asked: Asked[], run: (logs: WorkspaceLogs) => Promise<void>): Promise<void> {
  const server: Server = createServer((request, response) => {
    let text = '';
    request.on('data', (piece) => {
      text += String(piece);
    });
    request.on('end', () => {
      response.setHeader('content-type', 'application/json');
      if (request.method === 'GET') {
        response.end(
          JSON.stringify({ id: '/w', name: 'w', properties: { customerId: '00000000-0000-4000-8000-000000000001' } }),
        );
        return;
      }
      const body: Asked = JSON.parse(text);
      asked.push(body);
      if (body.query.includes('Empty')) {
        response.statusCode = 204;
        response.removeHeader('content-type');
        response.end();
        return;
      }
      if (body.query.includes('Nothing')) {
        response.statusCode = 400;
        const innererror = {
          code: 'SemanticError',
          message: 'A semantic error',
          innererror: { code: 'SEM0100', message: "'where' operator: no column Nothing" },
        };
        response.end(
          JSON.stringify({
            error: { code: 'BadArgumentError', message: 'The request had some invalid properties', innererror },
          }),
        );
        return;
      }
      const [from = '', to = ''] = body.timespan.split('/');
      const rows: [string, number][] = [];
      for (let day = 1; day <= 4; day++) {
        const time = `2026-05-0${day}T12:00:00Z`;
        if (Date.parse(time) >= Date.parse(from) && Date.parse(time) <= Date.parse(to)) rows.push([time, day]);
      }
      const error = rows.length > limit ? { error: { code: 'PartialError', message: 'more than 500000 rows' } } : {};
      response.end(
        JSON.stringify({ tables: [{ name: 'PrimaryResult', columns: COLUMNS, rows: rows.slice(0, limit) }], ...error }),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    const place = { name: 'local', subscriptionId: 's', resourceGroup: 'r', workspaceName: 'w' };
    const connection = await connect({ ...place, endpoints: { management: endpoint, logs: endpoint } });
    await run(new WorkspaceLogs(connection, createAnalyser(openCatalog([]))));
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

test('a query that meets a limit is split by time, and nothing is found twice', async () => {
  const asked: Asked[] = [];
  await serving(1, asked, async (logs) => {
    const outcome = await logs.search({ query: 'print Day = 1', range: RANGE, now: RANGE.to });
    expect(outcome).toEqual({
      outcome: 'ran',
      hits: [1, 2, 3, 4].map((Day) => ({ TimeGenerated: `2026-05-0${Day}T12:00:00.000Z`, Day })),
      notes: ['met a limit of the query API and was split into 4 parts by time'],
    });
  });
  expect(asked.length).toBe(7);
});

test('the clock of a query is the one that is asked for', async () => {
  const asked: Asked[] = [];
  await serving(9, asked, async (logs) => {
    await logs.search({
      query: 'print a = ago(1d), b = now(), c = now(-1h), d = "ago(1d)"',
      range: RANGE,
      now: RANGE.to,
    });
  });
  const clock = 'datetime(2026-05-05T00:00:00.000Z)';
  expect(asked[0]?.query).toBe(`print a = (${clock} - (1d)), b = ${clock}, c = (${clock} + (-1h)), d = "ago(1d)"`);
  expect(asked[0]?.timespan).toBe('2026-05-01T00:00:00.000Z/2026-05-04T23:59:59.999Z');
});

test('a workspace that never had data has no hits', async () => {
  await serving(9, [], async (logs) => {
    const outcome = await logs.search({ query: 'print Empty = 1', range: RANGE, now: RANGE.to });
    expect(outcome).toEqual({ outcome: 'ran', hits: [], notes: [] });
  });
});

test('what the service says of a wrong query is the reason', async () => {
  await serving(9, [], async (logs) => {
    const outcome = await logs.search({ query: 'print Nothing = 1', range: RANGE, now: RANGE.to });
    expect(outcome).toEqual({ outcome: 'failed', reason: "'where' operator: no column Nothing" });
  });
});
