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
});
