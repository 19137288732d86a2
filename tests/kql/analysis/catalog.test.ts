import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SentinelError } from '../../../scripts/base/errors';
import { SCHEMA_FOLDER } from '../../../scripts/base/system/package-folder';
import { openCatalog } from '../../../scripts/kql/analysis/catalog';

describe('the shipped schemas', () => {
  const catalog = openCatalog([SCHEMA_FOLDER]);

  it('describe the tables of a workspace, each in a file of its name', () => {
    const tables = catalog.tableNames().map((name) => catalog.table(name));
    expect(tables.length).toBeGreaterThanOrEqual(90);
    expect(tables.map((table) => table?.name)).toEqual(catalog.tableNames());
    expect(tables.reduce((sum, table) => sum + (table?.columns.length ?? 0), 0)).toBeGreaterThan(4000);
    const timeless = tables.filter(
      (table) => !table?.columns.some(({ name, type }) => name === 'TimeGenerated' && type === 'datetime'),
    );
    expect(timeless.map((table) => table?.name)).toEqual(['ExposureGraphEdges', 'ExposureGraphNodes']);
  });

  it('say which table is at its end, and which took its place', () => {
    expect(catalog.table('ThreatIntelligenceIndicator')?.deprecated).toEqual({
      since: '2025-07-31',
      use: 'ThreatIntelIndicators',
    });
    expect(catalog.table('ThreatIntelIndicators')?.deprecated).toBeUndefined();
  });

  it('give a function its aliases and the columns of its table', () => {
    const dns = catalog.function('imDns');
    expect(dns?.parameters).toContain("eventtype:string='Query'");
    const columns = dns && 'columns' in dns.result ? dns.result.columns.map(({ name }) => name) : [];
    expect(columns).toEqual(expect.arrayContaining(['DnsQuery', 'SrcIpAddr', 'IpAddr', 'Domain', 'TimeGenerated']));
  });
});

describe('the schemas of a team', () => {
  let root = '';
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'schemas-'));
    mkdirSync(join(root, 'tables'));
    mkdirSync(join(root, 'functions'));
  });
  afterEach(() => rmSync(root, { recursive: true }));
  const write = (path: string, json: unknown) =>
    writeFileSync(join(root, path), typeof json === 'string' ? json : JSON.stringify(json));
  const open = () => openCatalog([SCHEMA_FOLDER, root]);

  it('add tables', () => {
    write('tables/Badge_CL.json', { name: 'Badge_CL', columns: { TimeGenerated: 'datetime', Door_s: 'string' } });
    expect(open().table('Badge_CL')?.columns).toEqual([
      { name: 'TimeGenerated', type: 'datetime' },
      { name: 'Door_s', type: 'string' },
    ]);
    expect(open().tableNames()).toContain('Badge_CL');
  });

  it('add columns to a shipped table and decide on the types of those it has', () => {
    write('tables/Syslog.json', { name: 'Syslog', columns: { Site_CF: 'string', ProcessID: 'long' } });
    const type = (column: string) =>
      open()
        .table('Syslog')
        ?.columns.find(({ name }) => name === column)?.type;
    expect(type('Site_CF')).toBe('string');
    expect(type('ProcessID')).toBe('long');
    expect(type('SyslogMessage')).toBe('string');
  });

  it('add functions, with a body of KQL', () => {
    write('functions/Vips.json', {
      name: 'Vips',
      parameters: ['site:string'],
      query: 'Syslog | where HostName == site',
    });
    expect(open().function('Vips')).toEqual({
      name: 'Vips',
      parameters: ['site:string'],
      result: { query: 'Syslog | where HostName == site' },
    });
  });

  it('may be missing', () => {
    expect(openCatalog([join(root, 'nowhere')]).tableNames()).toEqual([]);
    expect(open().table('NoSuchTable')).toBeUndefined();
  });

  it.each([
    ['no JSON', '{'],
    ['a list', []],
    ['no name', { columns: {} }],
    ['an unknown type', { name: 'T', columns: { A: 'varchar' } }],
    ['columns as a list', { name: 'T', columns: ['A'] }],
  ])('that cannot be read are an error that names the file: %s', (_, json) => {
    write('tables/T.json', json);
    const read = () => open().table('T');
    expect(read).toThrow(SentinelError);
    expect(read).toThrow('T.json');
  });
});
