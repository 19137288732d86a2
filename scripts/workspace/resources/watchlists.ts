import { createHash } from 'node:crypto';
import { stringifyCsv } from '../../base/csv.js';
import type { Repository, Watchlist } from '../../content/repository.js';
import type { ArmResource } from '../azure/arm.js';
import type { Connection } from '../azure/connection.js';
import type { PlannedChange } from '../changes/change.js';
import { diffFields } from '../changes/fields.js';
import { OWNER, refuseForeign } from './ownership.js';
import { diffRows, type Item, type RowDifference } from './rows.js';

/** The service takes 3.8 MB in one request; below it, with room for the rest of the body. */
const MAX_UPLOAD_BYTES = 3_500_000;

/** Plans watchlists. Their rows are reconciled, since an upload only ever adds to what is there. */
export async function planWatchlists(repository: Repository, connection: Connection): Promise<PlannedChange[]> {
  const remote = await connection.arm.list('watchlists');
  const ours = new Map<string, ArmResource>();
  const foreign = new Map<string, string>();
  for (const watchlist of remote) {
    const alias = aliasOf(watchlist).toLowerCase();
    if (labelsOf(watchlist).includes(OWNER)) ours.set(alias, watchlist);
    else foreign.set(alias, watchlist.name);
  }
  const wanted = repository.watchlists.map((watchlist) => ({
    id: watchlist.value.watchlistAlias,
    name: watchlist.value.displayName,
    file: watchlist.file,
    watchlist,
  }));
  refuseForeign('watchlist', wanted, foreign, `add the label ${OWNER} to it`);

  const planned: PlannedChange[] = [];
  for (const { id, name, file, watchlist } of wanted) {
    const existing = ours.get(id.toLowerCase());
    ours.delete(id.toLowerCase());
    const present = existing ? await itemsOf(aliasOf(existing), connection) : [];
    // The service does not change the search key of a list: it is deleted, and made again.
    const replaced = existing !== undefined && existing.properties.itemsSearchKey !== watchlist.value.itemsSearchKey;
    const rows = compareItems(watchlist, replaced ? [] : present);
    const properties = toProperties(watchlist);
    const fields = diffFields(existing ? comparable(existing) : {}, properties);
    const removed = replaced ? present.map((item) => item.id) : rows.remove;
    const items = { add: rows.add.length, remove: removed.length };
    const action = !existing ? 'create' : fields.length + items.add + items.remove > 0 ? 'update' : 'unchanged';
    planned.push({
      change: { kind: 'watchlist', id, name, file, action, fields, items },
      digest: createHash('sha256')
        .update(JSON.stringify([rows.add, removed]))
        .digest('hex'),
      apply: async () => {
        if (replaced) await connection.arm.delete(`watchlists/${id}`);
        await applyWatchlist(watchlist, properties, !existing || fields.length > 0, rows, connection);
      },
    });
  }
  for (const existing of ours.values()) {
    const id = aliasOf(existing);
    const name = String(existing.properties.displayName ?? id);
    const items = { add: 0, remove: (await itemsOf(id, connection)).length };
    planned.push({
      change: { kind: 'watchlist', id, name, file: '', action: 'delete', fields: [], items },
      apply: () => connection.arm.delete(`watchlists/${id}`),
    });
  }
  return planned;
}

function toProperties({ value, itemsFile }: Watchlist): Record<string, unknown> {
  return {
    displayName: value.displayName,
    description: value.description ?? '',
    provider: value.provider,
    source: value.source ?? itemsFile.slice(itemsFile.lastIndexOf('/') + 1),
    itemsSearchKey: value.itemsSearchKey,
    labels: [...new Set([OWNER, ...(value.labels ?? [])])],
    ...(value.defaultDuration ? { defaultDuration: value.defaultDuration } : {}),
  };
}

const MANAGED = ['displayName', 'description', 'provider', 'source', 'itemsSearchKey', 'labels', 'defaultDuration'];

function comparable({ properties }: ArmResource): Record<string, unknown> {
  return Object.fromEntries(MANAGED.map((key) => [key, properties[key]]));
}

async function itemsOf(alias: string, { insights, scope }: Connection): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of insights.watchlistItems.list(scope.resourceGroup, scope.workspaceName, alias))
    items.push({ id: item.name ?? '', values: item.itemsKeyValue ?? {} });
  return items;
}

function compareItems({ items }: Watchlist, present: readonly Item[]): RowDifference {
  return diffRows(
    items.header,
    items.rows.map(({ cells }) => cells),
    present,
  );
}

/**
 * Adds first, then removes: a row that changed is never missing in between. The upload that creates the list carries
 * the first rows; a list without rows is created without an upload.
 */
async function applyWatchlist(
  { value, items }: Watchlist,
  properties: Record<string, unknown>,
  propertiesChanged: boolean,
  { add, remove }: RowDifference,
  { arm, insights, scope }: Connection,
): Promise<void> {
  const alias = value.watchlistAlias;
  const base = { ...properties, watchlistAlias: alias, sourceType: 'Local' };
  const uploads = splitUploads(items.header, add);
  if (uploads.length === 0 && propertiesChanged) await arm.put(`watchlists/${alias}`, { properties: base });
  // One after the other: the service has been seen to lose parts that overlap.
  for (const rawContent of uploads) {
    const upload = { numberOfLinesToSkip: 0, contentType: 'text/csv', rawContent };
    await arm.put(`watchlists/${alias}`, { properties: { ...base, ...upload } });
  }
  for (const id of remove) {
    await insights.watchlistItems.delete(scope.resourceGroup, scope.workspaceName, alias, id);
  }
}

/** CSV texts that each fit into one request. */
function splitUploads(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const uploads: string[] = [];
  let from = 0;
  let bytes = 0;
  rows.forEach((row, index) => {
    const size = row.reduce((sum, cell) => sum + 2 * Buffer.byteLength(cell) + 3, 0);
    if (index > from && bytes + size > MAX_UPLOAD_BYTES) {
      uploads.push(stringifyCsv(header, rows.slice(from, index)));
      from = index;
      bytes = 0;
    }
    bytes += size;
  });
  if (rows.length > from) uploads.push(stringifyCsv(header, rows.slice(from)));
  return uploads;
}

function aliasOf(watchlist: ArmResource): string {
  const alias = watchlist.properties.watchlistAlias;
  return typeof alias === 'string' && alias !== '' ? alias : watchlist.name;
}

function labelsOf({ properties }: ArmResource): unknown[] {
  return Array.isArray(properties.labels) ? properties.labels : [];
}
