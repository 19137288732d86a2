import type { Change, PlannedChange } from '../../../scripts/workspace/changes/change.js';
import { namesIn, orderChanges } from '../../../scripts/workspace/changes/dependencies.js';
import type { Present, ResourceKind, Wanted } from '../../../scripts/workspace/resources/handler.js';

type Side = { name?: string; query?: string; readAs?: string; searches?: string[]; orphan?: boolean };

/** A change by what the file and the workspace have. */
function planned(
  kind: ResourceKind,
  id: string,
  wanted?: Side,
  present?: Side,
  more: Partial<Change> = {},
): PlannedChange {
  const action = wanted && present ? 'update' : wanted ? 'create' : 'delete';
  const change: Change = {
    ...{ kind, id, name: wanted?.name ?? id, file: `${id}.yaml`, action, done: true },
    ...{ fields: [], items: { add: 0, change: 0, remove: 0 }, rows: [], notes: [] },
    ...more,
  };
  const common = { id, name: id, fields: { kind: 'NRT' }, hash: '' };
  const file: Wanted | undefined = wanted && { ...common, file: change.file, ...wanted };
  const resource: Present | undefined = present && {
    ...common,
    ...{ mark: undefined, stored: { id, name: id, properties: {} } },
    ...present,
  };
  const path = `providers/Microsoft.SecurityInsights/alertRules/${id}`;
  return {
    ...{ key: `${kind}/${id}`, change, after: [], needs: false, wanted: file, present: resource },
    steps: [[{ method: 'PUT', path, lane: 'parallel', etag: 'e1' }]],
  };
}

/** What each change waits for. */
const order = (...changes: PlannedChange[]) => {
  const ordered = orderChanges(changes);
  return Object.fromEntries(ordered.map(({ key, after, needs }) => [key, needs ? [...after, 'needs'] : after]));
};

describe('names in a query', () => {
  it.each<[string, string[]]>([
    ['T | where A == "b C"', ['t', 'where', 'a', 'b c']],
    ["_GetWatchlist('ioc-ip')", ['_getwatchlist', 'ioc-ip']],
    ['_GetWatchlist(@"ioc-ip")', ['_getwatchlist', 'ioc-ip']],
    ['T // Parser()\n| take 1', ['t', 'take']],
    ['"http://x" | "a\\"b"', ['http://x', 'a\\"b']],
    ['1 + 2', []],
  ])('%s', (query, names) => {
    expect([...namesIn(query)]).toEqual(names);
  });
});

describe('the order of changes', () => {
  it('has what is written before what reads it, whatever the case of its name', () => {
    const list = planned('watchlist', 'list', { readAs: 'List' });
    const parser = planned('function', 'f', { readAs: 'Parser', query: '_GetWatchlist("LIST") | invoke Parser()' });
    const hunt = planned('huntingQuery', 'h', { query: 'parser()' });
    expect(order(hunt, parser, list)).toEqual({
      'huntingQuery/h': ['function/f'],
      'function/f': ['watchlist/list'],
      'watchlist/list': [],
    });
  });

  it('has no order for what is not written in this deployment', () => {
    const hunt = planned('huntingQuery', 'h', { query: '_GetWatchlist("list")' });
    expect(order(hunt, planned('watchlist', 'list', { readAs: 'list' }, {}, { action: 'unchanged' }))).toMatchObject({
      'huntingQuery/h': [],
    });
    expect(order(hunt, planned('watchlist', 'list', { readAs: 'list' }, {}, { done: false }))).toMatchObject({
      'huntingQuery/h': [],
    });
  });

  it('has searches before the hunt that leads to them', () => {
    const hunt = planned('hunt', 'x', { searches: ['H', 'other'] });
    expect(order(planned('huntingQuery', 'h', {}), hunt)).toEqual({
      'huntingQuery/h': [],
      'hunt/x': ['huntingQuery/h'],
    });
  });

  it('has a deletion after what read it, and only if that has gone well', () => {
    const list = planned('watchlist', 'list', undefined, { readAs: 'List', query: 'List' });
    const hunt = planned('huntingQuery', 'h', { query: 'T' }, { query: '_GetWatchlist("list")' });
    const other = planned('huntingQuery', 'o', { query: '_GetWatchlist("list")' }, { query: 'T' });
    const rule = planned('analyticRule', 'r', undefined, { query: 'list' });
    expect(order(list, hunt, other, rule)).toEqual({
      'watchlist/list': ['huntingQuery/h', 'analyticRule/r', 'needs'],
      'huntingQuery/h': [],
      'huntingQuery/o': [],
      'analyticRule/r': [],
    });
  });

  it('opens circles', () => {
    const one = planned('function', '1', { readAs: 'One', query: 'Two()' });
    const two = planned('function', '2', { readAs: 'Two', query: 'One() | union One' });
    expect(order(one, two)).toEqual({ 'function/1': ['function/2'], 'function/2': [] });
  });
});

describe('the names of rules', () => {
  const rule = (id: string, name: string | undefined, before: string | undefined, more: Side = {}) =>
    planned(
      'analyticRule',
      id,
      name === undefined ? undefined : { name },
      before === undefined ? undefined : { name: before, ...more },
    );

  it('are passed on: who takes one waits for who had it, whatever the case', () => {
    expect(order(rule('a', 'North', 'West'), rule('b', 'South', 'NORTH'))).toEqual({
      'analyticRule/a': ['analyticRule/b'],
      'analyticRule/b': [],
    });
    expect(order(rule('a', 'North', undefined), rule('b', undefined, 'North'))).toEqual({
      'analyticRule/a': ['analyticRule/b'],
      'analyticRule/b': [],
    });
  });

  it('that stay, or are those of a mark without its rule, hold nobody up', () => {
    expect(order(rule('a', 'North', 'West'), rule('b', 'north', 'North'))).toMatchObject({ 'analyticRule/a': [] });
    expect(order(rule('a', 'North', 'West'), rule('b', 'South', 'North', { orphan: true }))).toMatchObject({
      'analyticRule/a': [],
    });
    const unchanged = planned('analyticRule', 'b', { name: 'South' }, { name: 'North' }, { action: 'unchanged' });
    expect(order(rule('a', 'North', 'West'), unchanged)).toMatchObject({ 'analyticRule/a': [] });
    const hunt = planned('huntingQuery', 'b', { name: 'South' }, { name: 'North' });
    expect(order(rule('a', 'North', 'West'), hunt)).toMatchObject({ 'analyticRule/a': [] });
  });

  it('are swapped by way of a third one', () => {
    const changes = [rule('a', 'South', 'North'), rule('b', 'North', 'South')];
    const ordered = orderChanges(changes);
    expect(ordered.map(({ key, after }) => [key, after])).toEqual([
      ['analyticRule/b#name', []],
      ['analyticRule/a', ['analyticRule/b#name']],
      ['analyticRule/b', ['analyticRule/b#name', 'analyticRule/a']],
    ]);
    expect(ordered[0]?.steps).toMatchObject([[{ method: 'PUT', body: { properties: { displayName: 'South (b)' } } }]]);
    // Its version is another one after that.
    expect(ordered[2]?.steps[0]?.[0]).not.toHaveProperty('etag');
    expect(ordered[1]?.steps[0]?.[0]).toHaveProperty('etag', 'e1');
  });

  it('go round among three', () => {
    const changes = [rule('a', 'B', 'A'), rule('b', 'C', 'B'), rule('c', 'A', 'C')];
    expect(order(...changes)).toEqual({
      'analyticRule/b#name': [],
      'analyticRule/a': ['analyticRule/b#name'],
      'analyticRule/b': ['analyticRule/b#name', 'analyticRule/c'],
      'analyticRule/c': ['analyticRule/a'],
    });
  });
});
