import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { speedPages } from '../../scripts/catalog/pages/speed';
import { readSpeed } from '../../scripts/catalog/speed';
import { siteOf } from './site';

const text = siteOf().get('docs/speed.html') ?? '';

it('shows each row with its baseline, its goal and its history', () => {
  const row = /<tr><td>a thousand hunts<\/td>.*/.exec(text)?.[0];
  expect(row).toContain('<td>200 ms</td><td>1000 ms for one thread</td><td>123</td><td>at least 4 times as fast ');
  expect(row).toContain('<span class="badge good">met</span>');
  expect(row).toContain('aria-label="2026-05-01: 5.25, 2026-05-02: 3.9, 2026-05-03: 123"');
  // The lowest ratio at the bottom, the highest at the top, the oldest run on the left.
  expect(row).toContain('<polyline points="4.0,25.8 70.0,26.0 136.0,4.0"/>');
  expect([...(row ?? '').matchAll(/<circle class="(\w+)"/g)].map(([, verdict]) => verdict)).toEqual([
    'met',
    'missed',
    'met',
  ]);
});

it('says how it stands, when that was measured, and where', () => {
  expect(text).toContain('All goals are met.');
  expect(text).toContain('Last run on 2026-05-03 at <code>0123456789ab</code>: 2 × Some CPU.');
});

it('counts goals by the last run of each row', () => {
  const run = { date: '2026-05-01', commit: '', machine: '', suite: 's', subject: '', baseline: '', target: '' };
  const row = (what: string, ...met: boolean[]) => ({
    ...{ suite: 's', what, runs: met.map((one) => ({ ...run, what, ratio: 1, met: one })) },
  });
  const lead = (...rows: ReturnType<typeof row>[]) => JSON.stringify(speedPages(rows)[0]?.lead);
  expect(lead(row('a', false, true), row('b', true, false))).toContain('1 of 2 goals is missed.');
  expect(lead(row('a', false), row('b', false))).toContain('2 of 2 goals are missed.');
});

it('is no page where nothing was recorded', () => {
  const root = mkdtempSync(join(tmpdir(), 'speed-'));
  try {
    expect(readSpeed(root)).toEqual([]);
    expect(speedPages([])).toEqual([]);
  } finally {
    rmSync(root, { recursive: true });
  }
});

it('reads every line that the bench of this repository wrote', () => {
  const project = join(__dirname, '..', '..');
  const lines = readFileSync(join(project, 'bench', 'history.jsonl'), 'utf8')
    .split('\n')
    .filter(Boolean);
  const read = readSpeed(project).flatMap(({ runs }) => runs);
  expect(read).toHaveLength(lines.length);
  expect(read.filter(({ date, commit, target }) => date === '' || commit === '' || target === '')).toEqual([]);
});
