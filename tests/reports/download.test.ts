import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { download, publicLookup } from '../../scripts/reports/download.js';

describe('download', () => {
  const environment = { ...process.env };
  const seen: string[] = [];
  let server: Server;
  beforeAll(async () => {
    server = createServer().on('connect', ({ url }, socket) => {
      seen.push(url ?? '');
      socket.destroy();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    process.env.HTTPS_PROXY = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    process.env.NO_PROXY = '127.0.0.1,localhost';
  });
  afterAll(() => {
    process.env = environment;
    server.close();
  });
  beforeEach(() => {
    seen.length = 0;
  });

  const get = (url: string) => download(url, tmpdir(), new AbortController().signal);

  it('goes through the proxy of the environment', async () => {
    await expect(get('https://reports.example.com/june.html')).rejects.toMatchObject({ code: 'download' });
    expect(seen).toEqual(['reports.example.com:443']);
  });

  it.each([
    'http://reports.example.com/',
    'https://me@reports.example.com/',
    'https://10.0.0.1/',
    'https://localhost/',
  ])('does not ask for %s', async (url) => {
    await expect(get(url)).rejects.toThrow('is not fetched');
    expect(seen).toEqual([]);
  });
});

describe('the look-up of a host', () => {
  const lookUp = (host: string) =>
    new Promise<string>((resolve) => {
      publicLookup(host, {}, (error, address) => resolve(error ? error.message : String(address)));
    });

  // An address is looked up as itself, without asking anybody.
  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '::1',
    'fd00::1',
    '0.0.0.0',
    '::ffff:10.0.0.1',
  ])('does not give %s: it is decided when the connection is made, whatever the name said before', async (address) => {
    expect(await lookUp(address)).toContain('leads into a private network');
  });

  it('gives a public address', async () => {
    expect(await lookUp('45.61.137.20')).toBe('45.61.137.20');
  });
});
