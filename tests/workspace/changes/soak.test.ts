import fc from 'fast-check';
import type { Repository } from '../../../scripts/content/repository.js';
import type { FaultRates } from '../../../scripts/emulator/behaviour/faults.js';
import { isComplete, type Verified } from '../../../scripts/workspace/changes/deploy.js';
import { type Fault, startFaulty } from '../faulty.js';
import { connectTo, deployTo, OWNER, openWorkspace, planFor, type TestWorkspace } from '../workspace.js';
import { faultRates, shapes, smallShapes, toRepository } from './random-content.js';

/** How many random schedules: a few in each run of the tests, thousands with `npm run soak`. */
const RUNS = Number(process.env.SOAK_RUNS ?? 4);
const SEED = process.env.SOAK_SEED === undefined ? 7 : Number(process.env.SOAK_SEED);
const settings = { numRuns: RUNS, seed: SEED, endOnFailure: true };

const INSIGHTS = 'providers/Microsoft.SecurityInsights';

/** What other teams have in the workspace, byte for byte. */
async function strangers({ connection: { arm } }: TestWorkspace): Promise<string> {
  const paths = ['savedSearches', `${INSIGHTS}/alertRules`, `${INSIGHTS}/metadata`, `${INSIGHTS}/watchlists`];
  const lists = await Promise.all(
    [...paths, `${INSIGHTS}/watchlists/theirs/watchlistItems`].map((path) => arm.list(path)),
  );
  return JSON.stringify(lists.map((list) => list.filter((resource) => JSON.stringify(resource).includes('heir'))));
}

async function addStrangers({ connection: { arm } }: TestWorkspace): Promise<void> {
  const theirs = 'c0000000-0000-4000-8000-000000000001';
  await arm.put('savedSearches/theirs', {
    properties: { category: 'Hunting Queries', displayName: 'Theirs', query: 'T' },
  });
  await arm.put(`${INSIGHTS}/watchlists/theirs`, {
    properties: {
      ...{ displayName: 'Theirs', provider: 'them', itemsSearchKey: 'K', source: 'theirs.csv', sourceType: 'Local' },
      ...{ labels: ['managed-by:their-team'], contentType: 'text/csv', rawContent: 'K\r\ntheir row\r\n' },
    },
  });
  await arm.put(`${INSIGHTS}/alertRules/${theirs}`, {
    kind: 'NRT',
    properties: {
      ...{ displayName: 'Theirs', severity: 'Low', enabled: false, query: 'DnsEvents', suppressionEnabled: false },
      suppressionDuration: 'PT1H',
    },
  });
  await arm.put(`${INSIGHTS}/metadata/theirs`, {
    properties: {
      ...{ parentId: `${arm.workspaceId}/${INSIGHTS}/alertRules/${theirs}`, kind: 'AnalyticsRule' },
      source: { kind: 'SourceRepository', name: 'their-team' },
    },
  });
}

/** The workspace is what the repository says, and no mark is left over. */
async function expectEqual(workspace: TestWorkspace, wanted: Repository): Promise<void> {
  const { plan } = await planFor(wanted, workspace.connection, { prune: true });
  expect(plan.changes.filter(({ action }) => action !== 'unchanged')).toEqual([]);
  const marks = await workspace.connection.arm.list(`${INSIGHTS}/metadata`);
  expect(marks).toHaveLength(wanted.analyticRules.length + 1);
}

/** Runs a deployment, or tells that it could not begin. */
async function attempt(wanted: Repository, connection: TestWorkspace['connection']): Promise<Verified | undefined> {
  try {
    return await deployTo(wanted, connection, { prune: true });
  } catch {
    return undefined;
  }
}

async function isReached(wanted: Repository, { connection }: TestWorkspace): Promise<boolean> {
  const planned = await planFor(wanted, connection, { prune: true }).catch(() => undefined);
  return planned?.plan.changes.every(({ action }) => action === 'unchanged') ?? false;
}

it('whatever fails on the way, a deployment run again reaches what the repository says, and tells no lie', async () => {
  await fc.assert(
    fc.asyncProperty(shapes, shapes, faultRates, fc.nat(1000), async (before, after, rates, seed) => {
      const [first, second] = [toRepository(before), toRepository(after)];
      const faults: FaultRates = {};
      const workspace = await openWorkspace({ faults, seed, behaviour: { pageSize: 3 } });
      try {
        await addStrangers(workspace);
        const theirs = await strangers(workspace);
        Object.assign(faults, rates);
        await attempt(first, workspace.connection);
        for (let run = 0; run < 4; run++) {
          const outcome = await attempt(second, workspace.connection);
          if (!outcome || !isComplete(outcome)) continue;
          // It says that the workspace is right: then it is.
          for (const name of Object.keys(faults)) delete faults[name as keyof FaultRates];
          await expectEqual(workspace, second);
          expect(await strangers(workspace)).toBe(theirs);
          return;
        }
        for (const name of Object.keys(faults)) delete faults[name as keyof FaultRates];
        const last = await deployTo(second, workspace.connection, { prune: true });
        expect(last).toMatchObject({ failed: [], moved: [] });
        await expectEqual(workspace, second);
        expect(await strangers(workspace)).toBe(theirs);
      } finally {
        await workspace.close();
      }
    }),
    settings,
  );
});

/** Schedules of faults that follow each other in one workspace, and workspaces: three at once. */
const STEPS = 20;
const WALKS = Array.from({ length: Math.max(3, RUNS / 20) }, (_, index) => SEED + index);

it('workspaces under ever new faults follow their repositories, whatever the schedule before has left', async () => {
  for (let first = 0; first < WALKS.length; first += 3) await Promise.all(WALKS.slice(first, first + 3).map(walk));
});

/** Random content deployed under one schedule of faults after the other; without faults, at the latest, it is reached. */
async function walk(seed: number): Promise<void> {
  const faults: FaultRates = {};
  const workspace = await openWorkspace({ faults, seed });
  try {
    await addStrangers(workspace);
    const theirs = await strangers(workspace);
    for (const [shape, rates] of fc.sample(fc.tuple(smallShapes, faultRates), { numRuns: STEPS, seed })) {
      const wanted = toRepository(shape);
      // A connection of its own: the pace of one is for minutes.
      const connection = await connectTo(workspace.emulator);
      Object.assign(faults, rates);
      const reaches = async () => {
        const outcome = await attempt(wanted, connection);
        return outcome !== undefined && isComplete(outcome);
      };
      const isDone = (await reaches()) || (await reaches());
      for (const name of Object.keys(faults)) delete faults[name as keyof FaultRates];
      expect([seed, shape, isDone || (await reaches())]).toEqual([seed, shape, true]);
      expect([seed, shape, await isReached(wanted, { ...workspace, connection })]).toEqual([seed, shape, true]);
    }
    expect(await strangers(workspace)).toBe(theirs);
  } finally {
    await workspace.close();
  }
}

it('a write that was accepted and lost is written again, or told', async () => {
  await fc.assert(
    fc.asyncProperty(shapes, fc.nat(1000), async (shape, seed) => {
      const wanted = toRepository(shape);
      const faults: FaultRates = { 'lost-writes': 0.2, 'lost-rows': 0.2 };
      const workspace = await openWorkspace({ faults, seed });
      try {
        for (let run = 0; run < 8; run++) {
          const outcome = await attempt(wanted, workspace.connection);
          if (!outcome || !isComplete(outcome)) continue;
          expect(await isReached(wanted, workspace)).toBe(true);
          return;
        }
        throw new Error('eight runs were not enough');
      } finally {
        await workspace.close();
      }
    }),
    { ...settings, numRuns: Math.ceil(RUNS / 4) },
  );
});

it('killed at any request, before or after its effect, the next deployment goes on from there', async () => {
  const [first, second] = fc.sample(shapes, { numRuns: 2, seed: 3 }).map(toRepository);
  if (!first || !second) throw new Error('no content');
  // At every third request in each run of the tests.
  for (let boundary = 0; ; boundary += process.env.SOAK_RUNS === undefined ? 3 : 1) {
    const workspace = await openWorkspace();
    try {
      await addStrangers(workspace);
      await deployTo(first, workspace.connection);
      const before = await strangers(workspace);
      let writes = 0;
      const dies: Fault = (message, response) => {
        if (message.method !== 'GET' && message.method !== 'POST') writes++;
        if (writes <= boundary) return false;
        response.destroy();
        return true;
      };
      const faulty = await startFaulty(workspace.emulator, dies);
      const killed = await attempt(second, await connectTo(faulty));
      faulty.close();
      const last = await deployTo(second, workspace.connection, { prune: true });
      expect(last).toMatchObject({ failed: [], moved: [] });
      await expectEqual(workspace, second);
      expect(await strangers(workspace)).toBe(before);
      if (killed && isComplete(killed)) break;
    } finally {
      await workspace.close();
    }
  }
});

it('two deployments at once cannot both report success for a mixture', async () => {
  await fc.assert(
    fc.asyncProperty(shapes, shapes, async (left, right) => {
      const [mine, yours] = [toRepository(left), toRepository(right)];
      const workspace = await openWorkspace({ behaviour: { latency: 1 } });
      try {
        const other = await connectTo(workspace.emulator);
        const outcomes = await Promise.all([attempt(mine, workspace.connection), attempt(yours, other)]);
        const claims = outcomes.filter((outcome) => outcome !== undefined && isComplete(outcome));
        const reached = await Promise.all([mine, yours].map((wanted) => isReached(wanted, workspace)));
        // Who claims success first may be overwritten after it; then the workspace is what the other one wants.
        expect(claims.length < 2 || reached.some(Boolean)).toBe(true);
        // A mark that the other one wrote at the same moment may need a person's word.
        const owner = { ...OWNER, takesOver: true };
        await deployTo(mine, workspace.connection, { prune: true, owner });
        expect(await isReached(mine, workspace)).toBe(true);
      } finally {
        await workspace.close();
      }
    }),
    { ...settings, numRuns: Math.ceil(RUNS / 4) },
  );
});
