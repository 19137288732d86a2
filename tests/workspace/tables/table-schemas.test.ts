import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { writeFiles } from '../../../scripts/base/files.js';
import { SCHEMA_FOLDER } from '../../../scripts/base/system/package-folder.js';
import { createAnalyser } from '../../../scripts/kql/analysis/analyser.js';
import { openCatalog } from '../../../scripts/kql/analysis/catalog.js';
import { STANDARD_COLUMNS } from '../../../scripts/kql/analysis/implied-columns.js';
import { type Column, KQL_TYPES } from '../../../scripts/kql/model.js';
import { refreshSchemas } from '../../../scripts/workspace/tables/table-schemas.js';
import type { WorkspaceTable } from '../../../scripts/workspace/tables/tables.js';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tables-'));
  mkdirSync(join(root, 'schemas', 'tables'), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true }));

const TIME: Column = { name: 'TimeGenerated', type: 'datetime' };
const DOOR: Column = { name: 'Door', type: 'string' };
const table = (name: string, columns: Column[], custom = true): WorkspaceTable => ({ name, custom, columns });
const pathOf = (name: string) => join(root, 'schemas', 'tables', `${name}.json`);
const write = (name: string, json: unknown) => writeFileSync(pathOf(name), JSON.stringify(json));
const read = (name: string) => JSON.parse(readFileSync(pathOf(name), 'utf8'));
const catalog = () => openCatalog([SCHEMA_FOLDER, join(root, 'schemas')]);
const shipped = (name: string) => openCatalog([SCHEMA_FOLDER]).table(name)?.columns ?? [];
const pull = (...tables: WorkspaceTable[]) => {
  const refresh = refreshSchemas(root, tables);
  writeFiles(root, refresh.changes);
  return refresh;
};

describe('a custom table', () => {
  it('is written as the shipped tables are, with the columns that every table has', () => {
    pull(table('Badge_CL', [TIME, DOOR]));
    const columns = {
      TimeGenerated: 'datetime',
      Door: 'string',
      TenantId: 'string',
      Type: 'string',
      _BilledSize: 'real',
      _IsBillable: 'string',
      _ItemId: 'string',
      _ResourceId: 'string',
      _SubscriptionId: 'string',
      _TimeReceived: 'datetime',
    };
    const text = `${JSON.stringify({ name: 'Badge_CL', columns }, null, 2)}\n`;
    expect(readFileSync(pathOf('Badge_CL'), 'utf8')).toBe(text);
    const sample = readFileSync(join(SCHEMA_FOLDER, 'tables', 'Syslog.json'), 'utf8');
    expect(sample).toBe(`${JSON.stringify(JSON.parse(sample), null, 2)}\n`);
  });

  it('is known to the analyser', () => {
    const codes = (query: string) =>
      createAnalyser(catalog())
        .analyse(query)
        .diagnostics.map(({ code }) => code);
    const query = 'Badge_CL | where TimeGenerated > ago(1d) | project Door, Type, _ResourceId';
    expect(codes(query)).not.toEqual([]);
    pull(table('Badge_CL', [TIME, DOOR]));
    expect(codes(query)).toEqual([]);
    expect(codes('Badge_CL | where TimeGenerated > ago(1d) | project Window')).not.toEqual([]);
  });

  it('loses the columns that the workspace has no more, and keeps what was written by hand', () => {
    const deprecated = { since: '2026-01-01', use: 'Gate_CL' };
    const columns = { Old: 'int', Door: 'int', TimeGenerated: 'datetime' };
    write('Badge_CL', { name: 'Badge_CL', description: 'Doors.', deprecated, columns });
    expect(pull(table('Badge_CL', [TIME, DOOR])).changes.size).toBe(1);
    const after = read('Badge_CL');
    expect(after).toMatchObject({ description: 'Doors.', deprecated });
    expect(Object.entries(after.columns).slice(0, 2)).toEqual([
      ['Door', 'string'],
      ['TimeGenerated', 'datetime'],
    ]);
    expect(Object.keys(after)).toEqual(['name', 'description', 'deprecated', 'columns']);
  });

  it('may have columns with the names of properties that every object has', () => {
    const columns: Column[] = [TIME, { name: '__proto__', type: 'int' }, { name: 'constructor', type: 'long' }];
    pull(table('Odd_CL', columns));
    expect(catalog().table('Odd_CL')?.columns).toEqual(expect.arrayContaining(columns));
  });
});

describe("a table of Microsoft's", () => {
  it('is not written when the catalog knows its columns, in whatever order', () => {
    const { changes, unchanged } = pull(table('Syslog', shipped('Syslog').slice(3).reverse(), false));
    expect([changes.size, unchanged]).toEqual([0, 1]);
  });

  it('is written with what the catalog does not have: new columns and other types', () => {
    const columns: Column[] = [
      { name: 'Site_CF', type: 'string' },
      { name: 'ProcessID', type: 'long' },
    ];
    const others = shipped('Syslog').filter(({ name }) => name !== 'ProcessID');
    pull(table('Syslog', [...others, ...columns], false));
    expect(read('Syslog')).toEqual({ name: 'Syslog', columns: { Site_CF: 'string', ProcessID: 'long' } });
    expect(catalog().table('Syslog')?.columns).toEqual(expect.arrayContaining([...others, ...columns]));
  });

  it('keeps the columns that a team has added by hand', () => {
    write('Syslog', { name: 'Syslog', columns: { Site: 'string' } });
    pull(table('Syslog', [TIME, { name: 'Site_CF', type: 'string' }], false));
    expect(read('Syslog').columns).toEqual({ Site: 'string', Site_CF: 'string' });
  });

  it('is written whole when it is new, with the columns that every table has', () => {
    pull(table('NewTable', [TIME, DOOR], false));
    expect(Object.keys(read('NewTable').columns)).toEqual(expect.arrayContaining(['Door', 'Type', '_ResourceId']));
  });
});

describe('a pull', () => {
  const columns = fc.uniqueArray(
    fc.record({
      name: fc.constantFrom('A', 'B', 'TimeGenerated', 'Type', 'ProcessID'),
      type: fc.constantFrom(...KQL_TYPES),
    }),
    { selector: ({ name }) => name, minLength: 1 },
  );
  const name = fc.constantFrom('One_CL', 'Two_CL', 'Syslog', 'SigninLogs', 'Unheard');
  const tables = fc.uniqueArray(fc.record({ name, custom: fc.boolean(), columns }), { selector: (one) => one.name });

  it('twice is a pull once, and the catalog then knows every column; custom tables have no others', () => {
    fc.assert(
      fc.property(tables, tables, (first, second) => {
        for (const one of [first, second]) {
          pull(...one);
          expect(pull(...one)).toEqual({ changes: new Map(), unchanged: one.length, rejected: [] });
          for (const { name, custom, columns } of one) {
            const known = catalog().table(name)?.columns ?? [];
            expect(known).toEqual(expect.arrayContaining(columns));
            const names = new Set([...columns, ...STANDARD_COLUMNS].map((column) => column.name));
            if (custom && name.endsWith('_CL')) expect(new Set(known.map((column) => column.name))).toEqual(names);
          }
        }
        rmSync(join(root, 'schemas'), { recursive: true, force: true });
      }),
      { numRuns: 25 },
    );
  });

  it('touches no file of a table that the workspace does not have', () => {
    write('Gone_CL', { name: 'Gone_CL', columns: {} });
    expect([...pull(table('Badge_CL', [TIME])).changes.keys()]).toEqual(['schemas/tables/Badge_CL.json']);
    expect(read('Gone_CL')).toEqual({ name: 'Gone_CL', columns: {} });
  });

  it('rejects a table that is known in another case', () => {
    write('Badge_CL', { name: 'Badge_CL', columns: {} });
    const { changes, unchanged, rejected } = pull(table('badge_cl', [TIME]), table('syslog', [TIME], false));
    expect([changes.size, unchanged, rejected.map((one) => one.table)]).toEqual([0, 0, ['badge_cl', 'syslog']]);
  });

  it('stops at a schema file that cannot be read, and names it', () => {
    writeFileSync(pathOf('Badge_CL'), '{');
    expect(() => pull(table('Badge_CL', [TIME]))).toThrow(/Badge_CL\.json/);
  });
});
