import { type Bench, INSIGHTS, startBench } from '../support.js';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.emulator.close());

const as = (role: string, method: string, path: string, body?: unknown) =>
  bench.call(method, path, body, undefined, { authorization: `Bearer ${role}` });
const list = { properties: { displayName: 'Addresses', provider: 'Custom', itemsSearchKey: 'Indicator' } };
const hunt = { etag: '*', properties: { category: 'Hunting Queries', displayName: 'Hunt', query: 'print 1' } };

describe('a token', () => {
  it.each<[string, number, number, number]>([
    ['owner', 200, 200, 200],
    ['sentinel-contributor', 200, 200, 200],
    ['sentinel-reader', 200, 403, 403],
    ['log-reader', 200, 403, 403],
    ['none', 403, 403, 403],
  ])('of the role %s may read: %i, write lists: %i, write searches: %i', async (role, read, write, search) => {
    await bench.call('PUT', `${INSIGHTS}/watchlists/ioc-ip`, list);
    expect((await as(role, 'GET', `${INSIGHTS}/watchlists`)).status).toBe(read);
    expect((await as(role, 'PUT', `${INSIGHTS}/watchlists/ioc-ip`, list)).status).toBe(write);
    expect((await as(role, 'PUT', 'savedSearches/hunt', hunt)).status).toBe(search);
  });

  it('that allows too little is told which action is missing', async () => {
    const { body } = await as('sentinel-reader', 'DELETE', `${INSIGHTS}/watchlists/ioc-ip/watchlistItems/x`);
    expect(body.error.code).toBe('AuthorizationFailed');
    expect(body.error.message).toContain("'Microsoft.SecurityInsights/watchlists/watchlistItems/delete'");
  });

  it.each([
    ['expired', 'ExpiredAuthenticationToken'],
    ['somebody', 'InvalidAuthenticationToken'],
    ['constructor', 'InvalidAuthenticationToken'],
    ['', 'AuthenticationFailed'],
  ])('%p is refused with 401', async (token, code) => {
    const answer = await as(token, 'GET', `${INSIGHTS}/watchlists`);
    expect(answer).toMatchObject({ status: 401, body: { error: { code } } });
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer /);
  });

  it('is not needed on this machine, unless the fault no-token asks for one', async () => {
    expect((await bench.call('GET', `${INSIGHTS}/watchlists`)).status).toBe(200);
    const strict = await startBench(':memory:', { faults: { 'no-token': 1 } });
    expect(await strict.call('GET', `${INSIGHTS}/watchlists`)).toMatchObject({
      status: 401,
      body: { error: { code: 'AuthenticationFailed' } },
    });
    await strict.emulator.close();
  });
});
