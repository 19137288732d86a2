import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brokenPlaces, itAccepts, itRejects } from './validator.js';

const SCHEMAS = join(__dirname, '..', '..', 'schemas');

/** The JSON files of a folder of schemas that break the schema of their kind, or do not bear the name of their file. */
function broken(folder: string, kind: string): string[] {
  return readdirSync(join(SCHEMAS, folder)).filter((file) => {
    const data: { name: string } = JSON.parse(readFileSync(join(SCHEMAS, folder, file), 'utf8'));
    return brokenPlaces(kind, data).length > 0 || `${data.name}.json` !== file;
  });
}

const table = {
  name: 'MyLogs_CL',
  description: 'Logs of ours.',
  deprecated: { since: '2025-07-31', use: 'OurLogs_CL' },
  columns: { TimeGenerated: 'datetime', Computer: 'string' },
};

describe('the schema of tables', () => {
  it('holds for every shipped table, whose file bears its name', () => {
    expect(broken('tables', 'table')).toEqual([]);
  });

  itAccepts('table', table, [
    ['/description', undefined],
    ['/deprecated', undefined],
    ['/columns/Tags', 'dynamic'],
  ]);

  itRejects('table', table, [
    ['/name', undefined, ''],
    ['/columns', undefined, ''],
    ['/columns/Computer', 'text'],
    ['/columns/Computer', { type: 'string' }],
    ['/deprecated/since', undefined, '/deprecated'],
    ['/deprecated/since', 'last year'],
    ['/colums', {}, ''],
  ]);
});

const signature = {
  name: '_Im_Mine',
  aliases: ['imMine'],
  description: 'Events of ours.',
  parameters: ['starttime:datetime=datetime(null)', 'name_has_any:dynamic=dynamic([])'],
  columns: { Name: 'string' },
  columnsOf: 'MyLogs_CL',
  open: true,
  query: 'MyLogs_CL',
};

describe('the schema of known functions', () => {
  it('holds for every shipped function, whose file bears its name', () => {
    expect(broken('functions', 'function-signature')).toEqual([]);
  });

  itAccepts('function-signature', signature, [
    ['/aliases', undefined],
    ['/columnsOf', undefined],
    ['/query', undefined],
  ]);

  itRejects('function-signature', signature, [
    ['/name', undefined, ''],
    ['/parameters/0', 'starttime'],
    ['/columns/Name', 'text'],
    ['/open', 'yes'],
  ]);
});
