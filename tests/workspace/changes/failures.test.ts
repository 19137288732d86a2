import { INSIGHTS } from '../../../scripts/workspace/azure/arm.js';
import { applyDeployment } from '../../../scripts/workspace/changes/apply.js';
import { deploy, isComplete } from '../../../scripts/workspace/changes/deploy.js';
import { answer, at, type Fault, loseAnswer, pass, startFaulty } from '../faulty.js';
import {
  behind,
  connectTo,
  deployTo,
  eachTestsWorkspace,
  hunt,
  openWorkspace,
  planFor,
  repository,
  rule,
  watchlist,
} from '../workspace.js';

const workspace = eachTestsWorkspace();

const list = (...rows: [string, string][]) => watchlist('list-a', ['Key', 'Value'], rows);
const full = () => repository({ hunts: [hunt()], rules: [rule()], watchlists: [list(['a', '1'], ['b', '2'])] });

const REFUSAL = '{"error":{"code":"X","message":"no way"}}';
const once = (fault: Fault): Fault => {
  let struck = false;
  return (message, response) => {
    if (struck) return false;
    struck = fault(message, response);
    return struck;
  };
};

it('a 403 on one kind fails that kind alone', async () => {
  const outcome = await behind(workspace, at(/alertRules|metadata/i, answer(403, REFUSAL), 'PUT'), (it) =>
    deployTo(full(), it),
  );
  expect(outcome.applied.map(({ kind }) => kind)).toEqual(['watchlist', 'huntingQuery']);
  expect(outcome.failed.map(({ change, error }) => [change.kind, error])).toEqual([
    ['analyticRule', expect.stringMatching(/HTTP 403/)],
  ]);
  expect(isComplete(outcome)).toBe(false);
});

it('a kind that may not be read is left out, and named', async () => {
  const { plan } = await behind(workspace, at(/alertRules/i, answer(403, REFUSAL), 'GET'), (it) => planFor(full(), it));
  expect(plan.changes.map(({ kind }) => kind)).toEqual(['watchlist', 'huntingQuery']);
  expect(plan.unreadable).toMatchObject([{ kind: 'analyticRule', reason: expect.stringMatching(/HTTP 403/) }]);
});

it('a credential that is rejected ends the deployment', async () => {
  const outcome = await behind(workspace, at(/./, answer(401, REFUSAL), 'PUT'), (it) => deployTo(full(), it));
  expect(outcome).toMatchObject({ applied: [], stopped: true });
});

it('a row that is refused fails alone, in its place and in an upload', async () => {
  await deployTo(repository({ watchlists: [list(['a', '1'], ['b', '2'])] }), workspace.connection);
  const wanted = repository({ watchlists: [list(['a', '9'], ['b', '8'], ['c', '3'], ['d', '4'], ['e', '5'])] });
  const { connection } = workspace;
  const deployment = await planFor(wanted, connection);
  const [first] = deployment.changes;
  const refuse = answer(400, '{"error":{"code":"X","message":"Invalid csv content : item 1 is not good"}}');
  let itemRefused = '';
  const outcome = await behind(
    workspace,
    (message, response) => {
      if (message.method !== 'PUT') return false;
      if (/watchlistItems/.test(message.url ?? '') && (itemRefused === '' || itemRefused === message.url)) {
        itemRefused = message.url ?? '';
        return refuse(message, response);
      }
      return false;
    },
    (it) => deploy(wanted, it, deployment),
  );
  expect(first?.change.items).toEqual({ add: 3, change: 2, remove: 0 });
  expect(outcome.failed[0]?.error).toMatch(/^1 row was refused, the others are in place: [ab]: /);
  const items = await connection.arm.list(`${INSIGHTS}/watchlists/list-a/watchlistItems`);
  expect(items).toHaveLength(5);
});

it('an upload with a bad row is cut until that row is alone', async () => {
  const rows: [string, string][] = ['a', 'b', 'c', 'd', 'e'].map((key) => [key, key === 'd' ? 'x'.repeat(11_000) : '']);
  const outcome = await deployTo(repository({ watchlists: [list(...rows)] }), workspace.connection);
  expect(outcome.failed[0]?.error).toMatch(/^1 row was refused, the others are in place: d, x+: /);
  const items = await workspace.connection.arm.list(`${INSIGHTS}/watchlists/list-a/watchlistItems`);
  expect(items.map(({ properties }) => Object(properties.itemsKeyValue).Key).sort()).toEqual(['a', 'b', 'c', 'e']);
});

it('uploads of more than one request hold every row', async () => {
  const rows: [string, string][] = Array.from({ length: 900 }, (_, index) => [`key-${index}`, 'v'.repeat(4000)]);
  await deployTo(repository({ watchlists: [list(...rows)] }), workspace.connection);
  const uploads = workspace
    .writes()
    .filter(({ method, path }) => method === 'PUT' && /watchlists\/list-a\?/i.test(path));
  expect(uploads.length).toBeGreaterThan(1);
  for (const { body } of uploads) expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThan(3_800_000);
});

it('an operation that never ends fails its change alone', async () => {
  await deployTo(full(), workspace.connection);
  const pending = answer(202, '{"status":"Deleting","percentComplete":50}');
  const fault: Fault = (message, response) => {
    if (/watchlistStatuses/i.test(message.url ?? '')) return pending(message, response);
    // The list stays visible for ever.
    if (message.method === 'DELETE' && /watchlists/i.test(message.url ?? '')) {
      const url = `http://${message.headers.host}${(message.url ?? '').replace('?', '/watchlistStatuses/1?')}`;
      return answer(202, '', { 'azure-asyncoperation': url })(message, response);
    }
    return false;
  };
  const faulty = await startFaulty(workspace.emulator, fault);
  const connection = await connectTo(faulty, { operationWithin: 50 });
  const deployment = await planFor(repository({}), connection, { prune: true });
  const { applied, failed } = await applyDeployment(deployment, connection);
  faulty.close();
  expect(applied.map(({ kind }) => kind)).toEqual(['analyticRule', 'huntingQuery']);
  expect(failed.map(({ change, error }) => [change.kind, error])).toEqual([
    ['watchlist', expect.stringMatching(/did not end/)],
  ]);
});

it('a deletion of what is gone is done', async () => {
  await deployTo(full(), workspace.connection);
  const deployment = await planFor(repository({}), workspace.connection, { prune: true });
  await workspace.connection.arm.delete(`savedSearches/${hunt().id}`);
  expect(await applyDeployment(deployment, workspace.connection)).toMatchObject({ failed: [], left: [] });
});

it('a write whose answer is lost is asked again, and meets its own version', async () => {
  await deployTo(full(), workspace.connection);
  const changed = repository({
    hunts: [hunt({ query: 'Heartbeat' })],
    rules: [rule({ severity: 'High' })],
    watchlists: full().watchlists,
  });
  let dropped = 0;
  const faulty = await startFaulty(workspace.emulator, (message, response) => {
    if (message.method !== 'PUT' || dropped++ % 2 === 1) return false;
    loseAnswer(workspace.emulator, message, response);
    return true;
  });
  const outcome = await deployTo(changed, await connectTo(faulty));
  faulty.close();
  expect(outcome).toMatchObject({ failed: [], moved: [], left: [] });
});

it('what somebody else changed since the plan is not overwritten', async () => {
  await deployTo(full(), workspace.connection);
  const wanted = repository({
    hunts: [hunt({ query: 'Heartbeat' })],
    rules: [rule({ severity: 'High' })],
    watchlists: full().watchlists,
  });
  const deployment = await planFor(wanted, workspace.connection);
  const { arm } = workspace.connection;
  for (const path of [`savedSearches/${hunt().id}`, `${INSIGHTS}/alertRules/${rule().id}`]) {
    const stored = await arm.get(path);
    await arm.put(path, { kind: stored?.kind, properties: { ...stored?.properties, displayName: 'Edited' } }, '*');
  }
  const { applied, failed } = await applyDeployment(deployment, workspace.connection);
  expect(applied).toEqual([]);
  expect(failed.map(({ error }) => error)).toEqual(
    Array(2).fill('Somebody else changed it while this deployment ran.'),
  );
  expect((await arm.get(`savedSearches/${hunt().id}`))?.properties.displayName).toBe('Edited');
});

it('a write that does not stick has failed', async () => {
  const swallow = at(/savedSearches/i, answer(200, '{"id":"x","name":"x","properties":{}}'), 'PUT');
  const outcome = await behind(workspace, swallow, (it) => deployTo(full(), it));
  expect(outcome.failed).toMatchObject([
    {
      change: { kind: 'huntingQuery' },
      error: expect.stringMatching(/^The service accepted it, but the workspace does not show it/),
    },
  ]);
  expect(isComplete(outcome)).toBe(false);
});

it('a brake of one request holds all, and is told', async () => {
  const told: string[] = [];
  const fault = once(at(/./, answer(429, REFUSAL, { 'retry-after': '1' }), 'PUT'));
  const faulty = await startFaulty(workspace.emulator, fault);
  const connection = await connectTo(faulty, {}, (text) => told.push(text));
  const outcome = await deployTo(full(), connection);
  faulty.close();
  expect(outcome).toMatchObject({ failed: [], moved: [] });
  expect(told).toEqual(['the service asks to wait 1 s']);
});

it('what another one wrote meanwhile is told, and no success', async () => {
  await deployTo(full(), workspace.connection);
  const wanted = repository({ hunts: [hunt()], rules: [rule({ severity: 'High' })], watchlists: full().watchlists });
  const { arm } = workspace.connection;
  const edit = async () => {
    const stored = await arm.get(`savedSearches/${hunt().id}`);
    await arm.put(`savedSearches/${hunt().id}`, { properties: { ...stored?.properties, query: 'Edited' } }, '*');
  };
  let written = false;
  // After our write, and before we look again.
  const between = once((message, response) => {
    if (!written || !/savedSearches/i.test(message.url ?? '')) return false;
    void edit().then(() => pass(workspace.emulator, message, response));
    return true;
  });
  const fault: Fault = (message, response) => {
    written ||= message.method === 'PUT';
    return between(message, response);
  };
  const outcome = await behind(workspace, fault, async (it) => deploy(wanted, it, await planFor(wanted, it)));
  expect(isComplete(outcome)).toBe(false);
  expect(outcome.moved).toMatchObject([{ kind: 'huntingQuery' }]);
});

it('what the service has switched off stays off, until its file changes or somebody asks', async () => {
  const wanted = repository({ rules: [rule({ enabled: true })] });
  await deployTo(wanted, workspace.connection);
  const path = `${INSIGHTS}/alertRules/${rule().id}`;
  const stored = await workspace.connection.arm.get(path);
  const { displayName, description, ...rest } = stored?.properties ?? {};
  await workspace.connection.arm.put(path, {
    kind: stored?.kind,
    properties: {
      ...rest,
      displayName: `AUTO DISABLED ${displayName}`,
      description: `${description} The query failed: table gone.`,
      enabled: false,
    },
  });
  const { plan } = await planFor(wanted, workspace.connection);
  expect(plan.changes).toMatchObject([{ action: 'update', done: false }]);
  expect(plan.changes[0]?.notes.join('\n')).toMatch(/switched it off \(AUTO DISABLED\): .*table gone/);
  const corrected = repository({
    rules: [rule({ enabled: true, version: '3.0.0', query: 'DnsEvents | where Name == "y"' })],
  });
  expect((await planFor(corrected, workspace.connection)).plan.changes).toMatchObject([
    { action: 'update', done: true },
  ]);
  expect(await deployTo(wanted, workspace.connection, { enableAgain: true })).toMatchObject({ failed: [], moved: [] });
  expect((await workspace.connection.arm.get(path))?.properties).toMatchObject({
    displayName: 'A rule',
    enabled: true,
  });
});

it('a rule that the service switches off at once has not been deployed', async () => {
  const strict = await openWorkspace({ faults: { 'auto-disable': 1 } });
  const outcome = await deployTo(repository({ rules: [rule({ enabled: true })] }), strict.connection);
  await strict.close();
  expect(outcome.applied).toEqual([]);
  expect(outcome.failed[0]?.error).toMatch(
    /^The service accepted it, but: The service has switched it off \(AUTO DISABLED\)/,
  );
});
