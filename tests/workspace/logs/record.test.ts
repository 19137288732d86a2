import type { HuntOutcome } from '../../../scripts/workspace/logs/hunting.js';
import { recordFile, summaryOf } from '../../../scripts/workspace/logs/record.js';

const outcome = (more: Partial<HuntOutcome>): HuntOutcome => ({
  ...{ file: 'hunts/a.yaml', id: 'x', name: 'A', outcome: 'ran', rows: 2, hits: [{ secret: 1 }, { secret: 2 }] },
  ...{ notes: [], indicators: [{ of: 'evil.example', hits: 2 }], entities: [], days: [] },
  ...more,
});

test('a record says what was hunted and found, and none of the hits', () => {
  const hunts = [
    outcome({}),
    outcome({ alerts: 3, rows: 1 }),
    outcome({ outcome: 'not-run', reason: 'no logs', rows: 0, indicators: [] }),
    outcome({ outcome: 'failed', reason: 'no column', rows: 0, indicators: [] }),
  ];
  const range = { from: new Date('2026-05-01'), to: new Date('2026-05-02') };
  const [file, text] = recordFile({
    ...{ recordedAt: new Date('2026-05-31T01:02:03.456Z'), source: { workspace: 'work' }, range, hunts },
  });
  expect(file).toBe('records/hunts/2026-05-31T01-02-03Z.json');
  const about = { file: 'hunts/a.yaml', id: 'x', name: 'A' };
  const indicators = [{ indicator: 'evil.example', hits: 2 }];
  const record = {
    recordedAt: '2026-05-31T01:02:03Z',
    source: { workspace: 'work' },
    from: '2026-05-01T00:00:00.000Z',
    to: '2026-05-02T00:00:00.000Z',
    hunts: [
      { ...about, outcome: 'ran', rows: 2, indicators },
      { ...about, outcome: 'ran', rows: 1, indicators, alerts: 3 },
      { ...about, outcome: 'not-run', rows: 0, indicators: [], reason: 'no logs' },
      { ...about, outcome: 'failed', rows: 0, indicators: [], reason: 'no column' },
    ],
    summary: { ran: 2, hits: 3, notRun: 1, failed: 1 },
  };
  expect(text).toBe(`${JSON.stringify(record, null, 2)}\n`);
  expect(summaryOf([])).toEqual({ ran: 0, hits: 0, notRun: 0, failed: 0 });
});
