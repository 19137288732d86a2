import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { send } from '../../../scripts/base/system/http.js';

const PROXIES = [
  'HTTPS_PROXY',
  'HTTP_PROXY',
  'ALL_PROXY',
  'NO_PROXY',
  'https_proxy',
  'http_proxy',
  'all_proxy',
  'no_proxy',
];
const before = { ...process.env };
let server: Server;
let url: string;
let tunnels: string[];

beforeEach(async () => {
  for (const name of PROXIES) delete process.env[name];
  tunnels = [];
  server = createServer((request, response) => {
    response.writeHead(request.url === '/moved' ? 302 : 200, { location: '/elsewhere', 'x-made': 'here' });
    response.end(`${request.method} ${request.url}`);
  });
  server.on('connect', ({ url: target = '' }, socket) => {
    tunnels.push(target);
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  url = `http://127.0.0.1:${port}`;
});
afterEach(() => {
  process.env = before;
  server.closeAllConnections();
  server.close();
});

const ask = (address: string) =>
  send({ url: address, abortSignal: new AbortController().signal, allowInsecureConnection: true });

describe('a request', () => {
  it('gives status, headers and body', async () => {
    const answer = await ask(`${url}/a`);
    expect([answer.status, answer.headers.get('x-made'), await text(answer.body)]).toEqual([200, 'here', 'GET /a']);
    answer.close();
  });

  it('follows no redirect', async () => {
    const answer = await ask(`${url}/moved`);
    expect([answer.status, answer.headers.get('location')]).toEqual([302, '/elsewhere']);
    answer.close();
  });

  it('to another machine goes through the proxy of the environment', async () => {
    process.env.HTTPS_PROXY = url;
    const answer = await ask('https://feed.invalid/x');
    answer.close();
    expect(answer.status).toBe(502);
    expect(tunnels).toEqual(['feed.invalid:443']);
  });

  it('in plain http never does: it is for this machine', async () => {
    process.env.HTTP_PROXY = 'http://127.0.0.1:9';
    const answer = await ask(`${url}/b`);
    expect(await text(answer.body)).toBe('GET /b');
    answer.close();
  });
});
