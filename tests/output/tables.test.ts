import { formatTablePull, type TablePull } from '../../scripts/output/tables.js';

const PULL: TablePull = {
  workspace: 'production',
  read: { tables: [{ name: 'Syslog', custom: false, columns: [] }], ignored: [], rejected: [] },
  functions: 2,
  refresh: { changes: new Map([['schemas/tables/Badge_CL.json', '{}']]), unchanged: 1, rejected: [] },
  filled: { names: ['Badge_CL', 'Syslog'] },
  collected: ['Syslog'],
  dryRun: false,
};

const text = (pull: Partial<TablePull>) => formatTablePull({ ...PULL, ...pull }, 'text').split('\n');
const json = (pull: Partial<TablePull>) => JSON.parse(formatTablePull({ ...PULL, ...pull }, 'json'));

describe('a pull of tables', () => {
  it('says what was written, and what the configuration can make of the tables that have data', () => {
    expect(text({})).toEqual([
      'wrote schemas/tables/Badge_CL.json',
      'production: 1 tables, 2 functions; 1 written, 1 known, 0 skipped.',
      '2 tables had data in the last 30 days. For hunts over these alone, write into sentinel.config.yaml:',
      'tables: [Syslog]',
    ]);
    expect(json({})).toEqual({
      ...{ workspace: 'production', tables: 1, functions: 2, written: ['schemas/tables/Badge_CL.json'] },
      ...{ unchanged: 1, skipped: [], filled: ['Badge_CL', 'Syslog'], collected: ['Syslog'] },
    });
  });

  it('writes nothing on a dry run, and says what it would be', () => {
    expect(text({ dryRun: true }).slice(0, 2)).toEqual([
      'would write schemas/tables/Badge_CL.json',
      'production: 1 tables, 2 functions; 1 to write, 1 known, 0 skipped.',
    ]);
    expect(json({ dryRun: true })).toMatchObject({ written: [], pending: ['schemas/tables/Badge_CL.json'] });
  });

  it('says where no template reads a table that has data, and where nobody can tell', () => {
    expect(text({ filled: { names: ['Badge_CL'] }, collected: [] }).at(-1)).toBe(
      '1 table had data in the last 30 days; no template reads one of them.',
    );
    const unknown = { filled: { reason: 'The logs cannot be queried:\nno role' }, collected: [] };
    expect(text(unknown).at(-1)).toBe('Which tables have data is not known: The logs cannot be queried: no role');
    expect(json(unknown)).not.toHaveProperty('filled');
  });

  it('shows twenty lines of a kind, and the number of the others', () => {
    const rejected = Array.from({ length: 22 }, (_, index) => ({ table: `T${index}`, reason: 'strange' }));
    const lines = text({ read: { ...PULL.read, rejected: [...rejected, { table: '', reason: 'strange' }] } });
    expect(lines.slice(1, 22)).toEqual([
      ...rejected.slice(0, 20).map(({ table }) => `skipped ${table}: strange`),
      '… and 3 more (--format json)',
    ]);
    expect(lines[22]).toBe('production: 24 tables, 2 functions; 1 written, 1 known, 23 skipped.');
    expect(text({ read: { ...PULL.read, ignored: [{ table: '', reason: 'strange' }] } })[1]).toBe(
      'skipped (no name): strange',
    );
  });
});
