import { randomUUID } from 'node:crypto';
import { WORKSPACE_PATH } from '../../../scripts/emulator/server/workspace.js';
import { type Bench, INSIGHTS, startBench } from '../support.js';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
  const search = { category: 'Hunting Queries', displayName: 'A query', query: 'print 1' };
  await bench.call('PUT', 'savedSearches/query-a', { properties: search }, '2020-08-01');
});
afterAll(() => bench.emulator.close());

const hunt = { displayName: 'SectopRAT', description: 'Beacons to listed addresses leave traces in proxy logs.' };
const related = { relatedResourceId: `${WORKSPACE_PATH}/savedSearches/query-a` };
const newHunt = async () => {
  const path = `${INSIGHTS}/hunts/${randomUUID()}`;
  expect((await bench.call('PUT', path, { properties: hunt })).status).toBe(201);
  return path;
};

describe('a hunt', () => {
  it('is created with a status, changed, listed and deleted', async () => {
    const path = await newHunt();
    const { body } = await bench.call('GET', path);
    expect(body).toMatchObject({ type: 'Microsoft.SecurityInsights/hunts', etag: expect.any(String) });
    expect(body.properties).toEqual({ ...hunt, status: 'New', hypothesisStatus: 'Unknown' });
    const more = { ...hunt, status: 'Active', attackTactics: ['CommandAndControl'], labels: ['rat'] };
    expect((await bench.call('PUT', path, { properties: more })).status).toBe(200);
    expect((await bench.call('GET', `${INSIGHTS}/hunts`)).body.value).toHaveLength(1);
    expect((await bench.call('DELETE', path)).status).toBe(200);
    expect((await bench.call('DELETE', path)).status).toBe(204);
    expect((await bench.call('GET', `${INSIGHTS}/hunts`)).body.value).toEqual([]);
  });

  it.each<[string, object]>([
    ['no description', { description: undefined }],
    ['no name', { displayName: undefined }],
    ['an unknown status', { status: 'Open' }],
    ['an unknown tactic', { attackTactics: ['Command and Control'] }],
  ])('is refused with %s', async (_, change) => {
    const path = `${INSIGHTS}/hunts/${randomUUID()}`;
    expect((await bench.call('PUT', path, { properties: { ...hunt, ...change } })).status).toBe(400);
  });

  it('has a GUID, and exists in preview versions only', async () => {
    expect((await bench.call('PUT', `${INSIGHTS}/hunts/sectoprat`, { properties: hunt })).status).toBe(400);
    expect((await bench.call('GET', `${INSIGHTS}/hunts`, undefined, '2025-09-01')).status).toBe(400);
    expect((await bench.call('GET', `${INSIGHTS}/hunts`, undefined, '2023-02-01-preview')).status).toBe(400);
  });

  it('is one of a hundred at the most', async () => {
    const own = await startBench(':memory:', { behaviour: { hunts: 2 } });
    const ids = [randomUUID(), randomUUID(), randomUUID()];
    const put = async (id = '') => (await own.call('PUT', `${INSIGHTS}/hunts/${id}`, { properties: hunt })).status;
    expect([await put(ids[0]), await put(ids[1]), await put(ids[2]), await put(ids[1])]).toEqual([201, 201, 400, 200]);
    await own.emulator.close();
  });
});

describe('what a hunt is related to', () => {
  it('says what it is, and stands on the list of its hunt alone', async () => {
    const [one, two] = [await newHunt(), await newHunt()];
    const id = randomUUID();
    const created = await bench.call('PUT', `${one}/relations/${id}`, { properties: related });
    expect(created).toMatchObject({
      status: 201,
      body: {
        id: expect.stringMatching(new RegExp(`/hunts/[^/]+/relations/${id}$`)),
        name: id,
        properties: { ...related, relatedResourceName: 'query-a', relatedResourceKind: 'SavedSearch' },
      },
    });
    expect((await bench.call('GET', `${one}/relations/${id}`)).status).toBe(200);
    expect((await bench.call('GET', `${two}/relations/${id}`)).status).toBe(404);
    expect((await bench.call('GET', `${one}/relations`)).body.value).toHaveLength(1);
    expect((await bench.call('GET', `${two}/relations`)).body.value).toEqual([]);
  });

  it('goes with it, comments included', async () => {
    const path = await newHunt();
    const [relation, comment] = [`${path}/relations/${randomUUID()}`, `${path}/comments/${randomUUID()}`];
    expect((await bench.call('PUT', relation, { properties: related })).status).toBe(201);
    expect((await bench.call('PUT', comment, { properties: { message: 'Seen on one host.' } })).status).toBe(201);
    await bench.call('DELETE', path);
    expect((await bench.call('GET', relation)).status).toBe(404);
    expect((await bench.call('GET', comment)).status).toBe(404);
  });

  it('must be there, as must the hunt', async () => {
    const path = await newHunt();
    const put = async (below: string, relatedResourceId: string) =>
      (await bench.call('PUT', `${below}/relations/${randomUUID()}`, { properties: { relatedResourceId } })).status;
    expect(await put(path, `${WORKSPACE_PATH}/savedSearches/absent`)).toBe(400);
    expect(await put(path, 'query-a')).toBe(400);
    expect(await put(path, '/subscriptions/x/resourceGroups/y/providers/Other/things/z')).toBe(201);
    expect(await put(`${INSIGHTS}/hunts/${randomUUID()}`, related.relatedResourceId)).toBe(400);
  });
});
