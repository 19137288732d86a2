import { RestError } from '@azure/core-rest-pipeline';
import { type Answer, HOST, scripted, scriptedWithin } from './scripted.js';

const INSIGHTS = 'providers/Microsoft.SecurityInsights';
const RULES = `${INSIGHTS}/alertRules`;

const resource = (name: string) => ({ id: `/x/${name}`, name });

describe('a list', () => {
  it('is read page by page, in the version that knows its kind', async () => {
    const nextLink = `${HOST}/next?page=2`;
    const { arm, asked } = await scripted(
      { body: { value: [resource('a')], nextLink } },
      { body: { value: [resource('b')], nextLink: '' } },
    );
    expect((await arm.list(RULES)).map(({ name }) => name)).toEqual(['a', 'b']);
    expect(asked).toEqual([`GET /${RULES}?api-version=2025-07-01-preview`, `GET ${nextLink}`]);
    const logs = await scripted({ body: { value: [] } });
    await logs.arm.list('savedSearches');
    expect(logs.asked).toEqual(['GET /savedSearches?api-version=2020-08-01']);
  });

  it('has resources with what the service says of them', async () => {
    const full = {
      ...resource('a'),
      kind: 'NRT',
      etag: 'e',
      systemData: { lastModifiedAt: 't' },
      properties: { x: 1 },
    };
    const odd = { ...resource('b'), kind: 7, etag: 7, systemData: 7, properties: 7 };
    const { arm } = await scripted({ body: { value: [full, odd] } });
    expect(await arm.list(RULES)).toEqual([full, { ...resource('b'), properties: {} }]);
  });

  it.each<[string, Answer, string, string | undefined]>([
    ['no list', { body: {} }, 'the service answered with no list', 'list'],
    [
      'no JSON',
      { body: '<html>', headers: { 'content-type': 'text/html' } },
      'the service answered with something that is not JSON',
      RestError.PARSE_ERROR,
    ],
    [
      'a resource without a name',
      { body: { value: [{ id: 'x' }] } },
      'the service lists a resource without id or name',
      undefined,
    ],
    [
      'a resource without an id',
      { body: { value: [{ name: 'x' }] } },
      'the service lists a resource without id or name',
      undefined,
    ],
    ['no resource', { body: { value: [null] } }, 'the service lists a resource without id or name', undefined],
    [
      'a page of another host',
      { body: { value: [], nextLink: `https://evil.example/${'x'.repeat(100)}` } },
      `the service names a next page on another host: https://evil.example/${'x'.repeat(79)}`,
      'nextLink',
    ],
    ['a refusal', { status: 300, body: { error: { code: 'X', message: 'no' } } }, 'no', 'X'],
    [
      'a refusal without words',
      { status: 400, body: 'x', headers: { 'content-type': 'text/plain' } },
      'HTTP 400',
      undefined,
    ],
  ])('that is %s is told', async (_, answer, message, code) => {
    const { arm } = await scripted(answer);
    const error: unknown = await arm.list(RULES).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RestError);
    expect(error).toMatchObject({ message, ...(code === undefined ? {} : { code }) });
  });

  it.each<[string, Answer]>([
    ['cut in the middle', { body: '{"value": [' }],
    ['cut, and no longer said to be JSON', { body: '{"value": [', headers: { 'content-type': 'text/plain' } }],
    ['without its list', { body: {} }],
  ])('that was %s is asked for again, twice', async (_, cut) => {
    const again = await scripted(cut, cut, { body: { value: [resource('a')] } });
    expect(await again.arm.list(RULES)).toHaveLength(1);
    const never = await scripted(cut);
    await expect(never.arm.list(RULES)).rejects.toBeInstanceOf(RestError);
    expect(never.asked).toHaveLength(3);
  });

  it('that is refused is asked for once', async () => {
    const { arm, asked } = await scripted({ status: 403, body: { error: { code: 'X', message: 'no' } } });
    await expect(arm.list(RULES)).rejects.toThrow('no');
    expect(asked).toHaveLength(1);
  });

  it('of a query is sent with its body for each page', async () => {
    const { arm, asked, bodies } = await scripted(
      { body: { value: [resource('a')], nextLink: `${HOST}/next` } },
      { body: { value: [resource('b')] } },
    );
    expect(await arm.query(RULES, { q: 1 })).toHaveLength(2);
    expect(asked).toEqual([`POST /${RULES}?api-version=2025-07-01-preview`, `POST ${HOST}/next`]);
    expect(bodies).toEqual([{ q: 1 }, { q: 1 }]);
    const broken = await scripted({ status: 300 });
    await expect(broken.arm.query(RULES, {})).rejects.toThrow('HTTP 300');
  });
});

describe('one resource', () => {
  it('is there, is not there, or cannot be read', async () => {
    expect(await (await scripted({ body: resource('a') })).arm.get(`${RULES}/a b`)).toMatchObject(resource('a'));
    expect(await (await scripted({ status: 404 })).arm.get('x')).toBeUndefined();
    await expect((await scripted({ status: 403, body: { error: 7 } })).arm.get('x')).rejects.toThrow('HTTP 403');
  });

  it('has a path whose parts are encoded', async () => {
    const { arm, asked } = await scripted({ status: 404 });
    await arm.get('savedSearches/a b?c');
    await arm.get('');
    expect(asked).toEqual(['GET /savedSearches/a%20b%3Fc?api-version=2020-08-01', 'GET ?api-version=2020-08-01']);
  });

  it('is put with the version that it was planned against', async () => {
    const { arm, asked, bodies } = await scripted({});
    await arm.put(`${RULES}/a`, { properties: {} }, 'e1');
    await arm.put(`${RULES}/a`, { properties: {} });
    expect(asked[0]).toBe(`PUT /${RULES}/a?api-version=2025-07-01-preview`);
    expect(bodies).toEqual([{ properties: {}, etag: 'e1' }, { properties: {} }]);
  });

  it('is asked for whatever comes: status, date and JSON', async () => {
    const { arm, asked } = await scripted(
      { status: 299, body: [1], headers: { date: 'd' } },
      { status: 300, body: { a: 1 } },
    );
    expect(await arm.ask('x', 'v1')).toEqual({ status: 299, date: 'd', body: {} });
    expect(await arm.ask(RULES)).toEqual({ status: 300, date: '', body: undefined });
    expect(asked).toEqual(['GET /x?api-version=v1', `GET /${RULES}?api-version=2025-07-01-preview`]);
  });

  it('is sent elsewhere as it is', async () => {
    const { arm, asked } = await scripted({ body: { errors: [] } });
    expect(await arm.post('https://ti.example/upload', { a: 1 })).toEqual({ errors: [] });
    expect(asked).toEqual(['POST https://ti.example/upload']);
  });
});

describe('an operation', () => {
  const STATUS = `${HOST}/status`;
  const accepted = (headers: Record<string, string> = { 'azure-asyncoperation': STATUS }): Answer => ({
    status: 202,
    headers,
  });

  it.each<[string, Answer]>([
    ['that succeeded', { body: { status: 'Succeeded' } }],
    ['that is complete', { body: { status: 'COMPLETE' } }],
    ['at 100 %, whatever its state', { body: { status: 'Deleting', percentComplete: 100 } }],
    ['without a state', { body: {} }],
    ['whose status is gone', { status: 404 }],
  ])('%s is over', async (_, answer) => {
    const { arm, asked } = await scripted(
      accepted(),
      { status: 202, body: {} },
      { body: { status: 'Running', percentComplete: 99 } },
      answer,
    );
    await arm.put('x', {});
    expect(asked).toEqual(['PUT /x?api-version=2020-08-01', ...Array(3).fill(`GET ${STATUS}`)]);
  });

  it('is found by its location as well; without either there is none', async () => {
    const located = await scripted(accepted({ location: STATUS }), {});
    await located.arm.put('x', {});
    expect(located.asked).toHaveLength(2);
    const none = await scripted(accepted({}), {});
    await none.arm.put('x', {});
    expect(none.asked).toHaveLength(1);
    const elsewhere = await scripted(accepted({ location: 'https://evil.example/' }), {});
    await expect(elsewhere.arm.put('x', {})).rejects.toThrow('another host');
  });

  it.each(['Failed', 'canceled'])('that has %s is told', async (status) => {
    const { arm } = await scripted(accepted(), { body: { status, error: { message: 'why' } } });
    await expect(arm.put('x', {})).rejects.toThrow('why');
  });

  it('that does not end is given up, in minutes', async () => {
    const { arm } = await scriptedWithin(40, accepted({ location: STATUS, 'retry-after': '100' }), { status: 202 });
    await expect(arm.put('x', {})).rejects.toMatchObject({
      ...{ code: 'timeout', statusCode: 504 },
      message: `the operation did not end within ${40 / 60_000} minutes`,
    });
  });

  it('of a deletion is over when the resource is gone', async () => {
    const { arm, asked } = await scripted(accepted(), {}, { status: 202 }, { status: 404 });
    await arm.delete('x');
    const [path, version] = ['/x', '?api-version=2020-08-01'];
    expect(asked).toEqual([
      `DELETE ${path}${version}`,
      `GET ${path}${version}`,
      `GET ${STATUS}`,
      `GET ${path}${version}`,
    ]);
    const atOnce = await scripted({ status: 200, headers: { location: STATUS } });
    await atOnce.arm.delete('x');
    expect(atOnce.asked).toHaveLength(1);
    await (await scripted({ status: 404 })).arm.delete('x');
    await expect((await scripted({ status: 409 })).arm.delete('x')).rejects.toThrow('HTTP 409');
  });
});
