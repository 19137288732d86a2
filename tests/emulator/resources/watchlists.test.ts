import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { WORKSPACE_PATH } from '../../../scripts/emulator/server/workspace.js';
import { type Bench, collect, INSIGHTS, SCOPE, send, startBench } from '../support.js';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.emulator.close());

const properties = { displayName: 'IOC addresses', provider: 'Custom', itemsSearchKey: 'Indicator' };
const MODERN = '2025-09-01';
const OLD = '2022-09-01-preview';
let count = 0;
const newAlias = () => `list-${++count}`;
const pathOf = (alias: string) => `${INSIGHTS}/watchlists/${alias}`;

function upload(alias: string, lines: string[], more: object = {}) {
  const rawContent = lines.map((line) => `${line}\r\n`).join('');
  const body = { properties: { ...properties, contentType: 'text/csv', rawContent, ...more } };
  return bench.call('PUT', pathOf(alias), body);
}

async function rowsOf(alias: string): Promise<string[]> {
  const items = await collect(bench.insights.watchlistItems.list(...SCOPE, alias));
  return items.map(({ itemsKeyValue }) => Object.values(itemsKeyValue ?? {}).join(','));
}

describe('a watchlist', () => {
  it('is created, read, listed and deleted by the SDK client', async () => {
    const alias = newAlias();
    const created = await bench.insights.watchlists.createOrUpdate(...SCOPE, alias, {
      ...properties,
      description: 'Addresses of command and control',
      sourceType: 'Local',
      source: 'ioc-ip.csv',
      labels: ['sentinel-content'],
      defaultDuration: 'P1000Y',
      contentType: 'Text/Csv',
      numberOfLinesToSkip: 0,
      rawContent: 'Indicator,Port\r\n192.0.2.1,443\r\n192.0.2.2,\r\n',
    });
    expect(created).toMatchObject({
      ...properties,
      name: alias,
      type: 'Microsoft.SecurityInsights/Watchlists',
      watchlistAlias: alias,
      labels: ['sentinel-content'],
      uploadStatus: 'Complete',
      isDeleted: false,
      created: new Date('2026-05-20T12:00:00Z'),
      azureAsyncOperation: expect.stringContaining('/watchlistStatuses/'),
    });
    expect(created).not.toHaveProperty('rawContent');
    expect(await bench.insights.watchlists.get(...SCOPE, alias.toUpperCase())).toMatchObject({
      watchlistId: created.watchlistId,
      etag: created.etag,
    });
    expect((await collect(bench.insights.watchlists.list(...SCOPE))).map(({ name }) => name)).toContain(alias);

    const items = await collect(bench.insights.watchlistItems.list(...SCOPE, alias));
    expect(items.map(({ itemsKeyValue }) => itemsKeyValue)).toEqual([
      { Indicator: '192.0.2.1', Port: '443' },
      { Indicator: '192.0.2.2', Port: '' },
    ]);
    await bench.insights.watchlists.delete(...SCOPE, alias);
    await expect(bench.insights.watchlists.get(...SCOPE, alias)).rejects.toMatchObject({
      statusCode: 404,
      code: 'NotFound',
    });
  });

  it('starts empty when it is created again after its deletion', async () => {
    const alias = newAlias();
    await upload(alias, ['Indicator', '192.0.2.1']);
    await bench.call('DELETE', pathOf(alias));
    await bench.call('PUT', pathOf(alias), { properties });
    expect(await rowsOf(alias)).toEqual([]);
  });

  it('answers deletion at once in old API versions and with 202 and a status in newer ones', async () => {
    const alias = newAlias();
    await upload(alias, ['Indicator', '192.0.2.1']);
    expect((await bench.call('DELETE', pathOf(alias), undefined, OLD)).status).toBe(200);
    expect((await bench.call('DELETE', pathOf(alias), undefined, OLD)).status).toBe(204);

    await upload(alias, ['Indicator', '192.0.2.1']);
    const accepted = await bench.call('DELETE', pathOf(alias), undefined, MODERN);
    expect(accepted.status).toBe(202);
    expect(Number(accepted.headers.get('retry-after'))).toBeGreaterThan(0);
    const status = await send('GET', accepted.headers.get('azure-asyncoperation') ?? '');
    expect(status).toMatchObject({ status: 200, body: { status: 'Succeeded', percentComplete: 100 } });
    expect((await bench.call('DELETE', pathOf(alias), undefined, MODERN)).status).toBe(204);
    expect((await bench.call('GET', `${pathOf(alias)}/watchlistStatuses/${randomUUID()}`)).status).toBe(404);
  });

  it('answers 201 to creation and 200 to an update, both with a status to ask for', async () => {
    const alias = newAlias();
    const created = await bench.call('PUT', pathOf(alias), { properties }, MODERN);
    expect(created).toMatchObject({ status: 201, body: { properties: { provisioningState: 'Succeeded' } } });
    const updated = await bench.call('PUT', pathOf(alias), { properties }, MODERN);
    expect(updated.status).toBe(200);
    expect((await send('GET', updated.headers.get('azure-asyncoperation') ?? '')).status).toBe(200);
  });

  it('keeps its items when a PUT brings no content, and takes the new properties', async () => {
    const alias = newAlias();
    await upload(alias, ['Indicator', '192.0.2.1'], { description: 'before' });
    await bench.call('PUT', pathOf(alias), { properties: { ...properties, labels: ['new'] } });
    const { body } = await bench.call('GET', pathOf(alias));
    expect(body.properties).toMatchObject({ labels: ['new'] });
    expect(body.properties).not.toHaveProperty('description');
    expect(await rowsOf(alias)).toEqual(['192.0.2.1']);
  });

  it('is not overwritten with a stale etag', async () => {
    const alias = newAlias();
    const { etag } = (await bench.call('PUT', pathOf(alias), { properties })).body;
    expect((await bench.call('PUT', pathOf(alias), { etag, properties })).status).toBe(200);
    const stale = await bench.call('PUT', pathOf(alias), { etag, properties });
    expect(stale).toMatchObject({ status: 409, body: { error: { code: 'Conflict' } } });
    expect((await bench.call('PUT', pathOf(alias), { properties })).status).toBe(200);
  });

  it.each([
    ['no display name', { displayName: null }, /displayName/],
    ['no provider', { provider: null }, /provider/],
    ['no search key', { itemsSearchKey: null }, /itemsSearchKey/],
    ['a display name of two characters', { displayName: 'ab' }, /displayName/],
    ['a display name that ends with a space', { displayName: 'abc ' }, /displayName/],
    ['a display name of 65 characters', { displayName: 'a'.repeat(65) }, /displayName/],
    ['the source type of published clients', { sourceType: 'Local file' }, /sourceType.*Local, AzureStorage/],
    ['a duration that is none', { defaultDuration: '1000y' }, /defaultDuration/],
    ['another alias than the path', { watchlistAlias: 'other' }, /watchlistAlias/],
    ['another content type', { contentType: 'application/json', rawContent: 'Indicator\r\n1\r\n' }, /contentType/],
  ])('refuses %s', async (_what, change, message) => {
    const answer = await bench.call('PUT', pathOf(newAlias()), { properties: { ...properties, ...change } });
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'BadRequest' } } });
    expect(answer.body.error.message).toMatch(message);
  });

  it.each(['ab', 'a'.repeat(65), '-ab', 'ab_', 'a.b', 'aéb'])('refuses the alias %p', async (alias) => {
    expect((await bench.call('PUT', pathOf(encodeURIComponent(alias)), { properties })).status).toBe(400);
  });

  it('accepts aliases of 3 and 64 characters with spaces, hyphens and underscores inside', async () => {
    for (const alias of ['a-b', `x _-${'y'.repeat(60)}`])
      expect((await bench.call('PUT', pathOf(encodeURIComponent(alias)), { properties })).status).toBe(201);
  });

  it('does not let its search key change', async () => {
    const alias = newAlias();
    await upload(alias, ['Indicator,Port', '192.0.2.1,1']);
    const answer = await upload(alias, ['Indicator,Port', '192.0.2.1,1'], { itemsSearchKey: 'Port' });
    expect(answer).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining('itemsSearchKey') } },
    });
  });
});

describe('an upload', () => {
  it('adds to the items and never replaces them', async () => {
    const alias = newAlias();
    await upload(alias, ['Indicator,Port', 'a,1']);
    await upload(alias, ['Indicator,Port', 'b,2']);
    expect(await rowsOf(alias)).toEqual(['a,1', 'b,2']);
  });

  it('leaves two rows of one key when a column has changed', async () => {
    const alias = newAlias();
    await upload(alias, ['Indicator,Port', 'a,80']);
    await upload(alias, ['Indicator,Port', 'a,443']);
    expect(await rowsOf(alias)).toEqual(['a,80', 'a,443']);
  });

  it('drops a row that equals another in every column, in whatever order the columns come', async () => {
    const alias = newAlias();
    await upload(alias, ['Indicator,Port', 'a,1', 'a,1']);
    await upload(alias, ['Port,Indicator', '1,a']);
    expect(await rowsOf(alias)).toEqual(['a,1']);
  });

  it('keeps the lists apart', async () => {
    const [one, two] = [newAlias(), newAlias()];
    await upload(one, ['Indicator', 'a']);
    await upload(two, ['Indicator', 'a']);
    expect([await rowsOf(one), await rowsOf(two)]).toEqual([['a'], ['a']]);
  });

  it('holds the union of what was uploaded, whatever the uploads', async () => {
    const cell = fc.oneof(
      fc.constantFrom('a', 'b', '"', ',', '\n', '__proto__', 'é'),
      fc.string({ minLength: 1, maxLength: 4 }),
    );
    const key = cell.filter((value) => value.trim() !== '');
    const rows = fc.array(fc.tuple(key, cell), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(fc.array(rows, { minLength: 1, maxLength: 3 }), async (uploads) => {
        const alias = newAlias();
        for (const part of [...uploads, ...uploads]) {
          const answer = await upload(alias, ['Indicator,Port', ...part.map((row) => row.map(quote).join(','))]);
          expect(answer.status).toBeLessThan(300);
        }
        const items = await collect(bench.insights.watchlistItems.list(...SCOPE, alias));
        const held = items.map(({ itemsKeyValue }) => JSON.stringify([itemsKeyValue?.Indicator, itemsKeyValue?.Port]));
        expect(held).toEqual([...new Set(uploads.flat().map((row) => JSON.stringify(row)))]);
      }),
      { numRuns: 6 },
    );
  });

  it('skips lines before the header, reads tabs, quotes, a byte order mark and bare line feeds', async () => {
    const alias = newAlias();
    await bench.call('PUT', pathOf(alias), {
      properties: {
        ...properties,
        contentType: 'text/tsv',
        numberOfLinesToSkip: 1,
        rawContent: 'It\'s "skipped\nIndicator\tNote\n192.0.2.1\t"two\nlines"\n',
      },
    });
    await upload(alias, ['\u{feff}Indicator,Note', '192.0.2.2,"a ""quoted"" word"']);
    expect(await rowsOf(alias)).toEqual(['192.0.2.1,two\nlines', '192.0.2.2,a "quoted" word']);
  });

  it.each([
    ['nothing', [], /no watchlist items found in the provided rawContent/],
    ['a header without rows', ['Indicator,Port'], /no watchlist items found in the provided rawContent/],
    ['a header without the search key', ['Address,Port', 'a,1'], /search key column 'Indicator' is missing/],
    ['a blank search key', ['Indicator,Port', 'a,1', ' ,2'], /item 2 has no value in 'Indicator'/],
    ['a column twice', ['Indicator,Port,Port', 'a,1,1'], /'Port' occurs twice/],
    ['a column without a name', ['Indicator,', 'a,1'], /'' is not a column name/],
    ['a short row', ['Indicator,Port', 'a'], /csv content.*line 2/i],
    ['a stray quote', ['Indicator,Port', 'a,x"y'], /csv content.*line 2/i],
    ['a line that is too long', ['Indicator,Port', `a,${'x'.repeat(10_300)}`], /10240/],
  ])('with %s is refused and changes nothing', async (_what, lines, message) => {
    const alias = newAlias();
    const answer = await upload(alias, lines);
    expect(answer.status).toBe(400);
    expect(answer.body.error.message).toMatch(/^Invalid csv content : /i);
    expect(answer.body.error.message).toMatch(message);
    expect((await bench.call('GET', pathOf(alias))).status).toBe(404);
  });

  it('above 3.8 MB is refused by the service, above 4 MB by the Resource Manager', async () => {
    const line = `${'x'.repeat(998)}\r\n`;
    const contentOf = (lines: number) => ({
      properties: { ...properties, contentType: 'text/csv', rawContent: `Indicator\r\n${line.repeat(lines)}` },
    });
    const tooLarge = await bench.call('PUT', pathOf(newAlias()), contentOf(4000));
    expect(tooLarge).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringMatching(/limit of 3984588/) } },
    });
    const farTooLarge = await bench.call('PUT', pathOf(newAlias()), contentOf(5000));
    expect(farTooLarge).toMatchObject({ status: 413, body: { error: { code: 'RequestEntityTooLarge' } } });
  });

  it('of 3.8 MB and 110,000 rows is taken', async () => {
    const alias = newAlias();
    const lines = Array.from({ length: 110_000 }, (_, row) => `198.51.${row >> 8}.${row & 255},443,Rat,2026-05-01`);
    expect(lines.join('\r\n').length).toBeGreaterThan(3_500_000);
    expect((await upload(alias, ['Indicator,Port,Family,FirstSeen', ...lines])).status).toBe(201);
  }, 60_000);
});

describe('the list of items', () => {
  it('has each item on exactly one page, in the order of upload', async () => {
    const alias = newAlias();
    const lines = Array.from({ length: 1_250 }, (_, row) => `host-${row}.example`);
    await upload(alias, ['Indicator', ...lines]);
    const pages: number[] = [];
    const rows: unknown[] = [];
    for await (const page of bench.insights.watchlistItems.list(...SCOPE, alias).byPage()) {
      pages.push(page.length);
      rows.push(...page.map(({ itemsKeyValue }) => itemsKeyValue?.Indicator));
    }
    expect(pages).toEqual([...Array(12).fill(100), 50]);
    expect(rows).toEqual(lines);
  });

  it('has no further page when the last one is full', async () => {
    const alias = newAlias();
    await upload(alias, ['Indicator', ...Array.from({ length: 100 }, (_, row) => `host-${row}.example`)]);
    const { body } = await bench.call('GET', `${pathOf(alias)}/watchlistItems`);
    expect(body.value).toHaveLength(100);
    expect(body).not.toHaveProperty('nextLink');
  });

  it('goes on where it was when items vanish between two pages', async () => {
    const alias = newAlias();
    await upload(alias, ['Indicator', ...Array.from({ length: 150 }, (_, row) => `host-${row}.example`)]);
    const first = (await bench.call('GET', `${pathOf(alias)}/watchlistItems`)).body;
    for (const item of first.value.slice(90))
      await bench.call('DELETE', `${pathOf(alias)}/watchlistItems/${item.name}`);
    const second = (await send('GET', first.nextLink)).body;
    expect(second.value[0].properties.itemsKeyValue).toEqual({ Indicator: 'host-100.example' });
    expect(second.value).toHaveLength(50);
  });

  it('refuses a forged token and options that it does not know', async () => {
    for (const query of ['$skipToken=abc', '$filter=x', '$top=5']) {
      const url = `${bench.emulator.endpoint}${WORKSPACE_PATH}/${INSIGHTS}/watchlists?api-version=${MODERN}&${query}`;
      expect((await send('GET', url)).status).toBe(400);
    }
  });
});

describe('an item', () => {
  it('is put under an id of the client, changed, read and deleted', async () => {
    const alias = newAlias();
    await bench.call('PUT', pathOf(alias), { properties });
    const id = randomUUID();
    const items = bench.insights.watchlistItems;
    const created = await items.createOrUpdate(...SCOPE, alias, id, { itemsKeyValue: { Indicator: 'a', Port: '1' } });
    expect(created).toMatchObject({ name: id, watchlistItemId: id, itemsKeyValue: { Indicator: 'a', Port: '1' } });
    const changed = await items.createOrUpdate(...SCOPE, alias, id, { itemsKeyValue: { Indicator: 'a', Port: '2' } });
    expect(changed.etag).not.toBe(created.etag);
    expect(await items.get(...SCOPE, alias, id)).toMatchObject({ itemsKeyValue: { Port: '2' }, etag: changed.etag });
    // The changed item is what an upload is now compared with.
    await upload(alias, ['Indicator,Port', 'a,1', 'a,2']);
    expect(await rowsOf(alias)).toEqual(['a,2', 'a,1']);
    await items.delete(...SCOPE, alias, id);
    await expect(items.get(...SCOPE, alias, id)).rejects.toMatchObject({ statusCode: 404 });
    expect((await bench.call('DELETE', `${pathOf(alias)}/watchlistItems/${id}`)).status).toBe(204);
    expect(await rowsOf(alias)).toEqual(['a,1']);
  });

  it.each([
    ['without values', { properties: {} }],
    ['with an empty object', { properties: { itemsKeyValue: {} } }],
    ['without the search key', { properties: { itemsKeyValue: { Port: '1' } } }],
    ['with nested values', { properties: { itemsKeyValue: { Indicator: 'a', Port: {} } } }],
  ])('is refused %s', async (_what, body) => {
    const alias = newAlias();
    await bench.call('PUT', pathOf(alias), { properties });
    expect((await bench.call('PUT', `${pathOf(alias)}/watchlistItems/${randomUUID()}`, body)).status).toBe(400);
  });

  it('is refused under an id that is no GUID, with a stale etag, and in a list that is not there', async () => {
    const alias = newAlias();
    await bench.call('PUT', pathOf(alias), { properties });
    const body = { properties: { itemsKeyValue: { Indicator: 'a' } } };
    const path = `${pathOf(alias)}/watchlistItems`;
    expect((await bench.call('PUT', `${path}/one`, body)).status).toBe(400);
    const id = randomUUID();
    await bench.call('PUT', `${path}/${id}`, body);
    expect((await bench.call('PUT', `${path}/${id}`, { etag: '"stale"', ...body })).status).toBe(409);
    expect((await bench.call('PUT', `${pathOf('absent')}/watchlistItems/${id}`, body)).status).toBe(404);
    expect((await bench.call('GET', `${pathOf('absent')}/watchlistItems`)).status).toBe(404);
  });
});

function quote(cell: string): string {
  return `"${cell.replaceAll('"', '""')}"`;
}
