import {
  asText,
  dangersOf,
  describeCost,
  describeDrift,
  describeItems,
  describeRow,
  describeSchedule,
  describeSummary,
  newQuery,
} from '../../../scripts/output/changes/words.js';
import type { Change, Plan, Summary } from '../../../scripts/workspace/changes/change.js';

const NONE: Summary = { create: 0, update: 0, replace: 0, delete: 0, unchanged: 0, itemChanges: 0 };
const items = (add: number, change: number, remove: number) => ({ add, change, remove });
const change = (more: Partial<Change>): Change => ({
  ...{ kind: 'analyticRule', id: '1', name: 'A rule', file: 'analytic-rules/a.yaml', action: 'create', done: true },
  ...{ fields: [], items: items(0, 0, 0), rows: [], notes: [] },
  ...more,
});
const plan = (changes: Change[], cost: Partial<Plan['cost']> = {}): Plan => ({
  ...{ workspace: 'work', changes, summary: NONE, unreadable: [] },
  cost: { requests: 2, minutes: 0, itemChanges: 0, monthlyItemChanges: 100_000, ...cost },
});
const fields = (values: Record<string, unknown>) =>
  change({ fields: Object.entries(values).map(([path, after]) => ({ path, before: null, after })) });

it('a summary counts what is to be done', () => {
  expect(describeSummary({ ...NONE, unchanged: 3 })).toBe('nothing to change, 3 unchanged');
  expect(describeSummary({ ...NONE, create: 1, update: 2, delete: 4, unchanged: 5, itemChanges: 6 })).toBe(
    '1 to create, 2 to update, 4 to delete, 5 unchanged; 6 watchlist item changes',
  );
  expect(describeSummary({ ...NONE, replace: 1 })).toBe(
    '0 to create, 0 to update, 1 to replace, 0 to delete, 0 unchanged; 0 watchlist item changes',
  );
});

it('a drift counts what changed in the workspace', () => {
  expect(describeDrift({ ...NONE, unchanged: 3 })).toBe('as it was deployed, 3 unchanged');
  expect(describeDrift({ ...NONE, update: 1, delete: 2, unchanged: 3 })).toBe(
    '1 changed, 2 deleted in the workspace since it was deployed, 3 unchanged',
  );
});

it.each<[Partial<Plan['cost']>, string]>([
  [{ requests: 1 }, '1 request, under a minute'],
  [{ minutes: 0.99 }, '2 requests, under a minute'],
  [{ minutes: 1 }, '2 requests, at least 1 minutes'],
  [{ minutes: 1.1 }, '2 requests, at least 2 minutes'],
  [{ itemChanges: 5 }, '2 requests, under a minute; 5 of the 100000 item changes of a month'],
])('a deployment of %j costs %s', (cost, words) => expect(describeCost(plan([], cost))).toBe(words));

it.each([
  [items(0, 0, 0), ''],
  [items(1, 0, 2), '+1 −2 rows'],
  [items(0, 3, 0), '+0 ~3 −0 rows'],
])('row changes of %j read %j', (of, words) => expect(describeItems(of)).toBe(words));

describe('what a new rule will do', () => {
  it.each([
    [{}, []],
    [
      { 'properties.severity': 'High', 'properties.queryFrequency': 'PT1H', 'properties.queryPeriod': 'P1D' },
      ['severity High', 'every PT1H over P1D'],
    ],
    [{ kind: 'NRT', 'properties.enabled': false }, ['near real time', 'switched off']],
    [{ kind: 'Scheduled', 'properties.enabled': true }, []],
  ])('with %j', (values, words) => expect(describeSchedule(fields(values))).toEqual(words));

  it('is its query', () => {
    expect(newQuery(fields({ query: 'T' }))).toBe('T');
    expect(newQuery(fields({ 'properties.query': 'T' }))).toBe('T');
    expect(newQuery(fields({ name: 'T' }))).toBeUndefined();
    expect(newQuery(fields({ query: null }))).toBeUndefined();
  });
});

describe('what a row says', () => {
  const row = (
    action: 'add' | 'change' | 'remove',
    before: Record<string, string> | null,
    after: Record<string, string> | null,
  ) => describeRow({ action, key: 'k', before, after }, 'k');

  it.each([
    [row('add', null, { Key: 'k', A: '1', B: '', C: '2' }), 'A 1, C 2'],
    [row('remove', { Key: 'k', A: '1' }, null), 'A 1'],
    [row('add', null, null), ''],
    [
      row('change', { Key: 'k', A: '1', B: 'x', C: '' }, { Key: 'k', A: '2', B: 'x', D: '3' }),
      'A: 1 → 2, D: (none) → 3',
    ],
    [row('change', { A: '1', B: '2' }, { A: '' }), 'A: 1 → (none), B: 2 → (none)'],
    [row('change', null, null), ''],
  ])('%j', (words, expected) => expect(words).toBe(expected));
});

it.each([
  ['text', 'text'],
  [null, '(none)'],
  [3, '3'],
  [['a'], '[\n  "a"\n]'],
])('the value %j reads %j', (value, text) => expect(asText(value)).toBe(text));

describe('what a person should look at', () => {
  const named = (count: number, more: Partial<Change>) =>
    Array.from({ length: count }, (_, index) => change({ name: `r${index}`, ...more }));

  it('names five of a kind', () => {
    expect(dangersOf(plan(named(6, { action: 'delete' })))).toEqual(['6 will be deleted: r0, r1, r2, r3, r4, …']);
    expect(dangersOf(plan(named(5, { action: 'delete' })))).toEqual(['5 will be deleted: r0, r1, r2, r3, r4']);
  });

  it.each<[Partial<Change>, string[]]>([
    [{ action: 'delete', done: false }, []],
    [{ action: 'replace' }, ['1 will be deleted and made again: r0']],
    [{ action: 'replace', done: false }, []],
    [{ action: 'update' }, []],
    [
      { action: 'update', notes: ['It was changed in the workspace by a.'] },
      ['1 changed in the workspace, which would be overwritten: r0'],
    ],
    [{ action: 'unchanged', notes: ['It was changed in the workspace by a.'] }, []],
    [{ action: 'update', notes: ['The service has switched it off: x'] }, ['1 switched off by the service: r0']],
    [{ action: 'delete', done: false, notes: ['It is still read by b.'] }, ['1 kept, because something reads it: r0']],
  ])('of %j', (more, lines) => expect(dangersOf(plan(named(1, more)))).toEqual(lines));

  it('is what could not be read', () => {
    expect(dangersOf({ ...plan([]), unreadable: [{ kind: 'huntingQuery', reason: 'HTTP 403' }] })).toEqual([
      'nothing is known of hunting query resources: HTTP 403',
    ]);
  });
});
