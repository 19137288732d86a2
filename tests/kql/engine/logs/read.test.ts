import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import type { FileReport } from '../../../../scripts/kql/engine/logs/file-reader.js';
import { openLogFolder } from '../../../../scripts/kql/engine/logs/folder.js';
import { LogReader } from '../../../../scripts/kql/engine/logs/read.js';
import type { LogValue } from '../../../../scripts/kql/engine/logs/values.js';
import type { Column } from '../../../../scripts/kql/model.js';

const SCHEMAS: Record<string, Column[]> = {
  DeviceNetworkEvents: [
    { name: 'TimeGenerated', type: 'datetime' },
    { name: 'Timestamp', type: 'datetime' },
    { name: 'DeviceName', type: 'string' },
    { name: 'RemotePort', type: 'int' },
    { name: 'IsRemote', type: 'bool' },
    { name: 'AdditionalFields', type: 'dynamic' },
    { name: 'Type', type: 'string' },
  ],
  SigninLogs: [
    { name: 'TimeGenerated', type: 'datetime' },
    { name: 'UserPrincipalName', type: 'string' },
    { name: 'Location', type: 'string' },
    { name: 'LocationDetails', type: 'dynamic' },
  ],
  AzureDiagnostics: [
    { name: 'TimeGenerated', type: 'datetime' },
    { name: 'ResourceId', type: 'string' },
    { name: 'Category', type: 'string' },
    { name: 'clientIp_s', type: 'string' },
    { name: 'httpStatus_d', type: 'real' },
  ],
};

const CATALOG = {
  tableNames: () => Object.keys(SCHEMAS),
  table: (name: string) => (SCHEMAS[name] ? { columns: SCHEMAS[name] } : undefined),
};

interface Read {
  rows: Record<string, Record<string, LogValue>[]>;
  reports: FileReport[];
}

async function readFolder(files: Record<string, string | Buffer>, tables: Record<string, string> = {}): Promise<Read> {
  const root = mkdtempSync(join(tmpdir(), 'logs-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return readPath(root, tables);
}

async function readPath(path: string, tables: Record<string, string> = {}): Promise<Read> {
  const { files } = openLogFolder(path, new Map(Object.entries(tables)));
  const reader = new LogReader(files, CATALOG);
  await reader.survey();
  const rows: Read['rows'] = {};
  const reports = await reader.read((table, values) => {
    const columns = reader.tables.get(table) ?? [];
    rows[table] ??= [];
    rows[table].push(Object.fromEntries(columns.map(({ name }, index) => [name, values[index] ?? null])));
  });
  return { rows, reports };
}

/** The ticks of an instant, as the engine counts them. */
function ticks(iso: string): bigint {
  return (BigInt(Date.parse(iso)) + 62_135_596_800_000n) * 10_000n;
}

const TIME = '2026-05-07T10:00:00.000Z';
const EVENT = {
  TimeGenerated: ticks(TIME),
  DeviceName: 'ws-17',
  RemotePort: 9000n,
  IsRemote: true,
  AdditionalFields: '{"a":[1,"x"]}',
};
const JSON_ROW = {
  TimeGenerated: TIME,
  DeviceName: 'ws-17',
  RemotePort: 9000,
  IsRemote: true,
  AdditionalFields: { a: [1, 'x'] },
};
const { TimeGenerated: _, ...WITHOUT_TIME } = JSON_ROW;
const COLUMNS = Object.keys(JSON_ROW);

/** One event in every form that an export has. */
const FORMS: Record<string, string | Buffer> = {
  'DeviceNetworkEvents.jsonl': `${JSON.stringify(JSON_ROW)}\n`,
  'DeviceNetworkEvents-list.json': JSON.stringify([JSON_ROW], null, 2),
  'devicenetworkevents/portal.csv': `\ufeff"TimeGenerated [UTC]",DeviceName,RemotePort,IsRemote,AdditionalFields\r\n"5/7/2026, 10:00:00.000 AM",ws-17,9000,TRUE,"{""a"":[1,""x""]}"\r\n`,
  'DeviceNetworkEvents-zone.csv': `TimeGenerated [Eastern Time (US and Canada)];DeviceName;RemotePort;IsRemote;AdditionalFields\n5/7/2026, 6:00:00.000 AM;ws-17;9000;1;"{""a"":[1,""x""]}"\n`,
  'query-api-DeviceNetworkEvents.json': JSON.stringify({
    tables: [
      {
        name: 'PrimaryResult',
        columns: COLUMNS.map((name) => ({ name, type: 'string' })),
        rows: [[TIME, 'ws-17', 9000, true, '{"a":[1,"x"]}']],
      },
    ],
  }),
  'defender-DeviceNetworkEvents.json': JSON.stringify({
    Stats: {},
    Schema: [{ Name: 'Timestamp', Type: 'String' }],
    Results: [{ Timestamp: TIME, ...WITHOUT_TIME, IsRemote: 1 }],
  }),
  'graph-DeviceNetworkEvents.json': JSON.stringify({
    schema: [{ name: 'Timestamp', type: 'DateTime' }],
    results: [{ Timestamp: TIME, ...WITHOUT_TIME, RemotePort: '9000', IsRemote: 'true' }],
  }),
  'hub.jsonl': JSON.stringify({
    records: [
      { time: TIME, category: 'AdvancedHunting-DeviceNetworkEvents', properties: { ...WITHOUT_TIME, Timestamp: TIME } },
    ],
  }),
  'export/am-devicenetworkevents/y=2026/PT05M.json': JSON.stringify({ ...JSON_ROW, TenantId: 'x' }),
  'typed.json': JSON.stringify({ ...JSON_ROW, Type: 'DeviceNetworkEvents' }),
  'DeviceNetworkEvents.json.gz': gzipSync(JSON.stringify(JSON_ROW)),
  'DeviceNetworkEvents-utf16.csv': Buffer.from(
    `\ufeffTimeGenerated\tDeviceName\tRemotePort\tIsRemote\tAdditionalFields\n${TIME}\tws-17\t9000\ttrue\t{"a":[1,"x"]}\n`,
    'utf16le',
  ),
};

describe('the same row in every form', () => {
  test.each(Object.keys(FORMS))('%s', async (name) => {
    const { rows, reports } = await readFolder({ [name]: FORMS[name] ?? '' });
    expect(reports[0]?.problem).toBeUndefined();
    expect(rows.DeviceNetworkEvents).toEqual([expect.objectContaining(EVENT)]);
  });

  test('Parquet', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'logs-')), 'DeviceNetworkEvents.parquet');
    const connection = await (await DuckDBInstance.create()).connect();
    await connection.run(`COPY (SELECT TIMESTAMPTZ '${TIME}' AS TimeGenerated, 'ws-17' AS DeviceName,
      9000 AS RemotePort, true AS IsRemote, {'a': ['1', 'x']} AS AdditionalFields) TO '${path}' (FORMAT parquet)`);
    const { rows } = await readPath(path);
    expect(rows.DeviceNetworkEvents).toEqual([
      expect.objectContaining({ ...EVENT, AdditionalFields: '{"a":["1","x"]}' }),
    ]);
  });
});

describe('diagnostic settings', () => {
  const record = {
    time: TIME,
    resourceId: '/tenants/1/providers/microsoft.aadiam',
    category: 'SignInLogs',
    location: 'DE',
    properties: { userPrincipalName: 'ada@example.com', location: { city: 'Berlin' } },
  };

  test('a category with a table of its own', async () => {
    const { rows } = await readFolder({ 'insights.json': JSON.stringify({ records: [record] }) });
    expect(rows.SigninLogs).toEqual([
      {
        TimeGenerated: ticks(TIME),
        UserPrincipalName: 'ada@example.com',
        Location: 'DE',
        LocationDetails: '{"city":"Berlin"}',
      },
    ]);
  });

  test('another category is a row of AzureDiagnostics, whose columns end in their type', async () => {
    const properties = { clientIp: '192.0.2.1', httpStatus: 403 };
    const { rows } = await readFolder({
      'waf.json': JSON.stringify({ ...record, category: 'FirewallLog', properties }),
    });
    expect(rows.AzureDiagnostics).toEqual([
      {
        TimeGenerated: ticks(TIME),
        ResourceId: '/TENANTS/1/PROVIDERS/MICROSOFT.AADIAM',
        Category: 'FirewallLog',
        clientIp_s: '192.0.2.1',
        httpStatus_d: 403,
      },
    ]);
  });
});

describe('what is unclear is said', () => {
  const csv = (lines: string[]) => ({
    'DeviceNetworkEvents.csv': `TimeGenerated,DeviceName,RemotePort\n${lines.join('\n')}\n`,
  });

  test('a file that names no table', async () => {
    const { reports } = await readFolder({ 'log.json': JSON.stringify(JSON_ROW) });
    expect(reports[0]?.problem).toBe('nothing says which table its rows belong to; name it: --table log.json=TABLE');
  });

  test('a file whose table the command names, also one that no schema describes', async () => {
    const { rows } = await readFolder(
      { 'log.json': '{"Timestamp":"2026-05-07T10:00:00Z","n_d":"1.5","on_b":"TRUE"}' },
      { 'log.json': 'Own_CL' },
    );
    expect(rows.Own_CL).toEqual([{ Timestamp: ticks(TIME), n_d: 1.5, on_b: true, TimeGenerated: ticks(TIME) }]);
  });

  test('a time zone that nobody knows', async () => {
    const { reports } = await readFolder({
      'DeviceNetworkEvents.csv': 'TimeGenerated [Local Time],DeviceName\n"5/7/2026, 6:00:00 AM",a\n',
    });
    expect(reports[0]?.problem).toContain("the times of 'TimeGenerated [Local Time]' are in the zone 'Local Time'");
  });

  test('dates whose day could be the month, until another date of the file tells', async () => {
    const open = await readFolder(csv(['"5/7/2026, 10:00:00.000 AM",a,1']));
    expect(open.rows.DeviceNetworkEvents?.[0]?.TimeGenerated).toBe(ticks(TIME));
    expect(open.reports[0]?.notes).toEqual([
      '1 dates do not tell the month from the day; read with the month first (such as "5/7/2026, 10:00:00.000 AM")',
    ]);
    const told = await readFolder(csv(['07/05/2026 10:00:00,a,1', '31/05/2026 10:00:00,b,1']));
    expect(told.rows.DeviceNetworkEvents?.[0]?.TimeGenerated).toBe(ticks(TIME));
    expect(told.reports[0]?.notes).toEqual([]);
  });

  test('values that do not fit, rows of the wrong width, columns without a schema, rows without a time', async () => {
    const { rows, reports } = await readFolder(
      csv([`${TIME},a,1.23E+12`, `${TIME},b,1,x`, `,c,N/A`, `${TIME},"d, ""e""\nf",5.0`]),
    );
    expect(rows.DeviceNetworkEvents?.map((row) => [row.DeviceName, row.RemotePort])).toEqual([
      ['a', null],
      ['c', null],
      ['d, "e"\nf', 5n],
    ]);
    expect(reports[0]?.notes).toEqual([
      '1 values of RemotePort do not fit its type int (such as "1.23E+12")',
      '1 rows have another number of cells than the header and were left out',
      '1 rows have no time: a query that asks for one leaves them out',
    ]);
  });

  test('an answer of the query API that is not complete', async () => {
    const answer = {
      tables: [{ columns: [{ name: 'DeviceName' }], rows: [['a']] }],
      error: { message: 'more than 500000' },
    };
    const { reports } = await readFolder({ 'DeviceNetworkEvents.json': JSON.stringify(answer) });
    expect(reports[0]?.notes[0]).toBe('the answer is not complete: more than 500000');
  });

  test('JSON that breaks off, with the line of the value', async () => {
    const { rows, reports } = await readFolder({
      'DeviceNetworkEvents.json': `[${JSON.stringify(JSON_ROW)},\n{"DeviceName": "b`,
    });
    expect(rows.DeviceNetworkEvents).toHaveLength(1);
    expect(reports[0]?.problem).toBe('the JSON value that begins on line 2 cannot be read: it is not closed');
  });
});

test('numbers inside dynamic values stay as they are written', async () => {
  const { rows } = await readFolder({
    'DeviceNetworkEvents.json': '{"AdditionalFields":{"a":1e2,"b":1.50,"c":12345678901234567890,"d":"1.50"}}',
  });
  expect(rows.DeviceNetworkEvents?.[0]?.AdditionalFields).toBe(
    '{"a":1e2,"b":1.50,"c":12345678901234567890,"d":"1.50"}',
  );
});

test('rows of several tables in one file go to their own', async () => {
  const lines = [
    { ...JSON_ROW, Type: 'DeviceNetworkEvents' },
    { TimeGenerated: TIME, Type: 'SigninLogs', Location: 'DE' },
  ];
  const { reports } = await readFolder({ 'all.jsonl': lines.map((line) => JSON.stringify(line)).join('\n') });
  expect(reports[0]?.tables).toEqual({ DeviceNetworkEvents: 1, SigninLogs: 1 });
});

test('a value under Type that is no table, as in a row whose cells are shifted, does not count', async () => {
  const { reports } = await readFolder({ 'SigninLogs.csv': `TimeGenerated,Type\n${TIME},reason=upload\n` });
  expect(reports[0]?.tables).toEqual({ SigninLogs: 1 });
});

test('--table for a file that is not there is a mistake', () => {
  expect(() => openLogFolder(mkdtempSync(join(tmpdir(), 'logs-')), new Map([['a.json', 'SigninLogs']]))).toThrow(
    'has no log file a.json',
  );
});
