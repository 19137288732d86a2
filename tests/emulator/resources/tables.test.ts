import { type Bench, collect, SCOPE, startBench } from '../support.js';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.emulator.close());

const TIME = { name: 'TimeGenerated', type: 'dateTime' };
const put = (name: string, columns: object[], schema: object = {}) =>
  bench.call('PUT', `tables/${name}`, { properties: { schema: { name, columns, ...schema } } }, '2022-10-01');

describe('a custom table', () => {
  it('is created, read, changed, listed and deleted by the SDK client', async () => {
    const { tables } = bench.operations;
    const columns = [TIME, { name: 'Door', type: 'string' }, { name: 'Open', type: 'boolean' }];
    const created = await tables.beginCreateOrUpdateAndWait(...SCOPE, 'Badge_CL', {
      plan: 'Analytics',
      schema: { name: 'Badge_CL', columns },
    });
    expect(created).toMatchObject({
      name: 'Badge_CL',
      provisioningState: 'Succeeded',
      schema: {
        tableType: 'CustomLog',
        tableSubType: 'DataCollectionRuleBased',
        columns: columns.map(({ name, type }) => ({ name, type: type.toLowerCase() })),
        standardColumns: [{ name: 'TenantId', type: 'guid' }],
      },
    });
    const changed = await tables.beginCreateOrUpdateAndWait(...SCOPE, 'Badge_CL', {
      schema: { name: 'Badge_CL', columns: [TIME] },
    });
    expect(changed.schema?.columns).toHaveLength(1);
    expect(await tables.get(...SCOPE, 'badge_cl')).toEqual(changed);
    expect(await collect(tables.listByWorkspace(...SCOPE))).toContainEqual(changed);
    await tables.beginDeleteAndWait(...SCOPE, 'Badge_CL');
    await expect(tables.get(...SCOPE, 'Badge_CL')).rejects.toMatchObject({ statusCode: 404 });
    expect((await bench.call('DELETE', 'tables/Badge_CL')).status).toBe(204);
  });

  it.each([
    ['a name without _CL', 'Badge', [TIME]],
    ['a name that starts with a digit', '1Badge_CL', [TIME]],
    ['a name with a dash', 'My-Badge_CL', [TIME]],
    ['a name of 64 characters', `${'B'.repeat(61)}_CL`, [TIME]],
    ['no TimeGenerated', 'Badge_CL', [{ name: 'Door', type: 'string' }]],
    ['a TimeGenerated that is a text', 'Badge_CL', [{ ...TIME, type: 'string' }]],
    ['an unknown type', 'Badge_CL', [TIME, { name: 'Door', type: 'varchar' }]],
    ['a reserved column', 'Badge_CL', [TIME, { name: 'TenantId', type: 'string' }]],
    ['a column that starts with an underscore', 'Badge_CL', [TIME, { name: '_Door', type: 'string' }]],
    ['a column of 46 characters', 'Badge_CL', [TIME, { name: 'D'.repeat(46), type: 'string' }]],
    ['a column twice', 'Badge_CL', [TIME, { name: 'timegenerated', type: 'string' }]],
    ['501 columns', 'Badge_CL', [TIME, ...Array.from({ length: 500 }, (_, i) => ({ name: `C${i}`, type: 'int' }))]],
  ])('is refused with %s', async (_, name, columns) => {
    expect(await put(name, columns)).toMatchObject({ status: 400, body: { error: { code: 'BadRequest' } } });
    expect((await bench.call('GET', `tables/${name}`)).status).toBe(404);
  });

  it('is refused under the name of another', async () => {
    expect((await put('Badge_CL', [TIME], { name: 'Door_CL' })).status).toBe(400);
  });

  it('has up to 500 columns with names of up to 45 characters, and a name of up to 63', async () => {
    const columns = Array.from({ length: 499 }, (_, i) => ({ name: `C${i}`.padEnd(45, '_'), type: 'int' }));
    const name = `${'B'.repeat(60)}_CL`;
    expect((await put(name, [TIME, ...columns])).status).toBe(200);
    await bench.call('DELETE', `tables/${name}`);
  });
});

describe("Microsoft's tables", () => {
  it('are listed with the columns of the shipped schemas, in the types of Resource Manager', async () => {
    const tables = await collect(bench.operations.tables.listByWorkspace(...SCOPE));
    expect(tables.length).toBeGreaterThan(70);
    expect(new Set(tables.map(({ schema }) => schema?.tableType))).toEqual(new Set(['Microsoft']));
    const { schema } = await bench.operations.tables.get(...SCOPE, 'devicenetworkevents');
    expect(schema?.name).toBe('DeviceNetworkEvents');
    expect(schema?.standardColumns).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: 'TenantId', type: 'guid' }),
        expect.objectContaining({ name: 'IsInitiatingProcessRemoteSession', type: 'boolean' }),
        expect.objectContaining({ name: 'TimeGenerated', type: 'datetime' }),
      ]),
    );
  });

  it('cannot be written or deleted', async () => {
    expect((await put('Syslog', [TIME])).status).toBe(400);
    expect((await bench.call('DELETE', 'tables/Syslog')).status).toBe(400);
  });
});
