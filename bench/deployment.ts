import { DEFAULTS } from '../scripts/content/configuration.js';
import type { Repository } from '../scripts/content/repository.js';
import { type Emulator, type RecordedRequest, startEmulator } from '../scripts/emulator/server/emulator.js';
import { type Connection, connect } from '../scripts/workspace/azure/connection.js';
import { shortestSeconds } from '../scripts/workspace/azure/throttle.js';
import type { PlanOptions } from '../scripts/workspace/changes/change.js';
import { deploy, isComplete } from '../scripts/workspace/changes/deploy.js';
import { planDeployment } from '../scripts/workspace/changes/plan.js';
import { hunt, repository, rule, watchlist } from '../tests/workspace/workspace.js';
import { type Measurement, ms } from './measure.js';

/** The service's answer time, in milliseconds. */
const LATENCY = 250;

const OPTIONS: PlanOptions = {
  owner: { id: 'bench', repository: '', takesOver: false },
  ...{ prune: false, allowReplace: false, enableAgain: false, now: new Date('2026-05-31T00:00:00Z') },
};

const guid = (kind: string, index: number) => `${kind}0000000-0000-4000-8000-${String(index).padStart(12, '0')}`;

function content(hunts: number, rules: number, rows: number): Repository {
  return {
    ...repository({
      hunts: Array.from({ length: hunts }, (_, index) => hunt({ id: guid('a', index), name: `Hunt ${index}` })),
      rules: Array.from({ length: rules }, (_, index) => rule({ id: guid('b', index), name: `Rule ${index}` })),
      watchlists: [
        watchlist(
          'list-a',
          ['Key', 'Value'],
          Array.from({ length: rows }, (_, index) => [`key-${index}`, `value of ${index}`]),
        ),
      ],
    }),
    configuration: DEFAULTS,
  };
}

function open({ endpoint, workspace }: Emulator, paced = false): Promise<Connection> {
  return connect({ name: 'bench', ...workspace, endpoints: { management: endpoint } }, { paced });
}

export async function run(): Promise<Measurement[]> {
  return [...(await deployment()), await plan()];
}

/** A first deployment to a service that answers after 250 ms and throttles as documented. */
async function deployment(): Promise<Measurement[]> {
  const [hunts, rules] = [100, 200];
  const requests: RecordedRequest[] = [];
  const emulator = await startEmulator({
    database: ':memory:',
    clock: () => new Date(),
    behaviour: { latency: LATENCY },
    faults: { throttle: 1 },
    onRequest: (request) => requests.push(request),
  });
  try {
    // The service does not load its analyser when the first rule comes.
    await warmUp();
    const connection = await open(emulator, true);
    const wanted = content(hunts, rules, 200);
    const start = performance.now();
    const outcome = await deploy(wanted, connection, await planDeployment(wanted, connection, OPTIONS));
    const wall = performance.now() - start;
    const writes = hunts + 2 * rules + 1;
    const bucket = 1000 * shortestSeconds('write', writes);
    const serial = hunts * LATENCY;
    const bound = Math.max(bucket, serial);
    const sent = requests.filter(({ method }) => method !== 'GET').length;
    return [
      {
        what: `deploying ${hunts} hunts, ${rules} rules and 200 rows at ${LATENCY} ms, plan and read-back included`,
        subject: ms(wall),
        baseline: `the throttle's bound ${ms(bucket)}, saved searches one by one ${ms(serial)}`,
        target: 'at most 1.1 times the larger bound',
        ratio: wall / bound,
        met: isComplete(outcome) && wall <= 1.1 * bound,
      },
      {
        what: 'the writes of that deployment, those that were braked among them',
        subject: `${sent} requests`,
        baseline: `${writes} that it needs`,
        target: 'at most 1.1 times as many',
        ratio: sent / writes,
        met: sent <= 1.1 * writes,
      },
    ];
  } finally {
    await emulator.close();
  }
}

async function warmUp(): Promise<void> {
  const emulator = await startEmulator({ database: ':memory:', clock: () => new Date() });
  const [connection, wanted] = [await open(emulator), content(0, 1, 1)];
  await deploy(wanted, connection, await planDeployment(wanted, connection, OPTIONS));
  await emulator.close();
}

/** A plan with nothing to do over a large workspace, against reading that workspace with fetch. */
async function plan(): Promise<Measurement> {
  const unlimited = { enabled: 10_000, total: 10_000 };
  const behaviour = { rules: { Scheduled: unlimited, NRT: unlimited } };
  const emulator = await startEmulator({ database: ':memory:', clock: () => new Date(), behaviour });
  try {
    const connection = await open(emulator);
    const wanted = content(1000, 1000, 100_000);
    await deploy(wanted, connection, await planDeployment(wanted, connection, OPTIONS));
    const read = await timed(() => readAll(connection, emulator.endpoint));
    const planned = await timed(() => planDeployment(wanted, connection, OPTIONS));
    return {
      what: 'a plan over 1,000 hunts, 1,000 rules and 100,000 rows, with nothing to do',
      subject: ms(planned),
      baseline: `reading them with fetch ${ms(read)}`,
      target: 'at most 1.5 times as long',
      ratio: planned / read,
      met: planned <= 1.5 * read,
    };
  } finally {
    await emulator.close();
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

async function readAll({ arm }: Connection, endpoint: string): Promise<void> {
  const insights = 'providers/Microsoft.SecurityInsights';
  const lists = ['alertRules', 'metadata', 'watchlists', 'watchlists/list-a/watchlistItems'];
  const paths = ['savedSearches', ...lists.map((list) => `${insights}/${list}`)];
  await Promise.all(
    paths.map(async (path) => {
      let url: string | undefined = `${endpoint}${arm.workspaceId}/${path}?api-version=2025-07-01-preview`;
      while (url) {
        const page: { nextLink?: string } = JSON.parse(await (await fetch(url)).text());
        url = page.nextLink;
      }
    }),
  );
}
