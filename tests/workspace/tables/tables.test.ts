import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WORKSPACE } from '../../../scripts/emulator/server/workspace.js';
import { readTables, sortOut } from '../../../scripts/workspace/tables/tables.js';
import { connectTo, openWorkspace } from '../workspace.js';

const TIME = { name: 'TimeGenerated', type: 'datetime' };
const table = (name: unknown, columns: unknown[], schema: object = {}) => ({
  name,
  schema: { name, tableType: 'CustomLog', columns, ...schema },
});

describe('a table of the workspace', () => {
  it('has its own columns, then the standard ones, in the types that a query sees', () => {
    const types = ['string', 'int', 'long', 'real', 'boolean', 'dateTime', 'guid', 'dynamic'];
    const columns = types.map((type) => ({ name: `A_${type}`, type }));
    const standardColumns = [{ name: 'TenantId', type: 'guid', isHidden: true }, TIME];
    expect(sortOut([table('All_CL', columns, { standardColumns })]).tables).toEqual([
      {
        name: 'All_CL',
        custom: true,
        columns: [
          { name: 'A_string', type: 'string' },
          { name: 'A_int', type: 'int' },
          { name: 'A_long', type: 'long' },
          { name: 'A_real', type: 'real' },
          { name: 'A_boolean', type: 'bool' },
          { name: 'A_dateTime', type: 'datetime' },
          { name: 'A_guid', type: 'string' },
          { name: 'A_dynamic', type: 'dynamic' },
          { name: 'TenantId', type: 'string' },
          TIME,
        ],
      },
    ]);
  });

  it('is custom or not as the service says', () => {
    const { tables } = sortOut([table('A_CL', [TIME]), table('B', [TIME], { tableType: 'Microsoft' })]);
    expect(tables.map(({ custom }) => custom)).toEqual([true, false]);
  });

  it.each([
    ['without a schema', { name: 'A_CL' }],
    ['without columns', table('A_CL', [])],
    ['of a search job', table('A_SRCH', [TIME], { tableType: 'SearchResults' })],
    ['of a restore', table('A_RST', [TIME], { tableType: 'RestoredLogs' })],
  ])('%s is ignored, and said so', (_, given) => {
    const { tables, ignored, rejected } = sortOut([given]);
    expect([tables, rejected, ignored.map((one) => one.table)]).toEqual([[], [], [given.name]]);
  });

  it('of an unknown type is rejected by table and column; the others are read', () => {
    const { tables, rejected } = sortOut([
      table('A_CL', [TIME, { name: 'X', type: 'varchar' }]),
      table('B_CL', [TIME]),
    ]);
    expect(rejected).toEqual([{ table: 'A_CL', reason: "the column 'X' has the unknown type 'varchar'" }]);
    expect(tables.map(({ name }) => name)).toEqual(['B_CL']);
  });

  it('with a column of two types is rejected', () => {
    expect(sortOut([table('A_CL', [TIME, { ...TIME, type: 'string' }])]).rejected).toHaveLength(1);
  });

  it.each([
    '../../etc/passwd',
    'a/b',
    'a\\b',
    '..',
    '.',
    '',
    'A_CL\0',
    'A_CL\n',
    'A CL',
    '1A_CL',
    'A\u202eLC_',
    'CON',
    'lpt1',
    'A'.repeat(129),
    7,
    null,
    undefined,
    {},
  ])('under the name %j is rejected', (name) => {
    const { tables, ignored, rejected } = sortOut([table(name, [TIME])]);
    expect([tables.length, ignored.length, rejected.length]).toEqual([0, 0, 1]);
  });

  it('under the name of another, but for case, is rejected', () => {
    const { tables, rejected } = sortOut([table('A_CL', [TIME]), table('a_cl', [TIME])]);
    expect([tables.length, rejected.map((one) => one.table)]).toEqual([1, ['a_cl']]);
  });

  it.each(['', 'a\u001b[2Jb', 'a\nb', 'a\u202eb', 'x'.repeat(257), 7, null])('with a column %j is rejected', (name) => {
    expect(sortOut([table('A_CL', [TIME, { name, type: 'string' }])]).rejected).toHaveLength(1);
  });

  it.each([null, 7, 'x', [], { name: 'A_CL', schema: 7 }, table('A_CL', [null]), table('A_CL', [7])])(
    'that is %j is not read',
    (given) => {
      expect(sortOut([given]).tables).toEqual([]);
    },
  );
});

describe('a workspace', () => {
  it('is read with the SDK: Microsoft tables and custom ones', async () => {
    const workspace = await openWorkspace();
    const { resourceGroup, workspaceName } = WORKSPACE;
    const schema = {
      name: 'Badge_CL',
      columns: [
        { ...TIME, type: 'dateTime' },
        { name: 'Open', type: 'boolean' },
      ],
    };
    const { tables } = workspace.connection.logs;
    await tables.beginCreateOrUpdateAndWait(resourceGroup, workspaceName, 'Badge_CL', { schema });
    const before = workspace.writes().length;
    const read = await readTables(workspace.connection);
    expect([read.ignored, read.rejected, workspace.writes().length]).toEqual([[], [], before]);
    expect(read.tables.find(({ name }) => name === 'Badge_CL')).toEqual({
      name: 'Badge_CL',
      custom: true,
      columns: [TIME, { name: 'Open', type: 'bool' }, { name: 'TenantId', type: 'string' }],
    });
    expect(read.tables.find(({ name }) => name === 'Syslog')?.custom).toBe(false);
    await workspace.close();
  });

  it.each([
    [200, '{"value": [{"name": 7, "properties": {"schema": {"columns": 7}}}, null]}'],
    [200, '{"value": [{"name": "A_CL", "properties": {"schema": {"columns": [{"name": {}, "type": []}, null]}}}]}'],
    [200, '{"value": 7}'],
    [200, 'no JSON'],
    [403, '{"error": {"code": "AuthorizationFailed", "message": "No."}}'],
  ])('that answers %i %s gives no table and no crash', async (status, body) => {
    const server = createServer((_, response) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(body),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const connection = await connectTo({ endpoint: `http://127.0.0.1:${port}`, workspace: WORKSPACE });
    const outcome = await readTables(connection).catch((error: unknown) => error);
    server.close();
    if (outcome instanceof Error) expect(outcome).toMatchObject({ name: 'SentinelError' });
    else expect(outcome).toMatchObject({ tables: [] });
  });
});
