import { applyDeployment, nothingDone } from '../../../scripts/workspace/changes/apply.js';
import type { Change, Deployment, PlannedChange } from '../../../scripts/workspace/changes/change.js';
import { isComplete } from '../../../scripts/workspace/changes/deploy.js';
import { sendStep } from '../../../scripts/workspace/changes/send.js';
import type { Step } from '../../../scripts/workspace/resources/handler.js';
import { type Answer, scripted } from '../azure/scripted.js';
import { OPTIONS } from '../workspace.js';

const change = (id: string, more: Partial<Change> = {}): Change => ({
  ...{ kind: 'huntingQuery', id, name: id, file: `${id}.yaml`, action: 'create', done: true },
  ...{ fields: [], items: { add: 0, change: 0, remove: 0 }, rows: [], notes: [] },
  ...more,
});
const step = (path: string, more: Partial<Step> = {}): Step => ({
  method: 'PUT',
  path,
  body: {},
  lane: 'parallel',
  ...more,
});
const planned = (one: Change, steps: Step[], more: Partial<PlannedChange> = {}): PlannedChange => ({
  ...{ key: `${one.kind}/${one.id}`, change: one, steps: [steps], after: [], needs: false },
  ...{ wanted: undefined, present: undefined },
  ...more,
});
const deployment = (...changes: PlannedChange[]): Deployment => ({
  plan: {
    ...{ workspace: 'work', changes: changes.map((one) => one.change), unreadable: [] },
    summary: { create: 0, update: 0, replace: 0, delete: 0, unchanged: 0, itemChanges: 0 },
    cost: { requests: 0, minutes: 0, itemChanges: 0, monthlyItemChanges: 0 },
  },
  changes,
  options: OPTIONS,
});
const told = ({ applied, failed, left, stopped }: Awaited<ReturnType<typeof applyDeployment>>) => ({
  applied: applied.map(({ id }) => id),
  failed: failed.map(({ change: { id }, error }) => `${id}: ${error}`),
  left: left.map(({ change: { id }, reason }) => `${id}: ${reason}`),
  stopped,
});
const refusal = (status: number): Answer => ({ status, body: { error: { code: 'X', message: 'no' } } });

describe('a deployment', () => {
  it('tells each change that is made, in the order of the plan, and what was only listed', async () => {
    const { connection } = await scripted({});
    const seen: string[] = [];
    const outcome = await applyDeployment(
      deployment(
        planned(change('a'), [step('a')], { after: ['huntingQuery/b', 'huntingQuery/none'] }),
        planned(change('b'), [step('b')]),
        planned(change('c', { done: false, notes: ['Why.', 'And why.'] }), [step('c')]),
        planned(change('d', { action: 'unchanged' }), []),
      ),
      connection,
      { onChange: ({ id }, done, total) => seen.push(`${id} ${done}/${total}`) },
    );
    expect(told(outcome)).toEqual({ applied: ['a', 'b'], failed: [], left: ['c: Why. And why.'], stopped: false });
    expect(seen).toEqual(['b 1/2', 'a 2/2']);
  });

  it('leaves out what must not be done when something before it has failed', async () => {
    const { connection } = await scripted(refusal(400));
    const outcome = await applyDeployment(
      deployment(
        planned(change('a'), [step('a')]),
        planned(change('b', { action: 'delete' }), [step('b')], { after: ['huntingQuery/a'], needs: true }),
      ),
      connection,
    );
    expect(told(outcome)).toEqual({
      ...{ applied: [], failed: ["a: The workspace 'work' answered HTTP 400: no"] },
      ...{ left: ['b: what still reads it could not be changed'], stopped: false },
    });
  });

  it('sends nothing more of a kind that may not be written', async () => {
    const { connection, asked } = await scripted(refusal(403));
    const outcome = await applyDeployment(
      deployment(
        planned(change('a'), [step('savedSearches/a', { lane: 'savedSearch' })]),
        planned(change('b'), [step('savedSearches/b', { lane: 'savedSearch' })]),
      ),
      connection,
    );
    const reason = "The workspace 'work' rejected the credential (HTTP 403): no";
    expect(told(outcome)).toEqual({ applied: [], failed: [`a: ${reason}`, `b: ${reason}`], left: [], stopped: false });
    expect(asked).toHaveLength(1);
  });

  it('ends where the credential is rejected', async () => {
    const { connection, asked } = await scripted(refusal(401));
    const outcome = await applyDeployment(
      deployment(
        planned(change('a'), [step('savedSearches/a', { lane: 'savedSearch' })]),
        planned(change('b'), [step('savedSearches/b', { lane: 'savedSearch' })]),
      ),
      connection,
    );
    const reason = "The workspace 'work' rejected the credential (HTTP 401): no";
    expect(told(outcome)).toEqual({ applied: [], failed: [`a: ${reason}`], left: [`b: ${reason}`], stopped: true });
    expect(asked).toHaveLength(1);
  });

  it('that is interrupted leaves the rest', async () => {
    const { connection, asked } = await scripted({});
    const stop = new AbortController();
    stop.abort();
    const outcome = await applyDeployment(deployment(planned(change('a'), [step('a')])), connection, {
      signal: stop.signal,
    });
    expect(told(outcome)).toEqual({ applied: [], failed: [], left: ['a: interrupted'], stopped: true });
    expect(asked).toEqual([]);
  });

  it('names the first five rows that were refused', async () => {
    const { connection } = await scripted(refusal(400));
    const rows = (count: number) =>
      deployment(
        planned(
          change('a'),
          Array.from({ length: count }, (_, index) => step(`x/${index}`, { row: `r${index}` })),
        ),
      );
    const error = async (count: number) => told(await applyDeployment(rows(count), connection)).failed;
    expect(await error(1)).toEqual(['a: 1 row was refused, the others are in place: r0: no']);
    const five = ['r0: no', 'r1: no', 'r2: no', 'r3: no', 'r4: no'].join('; ');
    expect(await error(5)).toEqual([`a: 5 rows were refused, the others are in place: ${five}`]);
    expect(await error(7)).toEqual([`a: 7 rows were refused, the others are in place: ${five}; and 2 more`]);
  });

  it('that nobody agreed to has done nothing', () => {
    const outcome = nothingDone(
      deployment(planned(change('a'), []), planned(change('b', { action: 'unchanged' }), [])),
    );
    expect(told(outcome)).toEqual({ applied: [], failed: [], left: ['a: not agreed to'], stopped: true });
  });

  it('is complete when nothing failed, moved or was left though it was asked for', () => {
    const fine = { applied: [change('a')], failed: [], left: [], moved: [], stopped: false };
    const left = (more: Partial<Change>) => [{ change: change('b', more), reason: '' }];
    expect(isComplete(fine)).toBe(true);
    expect(isComplete({ ...fine, left: left({ done: false }) })).toBe(true);
    expect(isComplete({ ...fine, left: left({ done: true }) })).toBe(false);
    expect(isComplete({ ...fine, left: left({ done: false, kept: true }) })).toBe(false);
    expect(isComplete({ ...fine, failed: [{ change: change('b'), error: 'x' }] })).toBe(false);
    expect(isComplete({ ...fine, moved: [change('b')] })).toBe(false);
    expect(isComplete({ ...fine, stopped: true })).toBe(false);
  });
});

describe('one step', () => {
  const resource = (properties: object, more: object = {}): Answer => ({
    body: { id: '/x', name: 'x', properties, ...more },
  });
  const put = (more: Partial<Step> = {}) => step('x', { body: { properties: { query: 'T' } }, etag: 'e1', ...more });
  const moved = {
    code: 'moved',
    message: 'Somebody else changed it while this deployment ran.',
    help: 'Make a new plan, and see what they changed.',
  };

  it.each([409, 412])('that meets another write (%i) is done when what is there is what it wants', async (status) => {
    const { connection, asked } = await scripted(refusal(status), resource({ query: 'T\n', other: 1 }));
    expect(await sendStep(put(), connection)).toEqual([]);
    expect(asked.map((line) => line.split(' ')[0])).toEqual(['PUT', 'GET']);
  });

  it('is no more done when somebody else changed it, or made it of another kind', async () => {
    const other = await scripted(refusal(409), resource({ query: 'U' }, { etag: 'e2' }));
    await expect(sendStep(put(), other.connection)).rejects.toMatchObject(moved);
    const kind = await scripted(refusal(409), resource({ query: 'T' }, { kind: 'NRT', etag: 'e2' }));
    await expect(
      sendStep(put({ body: { kind: 'Scheduled', properties: { query: 'T' } } }), kind.connection),
    ).rejects.toMatchObject(moved);
  });

  it.each<[string, Answer, Partial<Step>]>([
    ['is as it was', resource({ query: 'U' }, { etag: 'e1' }), {}],
    ['may be anything', resource({ query: 'U' }, { etag: 'e2' }), { etag: '*' }],
    ['is gone', { status: 404 }, {}],
  ])('is sent again while what is there %s', async (_, there, more) => {
    const { connection, asked } = await scripted(refusal(409), there, {});
    expect(await sendStep(put(more), connection)).toEqual([]);
    expect(asked.map((line) => line.split(' ')[0])).toEqual(['PUT', 'GET', 'PUT']);
  });

  it('is sent seven times at most', async () => {
    const { connection, asked } = await scripted(refusal(409));
    await expect(sendStep(step('x', { method: 'DELETE' }), connection)).rejects.toThrow('no');
    expect(asked).toHaveLength(7);
  });

  it.each([
    [400, true, 2],
    [404, true, 2],
    [500, true, 2],
    [400, false, 1],
  ])('that is refused with %i, patient: %p, is sent %i times', async (status, patient, times) => {
    const { connection, asked } = await scripted(refusal(status), {});
    await sendStep(put(patient ? { patient } : {}), connection).catch(() => undefined);
    expect(asked).toHaveLength(times);
  });

  it('names the indicators that an upload did not take', async () => {
    const errors = [{ recordIndex: 1, errorMessages: ['bad', 'worse'] }, { recordIndex: 9 }];
    const { connection } = await scripted({ body: { errors } });
    const post = step('https://ti.example/x', { method: 'POST', records: ['a', 'b'] });
    expect(await sendStep(post, connection)).toEqual([
      { key: 'b', error: 'bad; worse' },
      { key: 'record 9', error: 'refused' },
    ]);
    expect(await sendStep(post, (await scripted({})).connection)).toEqual([]);
  });

  it('of a row that is refused with another status fails as a whole', async () => {
    const { connection } = await scripted(refusal(404));
    await expect(sendStep(step('x', { row: 'r' }), connection)).rejects.toThrow('no');
  });
});
