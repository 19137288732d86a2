import { WORKSPACE } from '../../../scripts/emulator/server/workspace.js';
import { type Bench, INSIGHTS, NOW, send, startBench } from '../support.js';

const TI = `${INSIGHTS}/threatIntelligence/main`;
const uuid = (index: number) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;

const indicator = (index: number, more: object = {}) => ({
  id: `indicator--${uuid(index)}`,
  type: 'indicator',
  spec_version: '2.1',
  created: '2026-05-01T00:00:00Z',
  modified: '2026-05-01T00:00:00Z',
  pattern: `[ipv4-addr:value = '192.0.2.${index}']`,
  pattern_type: 'stix',
  valid_from: '2026-05-01T00:00:00Z',
  valid_until: '2026-08-01T00:00:00Z',
  confidence: 80,
  labels: ['family:SectopRAT'],
  ...more,
});

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.emulator.close());

const upload = (stixobjects: unknown[], sourcesystem = 'soc', workspace = WORKSPACE.workspaceId) =>
  send(
    'POST',
    `${bench.emulator.endpoint}/workspaces/${workspace}/threat-intelligence-stix-objects:upload?api-version=2024-02-01-preview`,
    { sourcesystem, stixobjects },
  );
const clause = (field: string, operator: string, ...values: unknown[]) => ({ field, operator, values });
const ask = async (path: string, clauses: object[], more: object = {}) =>
  (await bench.call('POST', `${TI}/${path}`, { condition: { stixObjectType: 'indicator', clauses }, ...more })).body;
const found = async (...clauses: object[]): Promise<string[]> =>
  (await ask('query', clauses)).value.map(({ properties }: { properties: { data: { id: string } } }) =>
    String(Number(properties.data.id.slice(-12))),
  );

describe('an upload of STIX objects', () => {
  it('answers nothing when all are valid, and they come back as they were sent', async () => {
    const sent = indicator(1, { extensions: { own: { port: 443 } }, x_unknown: 'kept' });
    expect(await upload([sent])).toMatchObject({ status: 200, body: undefined });
    const { value } = await ask('query', [clause('source', 'Equals', 'soc')]);
    expect(value).toHaveLength(1);
    expect(value[0]).toMatchObject({
      name: `${Buffer.from('soc').toString('base64')}---${sent.id}`,
      kind: 'Indicator',
      properties: {
        source: 'soc',
        lastUpdateMethod: 'StixObjectsUploadAPI',
        firstIngestedTimeUtc: '2026-05-20T12:00:00.0000000Z',
        lastUpdatedDateTimeUtc: '2026-05-20T12:00:00.0000000Z',
      },
    });
    expect(value[0].properties.data).toEqual(sent);
  });

  it.each<[string, object, string]>([
    ['no id', { id: undefined }, 'Error for Property=id: Required property is missing. Actual value: NULL.'],
    ['no pattern', { pattern: '' }, 'Error for Property=pattern: Required property is missing. Actual value: .'],
    ['an id of another type', { id: `malware--${uuid(1)}` }, 'Error for Property=id: It is not TYPE--<UUID>.'],
    [
      'a type that is not taken',
      { type: 'malware', id: `malware--${uuid(2)}` },
      'Error for Property=type: Allowed values: indicator,',
    ],
    [
      'an end before its start',
      { valid_until: '2026-05-01T00:00:00Z' },
      'Error for Property=valid_until: It must be later',
    ],
    ['a day for a time', { created: '2026-05-01' }, 'Error for Property=created: It is no RFC 3339 timestamp.'],
    ['a confidence of 101', { confidence: 101 }, 'Error for Property=confidence: It is no integer from 0 to 100.'],
    ['a label that is no text', { labels: [1] }, 'Error for Property=labels: It is no list of texts.'],
    ['another version', { spec_version: '3' }, 'Error for Property=spec_version: Allowed values: 2.0, 2.1.'],
  ])('tells of one with %s, and takes the others', async (_, wrong, message) => {
    const { status, body } = await upload([indicator(1), indicator(2, wrong), indicator(3)]);
    expect(status).toBe(200);
    expect(body.errors).toEqual([{ recordIndex: 1, errorMessages: [expect.stringContaining(message)] }]);
    expect(await found()).toEqual(['1', '3']);
  });

  it('is refused with 101 objects, none, a reserved source, or for another workspace', async () => {
    expect((await upload(Array.from({ length: 101 }, (_, index) => indicator(index)))).status).toBe(400);
    expect((await upload([])).status).toBe(400);
    expect((await upload([indicator(1)], 'Microsoft Sentinel')).status).toBe(400);
    expect((await upload([indicator(1)], 'soc', uuid(9))).status).toBe(404);
    expect((await upload([indicator(1)], 'soc', WORKSPACE.workspaceName)).status).toBe(404);
  });

  it('is an update by source and id', async () => {
    await upload([indicator(1)]);
    bench.setClock(new Date(NOW.getTime() + 60_000));
    await upload([indicator(1, { confidence: 10, modified: '2026-05-02T00:00:00Z' })]);
    await upload([indicator(1)], 'others');
    const { value } = await ask('query', [clause('source', 'Equals', 'soc')]);
    expect(value).toHaveLength(1);
    expect(value[0].properties).toMatchObject({
      data: { confidence: 10 },
      firstIngestedTimeUtc: '2026-05-20T12:00:00.0000000Z',
      lastUpdatedDateTimeUtc: '2026-05-20T12:01:00.0000000Z',
    });
  });

  it('does not bring back an older version, nor what was revoked: that is for ever', async () => {
    const modified = '2026-05-03T00:00:00Z';
    await upload([indicator(1, { modified }), indicator(2, { modified, revoked: true })]);
    await upload([indicator(1, { confidence: 1 }), indicator(2, { modified: '2026-05-09T00:00:00Z' })]);
    const { value } = await ask('query', []);
    expect(value.map(({ properties }: { properties: { data: object } }) => properties.data)).toMatchObject([
      { confidence: 80 },
      { revoked: true },
    ]);
  });

  it('is limited to a hundred a minute, and says in its text how long to wait', async () => {
    const strict = await startBench(':memory:', { faults: { throttle: 1 } });
    const url = `${strict.emulator.endpoint}/workspaces/${WORKSPACE.workspaceId}/threat-intelligence-stix-objects:upload`;
    const once = () => send('POST', url, { sourcesystem: 'soc', stixobjects: [indicator(1)] });
    for (let index = 0; index < 100; index++) expect((await once()).status).toBe(200);
    const refused = await once();
    expect(refused).toMatchObject({
      status: 429,
      body: { statusCode: 429, message: 'Rate limit is exceeded. Try again in 1 seconds.' },
    });
    expect(refused.headers.get('retry-after')).toBeNull();
    strict.setClock(new Date(NOW.getTime() + 60_000));
    expect((await once()).status).toBe(200);
    await strict.emulator.close();
  });

  it('is not read back at once where reads are late', async () => {
    const late = await startBench(':memory:', { faults: { late: 1 } });
    const url = `${late.emulator.endpoint}/workspaces/${WORKSPACE.workspaceId}/threat-intelligence-stix-objects:upload`;
    await send('POST', url, { sourcesystem: 'soc', stixobjects: [indicator(1)] });
    const count = async () => (await late.call('POST', `${TI}/count`, { condition: { clauses: [] } })).body.count;
    expect(await count()).toBe(0);
    late.setClock(new Date(NOW.getTime() + 2000));
    expect(await count()).toBe(1);
    await late.emulator.close();
  });
});

describe('a query for STIX objects', () => {
  beforeEach(async () => {
    await upload([
      indicator(1, { confidence: 10, name: 'One' }),
      indicator(2, { confidence: 50, name: 'Two', labels: ['family:Other'], revoked: true }),
    ]);
    await upload([indicator(3, { confidence: 90, valid_until: undefined })], 'others');
  });

  it.each<[string, object[], string[]]>([
    ['everything', [], ['1', '2', '3']],
    ['a source', [clause('source', 'Equals', 'soc')], ['1', '2']],
    ['sources', [clause('source', 'Equals', 'soc', 'others')], ['1', '2', '3']],
    ['another source', [clause('source', 'NotEquals', 'soc')], ['3']],
    ['a confidence', [clause('confidence', 'GreaterThanEqual', 50)], ['2', '3']],
    ['a confidence below', [clause('confidence', 'LessThan', 50)], ['1']],
    ['a label', [clause('labels', 'ArrayContains', 'family:Other')], ['2']],
    ['no such label', [clause('tags', 'ArrayNotContains', 'family:Other')], ['1', '3']],
    ['a part of the pattern', [clause('pattern', 'StringContains', '192.0.2.3')], ['3']],
    ['a name', [clause('name', 'StringStartsWith', 'tw')], ['2']],
    ['what is revoked', [clause('revoked', 'IsTrue')], ['2']],
    ['what is not', [clause('revoked', 'IsFalse')], ['1', '3']],
    ['no end', [clause('validUntil', 'IsNull')], ['3']],
    ['a time', [clause('valid_until', 'BeforeAbsolute', '2026-08-02T00:00:00Z')], ['1', '2']],
    ['two conditions', [clause('source', 'Equals', 'soc'), clause('revoked', 'IsFalse')], ['1']],
  ])('by %s', async (_, clauses, expected) => {
    expect(await found(...clauses)).toEqual(expected);
    expect((await ask('count', clauses)).count).toBe(expected.length);
  });

  it('by one of several conditions', async () => {
    const condition = {
      clauses: [clause('source', 'Equals', 'others'), clause('revoked', 'IsTrue')],
      conditionConnective: 'Or',
    };
    expect((await bench.call('POST', `${TI}/query`, { condition })).body.value).toHaveLength(2);
  });

  it('is refused without clauses, and with an operator that is not known', async () => {
    expect((await bench.call('POST', `${TI}/query`, { condition: {} })).status).toBe(400);
    const condition = { clauses: [clause('source', 'Resembles', 'soc')] };
    expect((await bench.call('POST', `${TI}/query`, { condition })).status).toBe(400);
    expect((await bench.call('POST', `${TI}/query`, { condition: { clauses: [] } }, '2025-09-01')).status).toBe(400);
  });

  it.each([[{}], [{ sortBy: { field: 'confidence', direction: 'DESC' } }]])('goes on by pages %p', async (sorted) => {
    await upload(Array.from({ length: 50 }, (_, index) => indicator(100 + index, { confidence: index })));
    const body = { condition: { clauses: [clause('source', 'Equals', 'soc')] }, maxPageSize: 20, ...sorted };
    const pages: number[] = [];
    const confidences: number[] = [];
    let answer = await bench.call('POST', `${TI}/query`, body);
    for (;;) {
      pages.push(answer.body.value.length);
      confidences.push(
        ...answer.body.value.map(
          (one: { properties: { data: { confidence: number } } }) => one.properties.data.confidence,
        ),
      );
      if (answer.body.nextLink === undefined) break;
      answer = await send('POST', answer.body.nextLink, body);
    }
    expect(pages).toEqual([20, 20, 12]);
    if ('sortBy' in sorted) expect(confidences).toEqual([...confidences].sort((a, b) => b - a));
  });

  it('finds one by its name, which is deleted once', async () => {
    const [{ name }] = (await ask('query', [clause('name', 'Equals', 'One')])).value;
    const path = `${TI}/indicators/${encodeURIComponent(name)}`;
    expect((await bench.call('GET', path)).body.properties.data.name).toBe('One');
    expect((await bench.call('GET', `${TI}/indicators`)).body.value).toHaveLength(3);
    expect((await bench.call('DELETE', path)).status).toBe(200);
    expect((await bench.call('DELETE', path)).status).toBe(204);
    expect((await bench.call('GET', path)).status).toBe(404);
  });
});
