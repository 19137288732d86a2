import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Change, Plan, PlannedChange } from '../../../scripts/workspace/changes/change.js';
import { compareChanges, pendingChanges, summarise } from '../../../scripts/workspace/changes/change.js';
import { costOf } from '../../../scripts/workspace/changes/cost.js';
import { readDeployed, writeDeployed } from '../../../scripts/workspace/changes/deployed.js';
import { recordFile, recordOf } from '../../../scripts/workspace/changes/record.js';
import type { Lane, Step } from '../../../scripts/workspace/resources/handler.js';

const change = (more: Partial<Change>): Change => ({
  ...{ kind: 'huntingQuery', id: 'A', name: 'a hunt', file: 'hunts/a.yaml', action: 'create', done: true },
  ...{ fields: [], items: { add: 0, change: 0, remove: 0 }, rows: [], notes: [] },
  ...more,
});

const planOf = (...changes: Change[]): Plan => ({
  ...{ workspace: 'production', changes, summary: summarise(changes), unreadable: [] },
  cost: { requests: 0, minutes: 0, itemChanges: 0, monthlyItemChanges: 0 },
});

describe('the record of a deployment', () => {
  const changes = ['1', '2', '3', '4'].map((id) => change({ id }));
  const [applied, failed, left, moved] = changes;
  if (!applied || !failed || !left || !moved) throw new Error('four changes');
  const outcome = {
    ...{ applied: [applied], failed: [{ change: failed, error: 'no' }], left: [{ change: left, reason: '' }] },
    ...{ moved: [moved], stopped: false },
  };
  const run = { at: new Date('2026-05-31T01:02:03Z'), commit: 'abc', actor: 'me' };

  it('says who deployed what, and how each of it went', () => {
    const plan = planOf(...changes);
    const entry = { kind: 'huntingQuery', name: 'a hunt', file: 'hunts/a.yaml', action: 'create' };
    expect(recordOf(plan, outcome, false, run)).toEqual({
      recordedAt: '2026-05-31T01:02:03.000Z',
      workspace: 'production',
      commit: 'abc',
      actor: 'me',
      planDigest: createHash('sha256').update(JSON.stringify(changes)).digest('hex'),
      outcome: 'incomplete',
      resources: [
        { ...entry, id: '1', outcome: 'applied' },
        { ...entry, id: '2', outcome: 'failed', reason: 'no' },
        { ...entry, id: '3', outcome: 'left' },
        { ...entry, id: '4', outcome: 'moved' },
      ],
      summary: { create: 4, update: 0, replace: 0, delete: 0, unchanged: 0, itemChanges: 0 },
    });
    expect(recordOf(plan, outcome, true, run).outcome).toBe('complete');
  });

  it('lies with those of its workspace, by time', () => {
    expect(recordFile(recordOf(planOf(), outcome, true, run))).toBe(
      'records/deployments/production/2026-05-31T01-02-03.000Z.json',
    );
  });
});

describe('what was deployed before', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'deployed-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));
  const write = (file: string, data: unknown) => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), typeof data === 'string' ? data : JSON.stringify(data));
  };
  const record = (...resources: unknown[]) => ({ resources });
  const applied = (id: string, action = 'create') => ({ kind: 'function', id, action, outcome: 'applied' });
  const known = () => readDeployed(root, 'production', '/workspace');

  it('is unknown where nobody remembers', () => {
    expect(known()).toBeUndefined();
    write('.sentinel/deployed/production.json', 'no JSON');
    expect(known()).toBeUndefined();
    write('.sentinel/deployed/production.json', { workspaceId: '/another', deployed: ['function/x'] });
    expect(known()).toBeUndefined();
  });

  it('is what this machine remembers of the workspace', () => {
    writeDeployed(root, 'production', '/workspace', new Set(['function/b', 'function/a']));
    expect(known()).toEqual(new Set(['function/a', 'function/b']));
    expect(readFileSync(join(root, '.sentinel/deployed/production.json'), 'utf8')).toBe(
      '{\n  "workspaceId": "/workspace",\n  "deployed": [\n    "function/a",\n    "function/b"\n  ]\n}\n',
    );
  });

  it('is what records say, one after the other, together with that', () => {
    write(
      'records/deployments/production/1.json',
      record(applied('A'), applied('B'), { ...applied('C'), outcome: 'failed' }, 7),
    );
    write('records/deployments/production/2.json', record(applied('b', 'delete')));
    write('records/deployments/production/3.json', { resources: 'none' });
    write('records/deployments/production/4.txt', record(applied('d')));
    write('records/deployments/other/1.json', record(applied('e')));
    expect(known()).toEqual(new Set(['function/a']));
    writeDeployed(root, 'production', '/workspace', new Set(['hunt/z']));
    expect(known()).toEqual(new Set(['function/a', 'hunt/z']));
  });

  it('costs nothing where it cannot be written', () => {
    write('.sentinel', 'a file');
    expect(() => writeDeployed(root, 'production', '/workspace', new Set())).not.toThrow();
  });
});

describe('a plan', () => {
  const step = (method: Step['method'], lane: Lane = 'parallel'): Step => ({ method, path: 'x', lane });
  const planned = (steps: Step[], more: Partial<Change> = {}): PlannedChange => ({
    ...{ key: 'k', change: change(more), steps: [steps], after: [], needs: false },
    ...{ wanted: undefined, present: undefined },
  });
  const many = (count: number, method: Step['method'], lane?: Lane) =>
    planned(Array.from({ length: count }, () => step(method, lane)));

  it.each<[string, PlannedChange[], number, number]>([
    ['nothing', [], 0, 0],
    ['what a burst takes', [many(200, 'PUT')], 200, 0],
    ['ten more writes: a second', [many(210, 'PUT')], 210, 0.1],
    ['a minute of deletions', [many(800, 'DELETE')], 800, 1],
    ['writes and deletions at the same time', [many(800, 'DELETE'), many(800, 'PUT')], 1600, 1],
    ['a minute of uploads', [many(200, 'POST')], 200, 1],
    ['saved searches, one after the other', [many(240, 'PUT', 'savedSearch')], 240, 1],
    ['what is only listed', [planned([step('PUT')], { done: false })], 0, 0],
    ['what is unchanged', [planned([step('PUT')], { action: 'unchanged' })], 0, 0],
  ])('costs requests and minutes: %s', (_, changes, requests, minutes) => {
    expect(costOf(changes)).toEqual({ requests, minutes, itemChanges: 0, monthlyItemChanges: 100_000 });
  });

  it('counts the items of watchlists alone', () => {
    const items = { add: 1, change: 2, remove: 4 };
    const changes = [
      change({ kind: 'watchlist', items }),
      change({ kind: 'threatIntelligence', items, action: 'delete' }),
    ];
    expect(summarise(changes)).toEqual({ create: 1, update: 0, replace: 0, delete: 1, unchanged: 0, itemChanges: 7 });
    expect(costOf(changes.map((one) => ({ ...planned([]), change: one })))).toMatchObject({ itemChanges: 7 });
  });

  it('counts what changes', () => {
    expect(pendingChanges({ create: 1, update: 10, replace: 100, delete: 1000, unchanged: 5, itemChanges: 7 })).toBe(
      1111,
    );
  });

  it('has what is read before what reads it, and the other way round where it goes', () => {
    const kinds = ['analyticRule', 'hunt', 'huntingQuery', 'function', 'threatIntelligence', 'watchlist'] as const;
    const all = kinds.flatMap((kind) => [change({ kind, action: 'delete' }), change({ kind })]);
    expect(all.sort(compareChanges).map(({ kind, action }) => `${action} ${kind}`)).toEqual([
      ...[...kinds].reverse().map((kind) => `create ${kind}`),
      ...kinds.map((kind) => `delete ${kind}`),
    ]);
    const files = [change({ file: 'b', id: '1' }), change({ file: 'a', id: '2' }), change({ file: 'a', id: '1' })];
    expect(files.sort(compareChanges).map(({ file, id }) => file + id)).toEqual(['a1', 'a2', 'b1']);
  });
});
