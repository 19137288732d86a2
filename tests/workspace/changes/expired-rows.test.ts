import { DEFAULTS } from '../../../scripts/content/configuration.js';
import type { Change } from '../../../scripts/workspace/changes/change.js';
import { lifeIsOver, requireWithinLimits } from '../../../scripts/workspace/changes/limits.js';

const removed = (ValidUntil: string | undefined): Change['rows'][number] => ({
  action: 'remove',
  key: '192.0.2.1',
  before: { Indicator: '192.0.2.1', ...(ValidUntil === undefined ? {} : { ValidUntil }) },
  after: null,
});

const list = (rows: Change['rows']): Change => ({
  kind: 'watchlist',
  id: 'ioc-ip',
  name: 'Indicators',
  file: 'watchlists/ioc-ip.yaml',
  action: 'update',
  done: true,
  fields: [],
  items: { add: 0, change: 0, remove: rows.length },
  rows,
  rowsBefore: rows.length,
  notes: [],
});

/** Logs are kept for 90 days: what ended on 1 January is gone from them on 1 April. */
const check = (rows: Change['rows'], day: string) => () =>
  requireWithinLimits({ changes: [list(rows)] }, DEFAULTS.limits, [], lifeIsOver(DEFAULTS, new Date(day)));

it('rows that expire are no loss, and no other', () => {
  expect(check([removed('2026-01-01')], '2026-04-01')).not.toThrow();
  expect(check([removed('2026-01-01')], '2026-03-31')).toThrow(/loses 1 of its 1 rows/);
  expect(check([removed('')], '2026-04-01')).toThrow(/loses 1 of its 1 rows/);
  expect(check([removed(undefined)], '2026-04-01')).toThrow(/loses 1 of its 1 rows/);
});

it('of a list that also loses others, only those count', () => {
  expect(check([removed('2026-01-01'), removed('2026-12-31')], '2026-04-01')).toThrow(/loses 1 of its 2 rows \(50 %\)/);
});
