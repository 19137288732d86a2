import { existsSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createProxy } from 'node:http';
import { createServer, type Server } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { folder, type Run, sentinel } from './cli.js';

// A certificate of these tests alone, for reports.example.com and other.example.com, which the program is told to trust.
const TRUST = join(__dirname, '../fixtures/https');
const PAGE =
  '<html><head><title>Kettle stealer</title></head><body><h2>IOCs</h2><p>gate.kettle-node[.]top</p></body></html>';

let site: Server;
let proxy: ReturnType<typeof createProxy>;
let root: string;
const asked: string[] = [];

const portOf = (server: { address(): string | AddressInfo | null }): number => {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
};

beforeAll(async () => {
  const credentials = { cert: readFileSync(join(TRUST, 'cert.pem')), key: readFileSync(join(TRUST, 'key.pem')) };
  site = createServer(credentials, ({ url = '', headers }, response) => {
    asked.push(`${headers.host}${url}`);
    const hops = /^\/hops\/(\d)$/.exec(url)?.[1];
    const location = {
      '/moved': 'https://other.example.com/june.html',
      '/inside': 'https://169.254.169.254/latest/meta-data',
      '/plain': 'http://reports.example.com/june.html',
    }[url];
    if (hops !== undefined)
      response.writeHead(302, { location: hops === '0' ? '/june.html' : `/hops/${Number(hops) - 1}` });
    else if (location !== undefined) response.writeHead(301, { location });
    else if (url === '/gone') response.writeHead(404);
    if (url === '/huge') for (let sent = 0; sent < 26; sent++) response.write(Buffer.alloc(1_000_000, 'a'));
    response.end(url.endsWith('june.html') ? PAGE : undefined);
  });
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  proxy = createProxy().on('connect', (_request, socket) => {
    const inner = connect(portOf(site), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      inner.pipe(socket).pipe(inner);
    });
    for (const end of [inner, socket]) end.on('error', () => inner.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  site.close();
  proxy.close();
});
beforeEach(() => {
  root = folder({});
  asked.length = 0;
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const ingest = (url: string): Promise<Run> =>
  sentinel(['ingest', url, '--as-of', '2026-05-31', '--format', 'json', '--root', '.'], root, {
    HTTPS_PROXY: `http://127.0.0.1:${portOf(proxy)}`,
    NO_PROXY: '',
    NODE_EXTRA_CA_CERTS: join(TRUST, 'cert.pem'),
  });

it('a report by address is fetched, read, and kept as evidence', async () => {
  const { exitCode, stdout } = await ingest('https://reports.example.com/2026/june.html');
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout).reports).toMatchObject([
    {
      file: 'reports/reports.example.com/june.html',
      family: 'Kettle',
      indicators: [{ type: 'domain', value: 'gate.kettle-node.top' }],
    },
  ]);
  expect(readFileSync(join(root, 'reports/reports.example.com/june.html'), 'utf8')).toBe(PAGE);
});

it('redirects are followed, five of them, and the last host names the folder', async () => {
  expect((await ingest('https://reports.example.com/moved')).exitCode).toBe(0);
  expect(existsSync(join(root, 'reports/other.example.com/june.html'))).toBe(true);
  expect((await ingest('https://reports.example.com/hops/4')).exitCode).toBe(0);
  asked.length = 0;
  const sixth = await ingest('https://reports.example.com/hops/5');
  expect(sixth.exitCode).toBe(1);
  expect(sixth.stdout + sixth.stderr).toContain('redirects more than 5 times');
  expect(asked).toHaveLength(6);
});

it.each([
  ['/inside', 'it lies in a private network'],
  ['/plain', 'reports come over https'],
  ['/gone', 'answers with HTTP 404'],
  ['/huge', 'more than 25 MB are not read'],
])('%s is refused, and nothing is kept', async (path, reason) => {
  const { exitCode, stdout, stderr } = await ingest(`https://reports.example.com${path}`);
  expect(exitCode).toBe(1);
  expect(stdout + stderr).toContain(reason);
  expect(existsSync(join(root, 'reports'))).toBe(false);
});

it('a certificate that nobody vouches for is no way in', async () => {
  const env = { HTTPS_PROXY: `http://127.0.0.1:${portOf(proxy)}`, NO_PROXY: '', NODE_EXTRA_CA_CERTS: '' };
  const { exitCode } = await sentinel(['ingest', 'https://reports.example.com/june.html', '--root', '.'], root, env);
  expect(exitCode).toBe(1);
  expect(asked).toEqual([]);
});
