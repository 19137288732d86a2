import { createServer, type Server, type ServerResponse } from 'node:http';
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

/** A row a day. */
function rowsWithin(timespan: string): [string, number][] {
  const [from = '', to = ''] = timespan.split('/').map((time) => Date.parse(time));
  return [1, 2, 3, 4]
    .map((day): [string, number] => [`2026-05-0${day}T12:00:00Z`, day])
    .filter(([time]) => Date.parse(time) >= Number(from) && Date.parse(time) <= Number(to));
}

/** Answers a query that names a status with that status. */
function isRefused(query: string, response: ServerResponse): boolean {
  const status = /Status(\d+)/.exec(query)?.[1];
  if (status === undefined) return false;
  response.statusCode = Number(status);
  const code = query.includes('Gateway') ? 'GatewayTimeout' : 'X';
  response.end(JSON.stringify({ error: { code, message: 'why' } }));
  return true;
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
      if (isRefused(body.query, response)) return;
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
      const rows = rowsWithin(body.timespan);
      const error = rows.length > limit ? { error: { code: 'PartialError', message: 'more than 500000 rows' } } : {};
      response.end(
        JSON.stringify({ tables: [{ name: 'PrimaryResult', columns: COLUMNS, rows: rows.slice(0, limit) }], ...error }),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    const patience = { answerWithin: 30_000, firstPause: 1, operationWithin: 1000 };
    const place = { name: 'local', subscriptionId: 's', resourceGroup: 'r', workspaceName: 'w' };
    const connection = await connect({ ...place, endpoints: { management: endpoint, logs: endpoint } }, { patience });
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

const outcomeOf = async (query: string, range = RANGE, limit = 9): Promise<unknown> => {
  let outcome: unknown;
  await serving(limit, [], async (logs) => {
    outcome = await logs.search({ query, range, now: range.to }).catch((error: unknown) => error);
  });
  return outcome;
};

test.each(['print Status413 = 1', 'print Status504 = 1', 'print Status418Gateway = 1'])(
  'what is too large or too slow meets a limit: %s',
  async (query) => {
    // A minute is not split any more.
    const minute = { from: RANGE.from, to: new Date(RANGE.from.getTime() + 60_000) };
    expect(await outcomeOf(query, minute)).toEqual({
      outcome: 'failed',
      reason: 'the query takes longer than the service allows',
    });
  },
);

test.each([
  [401, 'Log in, for instance with `az login`.'],
  [403, 'The role Log Analytics Reader on the workspace is needed; a new assignment takes up to an hour to be seen.'],
  [404, 'Check the workspace in sentinel.config.yaml.'],
  [418, ''],
])('HTTP %i is nobody`s fault, and told', async (status, help) => {
  expect(await outcomeOf(`print Status${status} = 1`)).toMatchObject({
    ...{ code: 'logs', message: 'The logs cannot be queried: why', help },
  });
});

test('a part that cannot be split further has failed', async () => {
  expect(await outcomeOf('print Day = 1', RANGE, 0)).toEqual({ outcome: 'failed', reason: 'more than 500000 rows' });
});
