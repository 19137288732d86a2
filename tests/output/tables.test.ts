import { formatTablePull, type TablePull } from '../../scripts/output/tables.js';

const table = (name: string, reason: string) => ({ table: name, reason });
const columns = [{ name: 'TimeGenerated', type: 'datetime' as const }];
const pull = (more: Partial<TablePull> = {}): TablePull => ({
  workspace: 'work',
  read: {
    tables: [{ name: 'A', columns, custom: false }],
    ignored: [table('C_SRCH', 'a search job')],
    rejected: [table('', 'no name')],
  },
  functions: 3,
  refresh: {
    changes: new Map([['schemas/tables/A.json', '{}']]),
    unchanged: 5,
    rejected: [table('B', 'a type that is not known')],
  },
  filled: { names: ['A', 'Badge_CL'] },
  collected: ['A'],
  dryRun: false,
  ...more,
});

describe('a pull of tables', () => {
  it('says what was written, and what was skipped and why', () => {
    expect(formatTablePull(pull(), 'text')).toBe(`wrote schemas/tables/A.json
skipped (no name): no name
skipped B: a type that is not known
skipped C_SRCH: a search job
work: 3 tables, 3 functions; 1 written, 5 known, 3 skipped.
2 tables had data in the last 30 days. For hunts over these alone, write into sentinel.config.yaml:
tables: [A]`);
  });

  it('says what would be written', () => {
    const [first, , , , last] = formatTablePull(pull({ dryRun: true }), 'text').split('\n');
    expect([first, last]).toEqual([
      'would write schemas/tables/A.json',
      'work: 3 tables, 3 functions; 1 to write, 5 known, 3 skipped.',
    ]);
  });

  it('shows twenty lines of a kind', () => {
    const changes = (count: number) => new Map(Array.from({ length: count }, (_, index) => [`t${index}`, ''] as const));
    const refresh = (count: number) => ({ ...pull().refresh, changes: changes(count) });
    expect(
      formatTablePull(pull({ refresh: refresh(21) }), 'text')
        .split('\n')
        .slice(19, 21),
    ).toEqual(['wrote t19', '… and 1 more (--format json)']);
    expect(formatTablePull(pull({ refresh: refresh(20) }), 'text')).not.toContain('more');
  });

  it('says where no template reads a table that has data, and where nobody can tell which do', () => {
    const last = (more: Partial<TablePull>) =>
      formatTablePull(pull({ collected: [], ...more }), 'text')
        .split('\n')
        .at(-1);
    expect(last({ filled: { names: ['Badge_CL'] } })).toBe(
      '1 table had data in the last 30 days; no template reads one of them.',
    );
    const unknown = { filled: { reason: 'The logs cannot be queried:\nno role' } };
    expect(last(unknown)).toBe('Which tables have data is not known: The logs cannot be queried: no role');
    expect(JSON.parse(formatTablePull(pull(unknown), 'json'))).not.toHaveProperty('filled');
  });

  it('is whole as JSON', () => {
    const skipped = [table('', 'no name'), table('B', 'a type that is not known'), table('C_SRCH', 'a search job')];
    const rest = {
      workspace: 'work',
      tables: 3,
      functions: 3,
      unchanged: 5,
      skipped,
      filled: ['A', 'Badge_CL'],
      collected: ['A'],
    };
    const file = 'schemas/tables/A.json';
    expect(JSON.parse(formatTablePull(pull(), 'json'))).toEqual({ ...rest, written: [file] });
    expect(JSON.parse(formatTablePull(pull({ dryRun: true }), 'json'))).toEqual({
      ...rest,
      written: [],
      pending: [file],
    });
  });
});
