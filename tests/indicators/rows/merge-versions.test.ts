import fc from 'fast-check';
import { stringifyCsv } from '../../../scripts/base/csv.js';
import { mergeVersions } from '../../../scripts/indicators/rows/merge-versions.js';

const HEADER = 'Indicator,Port,MalwareFamily,ThreatType,Confidence,FirstSeen,ValidUntil,Source,Report';
const row = (
  indicator: string,
  more: Partial<Record<'confidence' | 'until' | 'source' | 'report' | 'type', string>> = {},
) =>
  [
    indicator,
    '443',
    'A RAT',
    more.type ?? 'botnet_cc',
    more.confidence ?? '75',
    '2026-05-06',
    more.until ?? '2026-06-20',
    more.source ?? 'ThreatFox',
    more.report ?? 'a.md@1',
  ].join(',');
const list = (...rows: string[]) => `${[HEADER, ...rows].join('\r\n')}\r\n`;
const merge = (base: string, ours: string, theirs: string) => mergeVersions('ioc-ip.csv', base, ours, theirs);

const A = row('192.0.2.1');
const B = row('192.0.2.2');
const C = row('192.0.2.3');
const D = row('192.0.2.4');

it('joins rows that both versions add at one place, in the order of the list', () => {
  expect(merge(list(A), list(A, D, B), list(A, C))).toEqual({ text: list(A, B, C, D), conflicts: [] });
});

it('brings back no row that one version removed', () => {
  expect(merge(list(A, B, C), list(A, C), list(A, B, C, D)).text).toBe(list(A, C, D));
  expect(merge(list(A, B, C), list(A, B, C, D), list(B, C)).text).toBe(list(B, C, D));
});

it('joins what two reports say of one indicator, as ingest does', () => {
  const ours = row('192.0.2.1', { confidence: '80', until: '2026-07-01', report: 'a.md@1 b.md@2' });
  const theirs = row('192.0.2.1', {
    confidence: '100',
    until: '2026-06-25',
    report: 'a.md@1 c.md@3',
    source: 'ThreatFox; OTX',
  });
  const both = row('192.0.2.1', {
    confidence: '100',
    until: '2026-07-01',
    report: 'a.md@1 b.md@2 c.md@3',
    source: 'ThreatFox; OTX',
  });
  expect(merge(list(A), list(ours), list(theirs))).toEqual({ text: list(both), conflicts: [] });
});

it('joins lists that both versions begin', () => {
  expect(merge('', list(A), list(B)).text).toBe(list(A, B));
});

describe('a person decides', () => {
  it('when one version removed what the other changed, between markers that validate finds', () => {
    const changed = row('192.0.2.2', { until: '2026-07-01' });
    const { text, conflicts } = merge(list(A, B), list(A), list(A, changed));
    expect(conflicts).toEqual(['192.0.2.2 443 A RAT']);
    expect(text).toBe(`${list(A)}<<<<<<< ours\r\n=======\r\n${changed}\r\n>>>>>>> theirs\r\n`);
  });

  it('when both changed a cell that has no rule', () => {
    const [ours, theirs] = [row('192.0.2.1', { type: 'payload' }), row('192.0.2.1', { type: 'scanner' })];
    expect(merge(list(A), list(ours), list(theirs)).conflicts).toHaveLength(1);
  });
});

it('keeps the order that people gave another list, with their rows behind what goes before them', () => {
  const vips = (...rows: string[]) => `value,reason\n${rows.map((name) => `${name},x\n`).join('')}`;
  const { text } = mergeVersions('allow-list.csv', vips('z', 'a'), vips('z', 'm', 'a'), vips('z', 'a', 'k'));
  expect(text).toBe(vips('z', 'm', 'a', 'k'));
});

it('is refused for lists of other columns', () => {
  expect(() => merge(list(A), list(A), 'Indicator\r\nx\r\n')).toThrow(/has no column/);
});

describe('laws', () => {
  const rows = fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { maxLength: 12 });
  const text = (numbers: number[]) =>
    stringifyCsv(
      HEADER.split(','),
      numbers.map((number) => row(`198.51.100.${String(number).padStart(3, '0')}`).split(',')).sort(),
    );

  it('a version that did not change gives the other one, and the sides do not matter', () => {
    fc.assert(
      fc.property(rows, rows, (one, two) => {
        expect(merge(text(one), text(one), text(two)).text).toBe(text(two));
        expect(merge(text(one), text(two), text(one)).text).toBe(text(two));
      }),
      { numRuns: 50 },
    );
  });

  it('has each row that either added, and none that either removed', () => {
    fc.assert(
      fc.property(rows, rows, rows, (base, one, two) => {
        const wanted = [...new Set([...one, ...two])].filter(
          (number) => !base.includes(number) || (one.includes(number) && two.includes(number)),
        );
        expect(merge(text(base), text(one), text(two))).toEqual({ text: text(wanted), conflicts: [] });
      }),
      { numRuns: 50 },
    );
  });
});
