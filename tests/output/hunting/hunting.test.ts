import { formatHuntCsv } from '../../../scripts/output/hunting/csv.js';
import { formatHuntJson } from '../../../scripts/output/hunting/json.js';
import type { HuntReport } from '../../../scripts/output/hunting/report.js';
import { formatHuntText } from '../../../scripts/output/hunting/text.js';
import type { HuntOutcome } from '../../../scripts/workspace/logs/hunting.js';
import { painted } from '../painted.js';

const outcome = (more: Partial<HuntOutcome> = {}): HuntOutcome => ({
  ...{ file: 'hunts/a.yaml', id: 'a', name: 'A hunt', outcome: 'ran', rows: 0, hits: [], notes: [] },
  ...{ indicators: [], entities: [], days: [] },
  ...more,
});

const report = (hunts: HuntOutcome[], more: Partial<HuntReport> = {}): HuntReport => ({
  hunts,
  files: [],
  others: [],
  range: { from: new Date('2026-05-01T00:00:00Z'), to: new Date('2026-05-08T12:30:00Z') },
  record: undefined,
  color: false,
  ...more,
});

const tally = (count: number) => Array.from({ length: count }, (_, index) => ({ of: `v${index}`, hits: index + 1 }));
const RANGE = 'from 2026-05-01 00:00 to 2026-05-08 12:30';

describe('the result of hunts, as text', () => {
  it('tells of each hunt with hits what they have in common, and the first of them', () => {
    const hit = { TimeGenerated: '2026-05-07T10:00:00Z', Empty: '', None: null, Count: 3, Bag: { a: 1 } };
    const found = outcome({
      ...{ rows: 2, hits: [hit, { Count: 4 }], notes: ['It looks at one day only.'] },
      ...{ indicators: tally(1), entities: [{ of: { type: 'Host', value: 'ws' }, hits: 2 }], days: tally(6) },
    });
    expect(formatHuntText(report([found]))).toBe(`2 hits A hunt  hunts/a.yaml
    It looks at one day only.
    indicators: v0 (1)
    entities: Host ws (2)
    days: v0 (1), v1 (2), v2 (3), v3 (4), v4 (5), and 1 more
    TimeGenerated=2026-05-07T10:00:00Z Count=3 Bag={"a":1}
    Count=4
1 hunt ran ${RANGE}: 2 hits; 0 not run, 0 failed`);
  });

  it('shows five of a tally and ten hits', () => {
    const hits = (count: number) => Array.from({ length: count }, (_, index) => ({ N: index }));
    const all = formatHuntText(report([outcome({ rows: 10, hits: hits(10), days: tally(5) })]));
    expect(all).not.toContain('more');
    const lines = formatHuntText(report([outcome({ rows: 11, hits: hits(11) })])).split('\n');
    expect(lines.slice(10, 12)).toEqual(['    N=9', '    … and 1 more (--format json)']);
  });

  it('cuts a wide row', () => {
    const lines = formatHuntText(report([outcome({ rows: 1, hits: [{ N: 'x'.repeat(239) }] })])).split('\n');
    expect(lines[1]).toBe(`    N=${'x'.repeat(237)}…`);
    const fits = formatHuntText(report([outcome({ rows: 1, hits: [{ N: 'x'.repeat(238) }] })])).split('\n');
    expect(fits[1]).toBe(`    N=${'x'.repeat(238)}`);
  });

  it('is silent about a hunt without hits, but for its notes', () => {
    expect(formatHuntText(report([outcome(), outcome({ notes: ['Look here.'] })]))).toBe(
      `no hits A hunt  hunts/a.yaml\n    Look here.\n2 hunts ran ${RANGE}: 0 hits; 0 not run, 0 failed`,
    );
  });

  it('says why a hunt was not run, or failed', () => {
    const hunts = [outcome({ outcome: 'not-run', reason: 'no table' }), outcome({ outcome: 'failed' })];
    expect(formatHuntText(report(hunts))).toBe(
      `not run A hunt  hunts/a.yaml\n    no table\nfailed A hunt  hunts/a.yaml\n    \n0 hunts ran ${RANGE}: 0 hits; 1 not run, 1 failed`,
    );
  });

  it('says when a rule would have fired', () => {
    const firing = { at: '2026-05-07T10:00:00Z', rows: 1 };
    const fired = { firings: [firing, firing] };
    expect(formatHuntText(report([outcome({ ...fired, alerts: 1 })]))).toContain(
      '0 hits A hunt  hunts/a.yaml\n    would have fired 2 times, with 1 alert\n',
    );
    expect(formatHuntText(report([outcome({ ...fired })]))).toContain('would have fired 2 times, with 0 alerts\n');
    expect(formatHuntText(report([outcome({ firings: [] })]))).toBe(`1 hunt ran ${RANGE}: 0 hits; 0 not run, 0 failed`);
  });

  it('accounts for every file of a folder, and for the record', () => {
    const files = [
      { file: 'a.json', tables: { A: 2, B: 3 }, notes: ['1 row has no time'] },
      { file: 'b.json', tables: {}, problem: 'no JSON', notes: [] },
    ];
    expect(formatHuntText(report([], { files, others: ['c.txt'], record: 'records/hunts/r.json' }))).toBe(
      `note a.json: 1 row has no time
not read b.json: no JSON
note c.txt is no log file
recorded in records/hunts/r.json
0 hunts ran over 5 log rows ${RANGE}: 0 hits; 0 not run, 0 failed`,
    );
  });

  it('is coloured', () => {
    const hunts = [outcome({ rows: 1, hits: [{ N: 1 }], notes: ['n'] }), outcome({ outcome: 'not-run', reason: 'r' })];
    const files = [{ file: 'a', tables: {}, problem: 'p', notes: ['n'] }];
    expect(painted(formatHuntText(report(hunts, { files, others: ['o'], color: true })))).toBe(
      `<red>1 hit</> <bold>A hunt</>  <dim>hunts/a.yaml</>
    <dim>n</>
    N=1
<yellow>not run</> <bold>A hunt</>  <dim>hunts/a.yaml</>
    r
<red>not read</> a: p
<yellow>note</> a: n
<yellow>note</> o is no log file
1 hunt ran over 0 log rows ${RANGE}: 1 hit; 1 not run, 0 failed`,
    );
  });
});

describe('the result of hunts, as CSV', () => {
  it('has a line a hit, and runs no formula', () => {
    const hits = [
      { TimeGenerated: '2026-05-07', RemoteIP: '192.0.2.1', MalwareFamily: '=cmd' },
      { MalwareFamily: 7, Indicator: '' },
    ];
    const starts = ['=', '+', '-', '@', '\t', '\r'];
    const lines = [
      ...formatHuntCsv(report([outcome({ hits }), ...starts.map((name) => outcome({ name, hits: [{}] }))])),
    ];
    expect(lines[0]).toBe('File,Hunt,Time,Indicator,MalwareFamily,Row\r\n');
    expect(lines[1]).toMatch(/^hunts\/a\.yaml,A hunt,2026-05-07,[^,]*,'=cmd,"\{""TimeGenerated""/);
    expect(lines[2]).toBe(`hunts/a.yaml,A hunt,,,,"{""MalwareFamily"":7,""Indicator"":""""}"\r\n`);
    expect(lines.slice(3).map((line) => /,"?('.)/s.exec(line)?.[1])).toEqual(starts.map((start) => `'${start}`));
  });
});

describe('the result of hunts, as JSON', () => {
  const json = (one: HuntReport) => JSON.parse([...formatHuntJson(one)].join(''));

  it('is whole, with the range and the sum', () => {
    const hits = [{ N: Number.NaN, B: true, Z: null, L: [1, undefined], O: { a: undefined, b: 1n } }];
    expect(json(report([outcome({ rows: 1, hits })], { record: 'r.json' }))).toEqual({
      hunts: [{ ...outcome({ rows: 1 }), hits: [{ N: 'NaN', B: true, Z: null, L: [1, null], O: { b: '1' } }] }],
      files: [],
      from: '2026-05-01T00:00:00.000Z',
      to: '2026-05-08T12:30:00.000Z',
      record: 'r.json',
      summary: { ran: 1, hits: 1, notRun: 0, failed: 0 },
    });
  });

  it('names no record where none was written', () => {
    expect(json(report([]))).not.toHaveProperty('record');
  });
});
