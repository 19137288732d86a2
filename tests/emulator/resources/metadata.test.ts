import { type Bench, collect, INSIGHTS, SCOPE, startBench } from '../support.js';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.emulator.close());

describe('a metadata resource', () => {
  const marker = {
    parentId: '/subscriptions/x/alertRules/rule-a',
    kind: 'AnalyticsRule',
    contentId: 'rule-a',
    version: '1.0.0',
    source: { kind: 'SourceRepository', name: 'sentinel-content' },
  };

  it('is created, read, changed, listed and deleted by the SDK client', async () => {
    const { metadata } = bench.insights;
    const created = await metadata.create(...SCOPE, 'analyticsrule-a', marker);
    expect(created).toMatchObject({ ...marker, name: 'analyticsrule-a', type: 'Microsoft.SecurityInsights/metadata' });
    const changed = await metadata.create(...SCOPE, 'analyticsrule-a', { ...marker, version: '1.0.1' });
    expect(await metadata.get(...SCOPE, 'AnalyticsRule-A')).toEqual(changed);
    expect(await collect(metadata.list(...SCOPE))).toEqual([changed]);
    await metadata.delete(...SCOPE, 'analyticsrule-a');
    await expect(metadata.get(...SCOPE, 'analyticsrule-a')).rejects.toMatchObject({ statusCode: 404 });
  });

  it.each(['parentId', 'kind'])('is refused without %s', async (property) => {
    const body = { properties: { ...marker, [property]: undefined } };
    const answer = await bench.call('PUT', `${INSIGHTS}/metadata/bad`, body);
    expect(answer).toMatchObject({ status: 400, body: { error: { message: expect.stringContaining(property) } } });
  });

  it('is changed in part by PATCH, which leaves the rest', async () => {
    await bench.call('PUT', `${INSIGHTS}/metadata/part`, { properties: marker });
    const { status, body } = await bench.call('PATCH', `${INSIGHTS}/metadata/part`, {
      properties: { customVersion: 'abc' },
    });
    expect(status).toBe(200);
    expect(body.properties).toEqual({ ...marker, customVersion: 'abc' });
    expect((await bench.call('PATCH', `${INSIGHTS}/metadata/part`, { properties: { version: 1 } })).status).toBe(400);
    expect((await bench.call('PATCH', `${INSIGHTS}/metadata/absent`, { properties: {} })).status).toBe(404);
  });

  it('is overwritten only where If-Match is met', async () => {
    const path = `${INSIGHTS}/metadata/guarded`;
    const body = { properties: marker };
    const put = (ifMatch: string) => bench.call('PUT', path, body, undefined, { 'if-match': ifMatch });
    expect(await put('*')).toMatchObject({ status: 412, body: { error: { code: 'PreconditionFailed' } } });
    const { etag } = (await bench.call('PUT', path, body)).body;
    expect((await put('"stale"')).status).toBe(412);
    expect((await put(etag)).status).toBe(200);
    expect((await put(etag)).status).toBe(412);
    expect((await put('*')).status).toBe(200);
    expect((await bench.call('DELETE', path, undefined, undefined, { 'if-match': etag })).status).toBe(412);
    expect((await bench.call('DELETE', path)).status).toBe(200);
  });

  it('is refused with a source or a support of no known kind', async () => {
    for (const wrong of [{ source: { kind: 'Elsewhere' } }, { source: {} }, { support: { tier: 'None' } }])
      expect(
        (await bench.call('PUT', `${INSIGHTS}/metadata/bad`, { properties: { ...marker, ...wrong } })).status,
      ).toBe(400);
    expect((await bench.call('PUT', `${INSIGHTS}/metadata/a%20b`, { properties: marker })).status).toBe(400);
  });
});

describe('the list of metadata', () => {
  let own: Bench;
  beforeAll(async () => {
    own = await startBench();
    for (const [name, kind, source] of [
      ['c', 'AnalyticsRule', "it's us"],
      ['a', 'HuntingQuery', "it's us"],
      ['b', 'AnalyticsRule', 'others'],
    ])
      await own.call('PUT', `${INSIGHTS}/metadata/${name}`, {
        properties: { parentId: `/${name}`, kind, source: { kind: 'Community', name: source } },
      });
  });
  afterAll(() => own.emulator.close());
  const names = async (query: string) => {
    const { status, body } = await own.call('GET', `${INSIGHTS}/metadata`, undefined, `2025-09-01&${query}`);
    return status === 200 ? body.value.map(({ name }: { name: string }) => name).join('') : status;
  };

  it.each<[string, string | number]>([
    ["$filter=properties/kind eq 'analyticsrule'", 'cb'],
    ["$filter=properties/kind ne 'AnalyticsRule'", 'a'],
    ["$filter=properties/source/name eq 'it''s us' and properties/kind eq 'AnalyticsRule'", 'c'],
    ["$filter=name eq 'a' or (name eq 'b' and not contains(properties/kind,'rule'))", 'a'],
    ["$filter=startswith(properties/parentId, '/b')", 'b'],
    ['$filter=properties/absent eq null', 'cab'],
    ['$orderby=name', 'abc'],
    ['$orderby=name desc&$top=2', 'cb'],
    ['$skip=1', 'ab'],
    ['$skip=1&$top=1', 'a'],
    ['$top=x', 400],
    ['$filter=name', 400],
    ["$filter=name eq 'a' nonsense", 400],
    ["$filter=name like 'a'", 400],
    [`$filter=${'('.repeat(1000)}`, 400],
    ['$orderby=name sideways', 400],
    ['$select=name', 400],
  ])('with %s is %p', async (query, expected) => {
    expect(await names(query.replaceAll(' ', '%20'))).toBe(expected);
  });
});
