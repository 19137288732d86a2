import { type Bench, SCOPE, startBench } from '../support.js';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.emulator.close());

const hunt = {
  category: 'Hunting Queries',
  displayName: 'SectopRAT: connections to listed addresses',
  query: 'DeviceNetworkEvents | take 10',
  version: 2,
  tags: [
    { name: 'description', value: 'Connections to listed addresses' },
    { name: 'tactics', value: 'CommandAndControl,Exfiltration' },
  ],
};
const put = (id: string, properties: object, etag?: string) =>
  bench.call('PUT', `savedSearches/${id}`, { ...(etag && { etag }), properties }, '2020-08-01');

describe('a saved search', () => {
  it('is created, read, changed, listed and deleted by the SDK client', async () => {
    const searches = bench.operations.savedSearches;
    const created = await searches.createOrUpdate(...SCOPE, 'Hunt-A', hunt);
    expect(created).toMatchObject({ ...hunt, name: 'Hunt-A', etag: expect.any(String) });
    const changed = await searches.createOrUpdate(...SCOPE, 'hunt-a', { ...hunt, query: 'print 1', etag: '*' });
    expect(await searches.get(...SCOPE, 'HUNT-A')).toEqual(changed);
    expect((await searches.listByWorkspace(...SCOPE)).value).toEqual([changed]);
    await searches.delete(...SCOPE, 'Hunt-A');
    await expect(searches.get(...SCOPE, 'Hunt-A')).rejects.toMatchObject({ statusCode: 404 });
    expect((await bench.call('DELETE', 'savedSearches/Hunt-A')).status).toBe(404);
  });

  it('is overwritten only with its etag or a star', async () => {
    const first = await put('etag', hunt);
    expect(first.status).toBe(200);
    expect(await put('etag', hunt)).toMatchObject({ status: 409, body: { error: { code: 'Conflict' } } });
    expect((await put('etag', hunt, '"other"')).status).toBe(409);
    const second = await put('etag', hunt, first.body.etag);
    expect(second.status).toBe(200);
    expect((await put('etag', hunt, first.body.etag)).status).toBe(409);
    expect((await put('etag', hunt, '*')).status).toBe(200);
  });

  it('comes back with an id in another casing', async () => {
    const { body } = await put('Mixed-Case', hunt);
    expect(body.id).toBe(body.id.toLowerCase());
    expect(body.id).toMatch(/\/savedsearches\/mixed-case$/);
  });

  it('has at most 15 tags with values of at most 256 characters', async () => {
    const tags = Array.from({ length: 15 }, (_, index) => ({ name: `tag${index}`, value: 'x'.repeat(256) }));
    const accepted = await put('tags', { ...hunt, tags });
    expect(accepted).toMatchObject({ status: 200, body: { properties: { tags } } });
    const sixteen = await put('tags', { ...hunt, tags: [...tags, { name: 'one', value: 'more' }] }, '*');
    expect(sixteen).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringMatching(/child element 'Tag'/) } },
    });
    expect((await put('tags', { ...hunt, tags: [{ name: 'long', value: 'x'.repeat(257) }] }, '*')).status).toBe(400);
  });

  it.each(['category', 'displayName', 'query'])('is refused without %s', async (property) => {
    const answer = await put('bad', { ...hunt, [property]: undefined });
    expect(answer).toMatchObject({ status: 400, body: { error: { message: expect.stringContaining(property) } } });
  });

  it('stands on one list, however many there are', async () => {
    const own = await startBench();
    try {
      for (let index = 0; index < 120; index++)
        await own.call('PUT', `savedSearches/hunt-${index}`, { properties: hunt }, '2020-08-01');
      const { value } = await own.operations.savedSearches.listByWorkspace(...SCOPE);
      expect(value).toHaveLength(120);
    } finally {
      await own.emulator.close();
    }
  });
});
