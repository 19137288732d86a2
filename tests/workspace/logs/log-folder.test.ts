import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadRepository } from '../../../scripts/content/repository.js';
import { openCatalog } from '../../../scripts/kql/analysis/catalog.js';
import { openLogFolder } from '../../../scripts/kql/engine/logs/folder.js';
import { hunt } from '../../../scripts/workspace/logs/hunting.js';
import { LogFolder } from '../../../scripts/workspace/logs/log-folder.js';

const ROOT = join(__dirname, '..', '..', '..');
const repository = loadRepository(ROOT);
const lists = new Map(repository.watchlists.map(({ value, items }) => [value.watchlistAlias, items.header] as const));
const catalog = openCatalog([join(ROOT, 'schemas')], lists);
const RANGE = { from: new Date('2026-05-12'), to: new Date('2026-05-13') };
const NAMES = ['hunts/sectoprat/device-network-address.yaml', 'hunts/sectoprat/dns-events-host.yaml'];
const RULES = ['analytic-rules/listed-address-endpoint.yaml'];

/** What hunts and a rule find in a folder of logs of which so many rows stay in memory. */
async function found(folder: string, rowsInMemory: number) {
  const { files } = openLogFolder(folder, new Map());
  const logs = await LogFolder.open(files, repository, catalog, { rowsInMemory });
  const detections = [
    ...repository.huntingQueries.filter(({ file }) => NAMES.includes(file)),
    ...repository.analyticRules.filter(({ file }) => RULES.includes(file)),
  ];
  try {
    return { hunts: await hunt(detections, logs, RANGE), reports: logs.reports };
  } finally {
    logs.close();
  }
}

test('hunts and rules find the same wherever the logs are kept', async () => {
  const folder = join(ROOT, 'docs', 'tour', 'logs');
  const inMemory = await found(folder, Number.POSITIVE_INFINITY);
  const inDatabase = await found(folder, 0);
  expect(inDatabase).toEqual(inMemory);
  expect(inDatabase.hunts.map(({ rows, alerts }) => [rows, alerts])).toEqual([
    [6, undefined],
    [2, undefined],
    [3, 3],
  ]);
});

test('rows move to the database when they become too many, and none is lost on the way', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'logs-'));
  const lines = Array.from({ length: 50 }, (_none, i) =>
    JSON.stringify({
      TimeGenerated: '2026-05-12T09:00:00Z',
      Name: `n${i}.example`,
      ClientIP: 'x',
      IPAddresses: '["1"]',
    }),
  );
  writeFileSync(join(folder, 'DnsEvents.json'), lines.join('\n'));
  const { files } = openLogFolder(folder, new Map());
  for (const rowsInMemory of [0, 7, 49, 50]) {
    const logs = await LogFolder.open(files, repository, catalog, { rowsInMemory });
    const query = 'DnsEvents | summarize dcount(Name), count() | extend ok = 1';
    const outcome = await logs.search({ query, range: RANGE, now: RANGE.to });
    expect(outcome).toMatchObject({ outcome: 'ran', hits: [{ dcount_Name: 50, count_: 50 }] });
    logs.close();
  }
});
