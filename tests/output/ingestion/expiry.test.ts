import { rowReader } from '../../../scripts/indicators/rows/row.js';
import type { Expiry } from '../../../scripts/ingestion/expire.js';
import { formatExpiry } from '../../../scripts/output/ingestion/expiry.js';

const NOTHING: Expiry = { changes: new Map(), removed: [], extended: 0, retired: [], kept: [] };
const read = rowReader(['Indicator', 'Port', 'MalwareFamily', 'ValidUntil', 'Report']);

const removed = (Indicator: string, MalwareFamily = 'SectopRAT', Port = '') => ({
  watchlist: 'ioc-ip',
  row: read([Indicator, Port, MalwareFamily, '2026-06-20', 'r.md@0123456789ab']),
});

const format = (expiry: Partial<Expiry>, name = 'text', dryRun = false) =>
  formatExpiry({ expiry: { ...NOTHING, ...expiry }, asOf: new Date('2026-12-31'), dryRun }, name);

const full: Partial<Expiry> = {
  changes: new Map([
    ['watchlists/ioc-ip.csv', ''],
    ['hunts/sectoprat/a.yaml', null],
  ]),
  removed: [removed('192.0.2.1', 'SectopRAT', '443'), removed('192.0.2.2')],
  extended: 1,
  retired: ['hunts/sectoprat/a.yaml'],
  kept: [{ file: 'hunts/sectoprat/b.yaml', reason: 'its markers are gone' }],
};

describe('what expired, as text for a pull request', () => {
  it('counts by watchlist and family, then lists rows, hunts, and what is left to a person', () => {
    expect(format(full)).toBe(`### Expired as of 2026-12-31

2 rows removed: life and log retention are over.

- ioc-ip, \`SectopRAT\`: 2 rows

The rows:

- \`192.0.2.1\` port 443, \`SectopRAT\`, until 2026-06-20
- \`192.0.2.2\`, \`SectopRAT\`, until 2026-06-20

1 row extended, as life-extensions.csv says.

1 hunt retired: no indicators are left.

- \`hunts/sectoprat/a.yaml\`

Left to you:

- \`hunts/sectoprat/b.yaml\`: its markers are gone

2 files changed.
`);
  });

  it('says that there was nothing to do', () => {
    expect(format({})).toBe('### Expired as of 2026-12-31\n\nNothing to do: every indicator lives, or its logs do.\n');
  });

  it('says of a dry run what would change', () => {
    expect(format(full, 'text', true)).toContain('\n2 files would change.\n');
  });

  it('is capped, with a count of the rest', () => {
    const many = Array.from({ length: 1000 }, (_, n) => removed(`192.0.2.${n}`));
    const lines = format({ ...full, removed: many }).split('\n');
    expect(lines).toContain('- ioc-ip, `SectopRAT`: 1000 rows');
    expect(lines.filter((line) => line.startsWith('- `192.0.2.'))).toHaveLength(50);
    expect(lines).toContain('- … and 950 more');
  });

  it.each([
    ['a`b', '`` a`b ``'],
    ['``` x', '```` ``` x ````'],
    ['<img src=x>\n# no heading', '`<img src=x> # no heading`'],
    ['\u001b[2J\u202etxt', '`\ufffd[2J\ufffdtxt`'],
    ['x'.repeat(500), `\`${'x'.repeat(119)}…\``],
  ])('shows a hostile value as code and nothing else: %#', (value, shown) => {
    expect(format({ ...full, removed: [removed('192.0.2.1', value)] })).toContain(`\n- \`192.0.2.1\`, ${shown}, until`);
  });
});

describe('what expired, as JSON', () => {
  it('has every row, and the files that were written', () => {
    expect(JSON.parse(format(full, 'json'))).toEqual({
      asOf: '2026-12-31T00:00:00.000Z',
      removed: [
        {
          watchlist: 'ioc-ip',
          indicator: '192.0.2.1',
          port: '443',
          family: 'SectopRAT',
          validUntil: '2026-06-20',
          report: 'r.md@0123456789ab',
        },
        expect.objectContaining({ indicator: '192.0.2.2', port: '' }),
      ],
      retired: ['hunts/sectoprat/a.yaml'],
      kept: [{ file: 'hunts/sectoprat/b.yaml', reason: 'its markers are gone' }],
      written: ['watchlists/ioc-ip.csv', 'hunts/sectoprat/a.yaml'],
    });
  });

  it('has written nothing in a dry run', () => {
    expect(JSON.parse(format(full, 'json', true)).written).toEqual([]);
  });
});
