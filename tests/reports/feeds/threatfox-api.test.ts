import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { SentinelError } from '../../../scripts/base/errors.js';
import { fetchThreatFox, type ThreatFoxRequest } from '../../../scripts/reports/feeds/threatfox-api.js';
import { fixture, read, values } from './reading.js';

const KEY = 'a-key-of-this-test';
const NO_RESULT = '{"query_status":"no_result","data":"Your search did not yield any results"}';

let servers: Server[] = [];
let requests: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[] = [];

/** A server on loopback; answers in the given order, the last one for all further requests. */
async function serve(...answers: ((response: ServerResponse) => void)[]): Promise<string> {
  requests = [];
  const listener: RequestListener = (request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => {
      requests.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
      answers[Math.min(requests.length, answers.length) - 1]?.(response);
    });
  };
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/api/v1/`;
}

const json = (text: string | Buffer) => (response: ServerResponse) => {
  response.writeHead(200, { 'Content-Type': 'application/json' }).end(text);
};
const status =
  (code: number, headers: Record<string, string> = {}) =>
  (response: ServerResponse) => {
    response.writeHead(code, headers).end('<html>no</html>');
  };

const ask = (endpoint: string, more: Partial<ThreatFoxRequest> = {}) =>
  fetchThreatFox({ endpoint, authKey: KEY, days: 1, retryDelayMs: 0, ...more });

async function failure(promise: Promise<unknown>): Promise<SentinelError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof SentinelError)) throw new Error(`not a SentinelError: ${String(error)}`);
  expect(`${error.message} ${error.help} ${String(error.cause)}`).not.toContain(KEY);
  return error;
}

afterEach(closeServers);

function closeServers(): void {
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
  servers = [];
}

describe('fetchThreatFox', () => {
  it('asks as the API documents it, and gives the answer to the reader of feeds', async () => {
    const endpoint = await serve(json(fixture('threatfox-answer.json')));
    const report = await read(await ask(endpoint, { days: 7 }));
    expect(values(report)).toEqual(['ip:port 194.246.83.43:9000', 'domain gate.kolvarent.top']);
    expect(requests).toMatchObject([
      { method: 'POST', url: '/api/v1/', headers: { 'auth-key': KEY }, body: '{"query":"get_iocs","days":7}' },
    ]);
  });

  it('takes a compressed answer', async () => {
    const endpoint = await serve((response) => {
      response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync(fixture('threatfox-answer.json')));
    });
    expect(Buffer.from(await ask(endpoint))).toEqual(fixture('threatfox-answer.json'));
  });

  it('takes an answer without indicators: an empty report with a warning', async () => {
    const report = await read(await ask(await serve(json(NO_RESULT))));
    expect(report).toMatchObject({ indicators: [], rejected: [], warnings: [{ code: 'no-result' }] });
  });

  it.each<[string, Partial<ThreatFoxRequest>, string]>([
    ['no key', { authKey: undefined }, 'threatfox-key-missing'],
    ['a blank key', { authKey: '  ' }, 'threatfox-key-missing'],
    ['a key that would add a header', { authKey: 'x\r\nHost: y' }, 'threatfox-key-malformed'],
    ['no days', { days: 0 }, 'illegal-days'],
    ['too many days', { days: 8 }, 'illegal-days'],
    ['half a day', { days: 0.5 }, 'illegal-days'],
    ['no number', { days: Number.NaN }, 'illegal-days'],
    ['a key in the clear', { endpoint: 'http://threatfox.kolvarent.top/api/v1/' }, 'threatfox-endpoint'],
    ['another scheme', { endpoint: 'file:///etc/passwd' }, 'threatfox-endpoint'],
    ['no address', { endpoint: 'threatfox' }, 'threatfox-endpoint'],
  ])('refuses %s before anything is sent', async (_what, more, code) => {
    const endpoint = await serve(json(NO_RESULT));
    expect(await failure(ask(endpoint, more))).toMatchObject({ code, exitCode: 2 });
    expect(requests).toEqual([]);
  });

  it.each<[number, string, 1 | 2]>([
    [401, 'threatfox-key-refused', 2],
    [403, 'threatfox-key-refused', 2],
    [404, 'threatfox-failed', 1],
    [429, 'threatfox-quota', 1],
  ])('explains HTTP %i without asking again', async (code, expected, exitCode) => {
    expect(await failure(ask(await serve(status(code, { 'Retry-After': '60' }))))).toMatchObject({
      code: expected,
      exitCode,
    });
    expect(requests).toHaveLength(1);
  });

  it('says how long to wait when the service says so', async () => {
    expect((await failure(ask(await serve(status(429, { 'Retry-After': '60' }))))).help).toContain('60 seconds');
  });

  it('asks once more after a failure of the server', async () => {
    const answer = await ask(await serve(status(502), json(NO_RESULT)));
    expect(Buffer.from(answer).toString()).toBe(NO_RESULT);
    expect(requests).toHaveLength(2);
  });

  it('gives up after the second failure', async () => {
    expect(await failure(ask(await serve(status(503))))).toMatchObject({ code: 'threatfox-failed', exitCode: 1 });
    expect(requests).toHaveLength(2);
  });

  it.each<[string, string, 1 | 2]>([
    ['unknown_auth_key', 'threatfox-key-refused', 2],
    ['illegal_days', 'threatfox-refused', 2],
    ['something_new', 'threatfox-refused', 1],
  ])('explains query_status %s', async (queryStatus, code, exitCode) => {
    const endpoint = await serve(json(JSON.stringify({ query_status: queryStatus, data: 'no' })));
    const error = await failure(ask(endpoint));
    expect(error).toMatchObject({ code, exitCode });
    expect(error.message).toContain(queryStatus);
  });

  it.each([
    ['a page', '<html>maintenance</html>'],
    ['nothing', ''],
    ['another JSON', '{"error":"x"}'],
    ['a cut answer', '{"query_status":"ok","data":[{"ioc":"a.com"'],
  ])('refuses %s instead of an answer', async (_what, text) => {
    expect(await failure(ask(await serve(json(text))))).toMatchObject({ code: 'threatfox-answer', exitCode: 1 });
  });

  it('does not unpack a bomb', async () => {
    const bomb = gzipSync(Buffer.alloc(80 * 1024 * 1024, 0x20), { level: 9 });
    const endpoint = await serve((response) => {
      response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(bomb);
    });
    expect(await failure(ask(endpoint))).toMatchObject({
      code: 'threatfox-answer',
      message: expect.stringContaining('larger than 64 MB'),
    });
    const nested = await serve((response) => {
      response.writeHead(200, { 'Content-Encoding': 'gzip, gzip' }).end(gzipSync(bomb));
    });
    expect((await failure(ask(nested))).message).toContain('several times');
  });

  it('follows no redirect with the key', async () => {
    const target = await serve(json(NO_RESULT));
    const seen = requests;
    const error = await failure(ask(await serve(status(307, { Location: target }))));
    expect(error).toMatchObject({ code: 'threatfox-redirect', exitCode: 1 });
    expect(seen).toEqual([]);
  });

  it('does not wait for ever', async () => {
    const silent = await serve(() => undefined);
    expect(await failure(ask(silent, { timeoutMs: 50 }))).toMatchObject({ code: 'threatfox-timeout', exitCode: 1 });
    const drip = await serve((response) => {
      response.writeHead(200).write('{"query_status"');
    });
    expect(await failure(ask(drip, { timeoutMs: 50 }))).toMatchObject({ code: 'threatfox-timeout' });
    const compressedDrip = await serve((response) => {
      response.writeHead(200, { 'Content-Encoding': 'gzip' }).write(gzipSync('{"query_status"').subarray(0, 12));
    });
    expect(await failure(ask(compressedDrip, { timeoutMs: 50 }))).toMatchObject({ code: 'threatfox-timeout' });
  });

  it('explains a server that is not there, and a connection that breaks', async () => {
    const endpoint = await serve(json(NO_RESULT));
    closeServers();
    const refused = await failure(ask(endpoint));
    expect(refused).toMatchObject({ code: 'threatfox-unreachable', exitCode: 1 });
    expect(refused.message).toContain('ECONNREFUSED');
    const broken = await serve((response) => response.destroy());
    expect(await failure(ask(broken))).toMatchObject({ code: 'threatfox-unreachable' });
    const cut = await serve((response) => {
      response.writeHead(200, { 'Content-Length': '100' }).write('{"query', () => response.destroy());
    });
    expect(await failure(ask(cut))).toMatchObject({ code: 'threatfox-unreachable' });
  });

  it('stops when it is aborted', async () => {
    const controller = new AbortController();
    const endpoint = await serve(() => controller.abort());
    await expect(ask(endpoint, { signal: controller.signal })).rejects.toMatchObject({ name: 'AbortError' });
  });

  describe('behind a proxy', () => {
    const environment = { ...process.env };
    afterEach(() => {
      process.env = { ...environment };
    });

    it('asks it for the way to an https address, and shows it no key', async () => {
      const { address, seen } = await proxy();
      process.env.HTTPS_PROXY = address;
      const error = await failure(ask('https://threatfox.kolvarent.top/api/v1/'));
      expect(error).toMatchObject({ code: 'threatfox-unreachable' });
      expect(seen).toEqual(['CONNECT threatfox.kolvarent.top:443']);
    });

    it('passes by it to this machine: plain http would show it the key', async () => {
      const { address, seen } = await proxy();
      process.env.HTTPS_PROXY = address;
      process.env.ALL_PROXY = address;
      process.env.HTTP_PROXY = address;
      await ask(await serve(json(NO_RESULT)));
      expect(seen).toEqual([]);
    });

    /** A proxy that notes what it is asked for and hangs up. */
    async function proxy(): Promise<{ address: string; seen: string[] }> {
      const seen: string[] = [];
      const address = new URL(await serve(({ req }) => seen.push(`${req.method} ${req.url}`))).origin;
      servers.at(-1)?.on('connect', ({ method, url, headers }, socket) => {
        seen.push(`${method} ${url}`);
        if (JSON.stringify(headers).includes(KEY)) seen.push('the key');
        socket.destroy();
      });
      return { address, seen };
    }
  });
});
