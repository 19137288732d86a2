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

describe('the limits of a deployment', () => {
  const limits = { itemChanges: 10, deletions: 2, shrink: 25 };
  const change = (more: Partial<Change>): Change => ({ ...list([]), name: 'x', ...more });
  const gone = (count: number, action: Change['action'] = 'delete') =>
    Array.from({ length: count }, (_, index) => change({ id: `list-${index}`, kind: 'huntingQuery', action }));
  const shrunk = (remove: number, rowsBefore: number, more: Partial<Change> = {}) =>
    change({ items: { add: 0, change: 0, remove }, rowsBefore, ...more });
  const refusal = (changes: Change[], allowShrink: string[] = [], more = limits) => {
    try {
      requireWithinLimits({ changes }, more, allowShrink);
      return undefined;
    } catch (error) {
      const { code, exitCode, message, help } = Object(error);
      return { code, exitCode, message, help };
    }
  };
  const told = (message: string, help: string) => ({
    code: 'limit',
    exitCode: 1,
    message,
    help: `Nothing was changed. If it is meant: ${help}.`,
  });

  it('are so many changes of items', () => {
    const items = (count: number) => [change({ items: { add: count - 2, change: 1, remove: 1 }, rowsBefore: 100 })];
    expect(refusal(items(10))).toBeUndefined();
    expect(refusal(items(11))).toEqual(
      told('The plan changes 11 watchlist items, the limit is 10.', 'raise limits.itemChanges'),
    );
  });

  it('are so many resources that go, or are made again', () => {
    expect(refusal(gone(2))).toBeUndefined();
    expect(refusal(gone(3))).toEqual(told('The plan deletes 3 resources, the limit is 2.', 'raise limits.deletions'));
    expect(refusal([...gone(2), ...gone(1, 'replace')])).toEqual(
      told('The plan deletes or replaces 3 resources, the limit is 2.', 'raise limits.deletions'),
    );
    expect(refusal([...gone(1), ...gone(1, 'replace'), ...gone(5, 'update'), ...gone(5, 'create')])).toBeUndefined();
  });

  it('are a part of the rows of each list', () => {
    expect(refusal([shrunk(2, 8)])).toBeUndefined();
    expect(refusal([shrunk(3, 8)])).toEqual(
      told('The list ioc-ip loses 3 of its 8 rows (38 %), the limit is 25 %.', 'pass --allow-shrink ioc-ip'),
    );
    expect(refusal([shrunk(1, 4)])).toBeUndefined();
    expect(refusal([shrunk(1, 3, { kind: 'threatIntelligence' })])).toMatchObject({ message: /loses 1 of its 3/ });
    expect(refusal([shrunk(3, 8)], ['IOC-IP'])).toBeUndefined();
    expect(refusal([shrunk(8, 8)], [], { ...limits, shrink: 100 })).toBeUndefined();
    expect(refusal([shrunk(8, 8)], [], { ...limits, shrink: 99 })).toMatchObject({ message: /\(100 %\)/ });
  });

  it('do not count for what is no list, or is not there before or after', () => {
    expect(refusal([shrunk(8, 8, { kind: 'function' })])).toBeUndefined();
    expect(refusal([shrunk(8, 8, { action: 'delete' })])).toBeUndefined();
    expect(refusal([shrunk(8, 8, { action: 'create' })])).toBeUndefined();
    const { rowsBefore: _, ...unknown } = shrunk(8, 8);
    expect(refusal([unknown])).toBeUndefined();
  });

  it('take a list that is made again for what it loses', () => {
    const again = (add: number) => shrunk(8, 8, { action: 'replace', items: { add, change: 0, remove: 8 } });
    const roomy = { ...limits, itemChanges: 99 };
    expect(refusal([again(6)], [], roomy)).toBeUndefined();
    expect(refusal([again(5)], [], roomy)).toMatchObject({ message: /loses 3 of its 8/ });
    expect(refusal([again(9)], [], roomy)).toBeUndefined();
  });

  it('are told together, with what is to be done once each; what is only listed does not count', () => {
    const changes = [...gone(3), shrunk(3, 8), shrunk(4, 8)];
    expect(refusal(changes)?.message.split('\n')).toHaveLength(3);
    expect(refusal(changes)?.help).toBe(
      'Nothing was changed. If it is meant: raise limits.deletions, pass --allow-shrink ioc-ip.',
    );
    expect(refusal(changes.map((one) => ({ ...one, done: false })))).toBeUndefined();
  });
});
