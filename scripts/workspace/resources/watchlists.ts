import { compareText } from '../../base/diagnostic.js';
import type { Watchlist } from '../../content/repository.js';
import { ALL_COLUMNS as INDICATOR_COLUMNS } from '../../indicators/rows/row.js';
import { type ArmResource, INSIGHTS } from '../azure/arm.js';
import { diffFields, hashOf, omit, pick, propertiesOf, textOf } from './fields.js';
import type { Difference, Handler, Present, Reader, Stages, Step, Wanted } from './handler.js';
import { labelsOfMark, type Mark, readLabels, standingOf } from './marks.js';
import { diffRows, type Item, text } from './rows.js';

const PATH = `${INSIGHTS}/watchlists`;

/** The service takes 3.8 MB in one request; below it, with room for the rest of the body. */
const MAX_UPLOAD_BYTES = 3_500_000;

const MANAGED = ['displayName', 'description', 'provider', 'source', 'itemsSearchKey', 'labels', 'defaultDuration'];

/** What the service says of a list and nobody writes. */
const READ_ONLY = [
  ...['watchlistId', 'created', 'updated', 'createdBy', 'updatedBy', 'watchlistType', 'isDeleted', 'tenantId'],
  ...['numberOfLinesToSkip', 'rawContent', 'contentType', 'uploadStatus', 'provisioningState', 'sasUri'],
];

/** Watchlists. Their rows are reconciled, since an upload only ever adds to what is there. */
export const WATCHLISTS: Handler = {
  kind: 'watchlist',
  noun: 'watchlist',
  adopt: 'add the label managed-by:OWNER with your owner id to it',
  wanted: ({ watchlists, configuration }) =>
    // Indicators that go to the workspace's own table are no list as well.
    watchlists
      .filter((list) => configuration.indicators !== 'threat-intelligence' || !isIndicatorList(list))
      .map(toWanted),
  read,
  compare,
  put,
  remove: ({ stored }) => [[{ method: 'DELETE', path: `${PATH}/${stored.name}`, lane: 'listDeletion' }]],
  toContent,
};

/** Whether a list is one of the five that `ingest` keeps: the indicators by kind. */
export function isIndicatorList({ value, items }: Watchlist): boolean {
  return (
    /^ioc-/.test(value.watchlistAlias) &&
    ['Indicator', 'MalwareFamily', 'ValidUntil'].every((column) => items.header.includes(column))
  );
}

function toWanted({ file, value, itemsFile, items }: Watchlist): Wanted {
  const fields = {
    displayName: value.displayName,
    description: value.description ?? '',
    provider: value.provider,
    source: value.source ?? itemsFile.slice(itemsFile.lastIndexOf('/') + 1),
    itemsSearchKey: value.itemsSearchKey,
    labels: value.labels ?? [],
    ...(value.defaultDuration ? { defaultDuration: value.defaultDuration } : {}),
  };
  const rows = items.rows.map(({ cells }) => cells);
  const records = rows.map((row) =>
    Object.fromEntries(items.header.map((column, index) => [column, row[index] ?? ''])),
  );
  return {
    id: value.watchlistAlias,
    name: value.displayName,
    file,
    fields,
    // The columns stand apart: a new one that is blank in every row is a change as well.
    hash: `${hashOfList(fields, records)}.${hashOf(items.header)}`,
    readAs: value.watchlistAlias,
    table: { header: items.header, rows },
  };
}

function hashOfList(fields: Record<string, unknown>, rows: readonly Record<string, unknown>[]): string {
  const cells = rows.map((row) =>
    JSON.stringify(
      Object.entries(row)
        .map(([column, value]) => [column, text(value)])
        .filter(([, value]) => value !== '')
        .sort(),
    ),
  );
  return hashOf([fields, [...new Set(cells)].sort()]);
}

async function read(reader: Reader): Promise<Present[]> {
  const lists = await reader.list(PATH);
  return Promise.all(lists.map((stored) => toPresent(stored, reader)));
}

async function toPresent(stored: ArmResource, reader: Reader): Promise<Present> {
  const properties = propertiesOf(stored);
  const id = textOf(properties.watchlistAlias) || stored.name;
  const { mark, own } = readLabels(labelsOf(properties));
  // Lists of others may be long, and are none of our business.
  const isForeign = standingOf(mark, reader.owner, reader.wanted('watchlist', id) !== undefined) === 'foreign';
  const items = isForeign && !reader.readsAll ? [] : await itemsOf(stored, reader);
  const fields = { ...pick(properties, MANAGED), labels: own };
  return {
    id,
    name: textOf(properties.displayName) || id,
    fields,
    hash: hashOfList(
      fields,
      items.map(({ values }) => values),
    ),
    mark,
    stored: { ...stored, properties },
    readAs: id,
    items,
  };
}

async function itemsOf({ name, etag }: ArmResource, { arm, knownItems }: Reader): Promise<Item[]> {
  const known = knownItems(name, etag);
  if (known) return known;
  const found = await arm.list(`${PATH}/${name}/watchlistItems`);
  return found.map((item) => {
    // A list may have a hundred thousand items: their names are spelled anew only where they must be.
    const { itemsKeyValue, entityMapping } = 'itemsKeyValue' in item.properties ? item.properties : propertiesOf(item);
    const values = typeof itemsKeyValue === 'object' && itemsKeyValue !== null ? { ...itemsKeyValue } : {};
    return { id: item.name, values, entityMapping };
  });
}

function labelsOf({ labels }: Record<string, unknown>): string[] {
  return Array.isArray(labels) ? labels.filter((label) => typeof label === 'string') : [];
}

function compare(wanted: Wanted, present: Present | undefined): Difference {
  const fields = diffFields(present?.fields ?? {}, wanted.fields);
  const { header = [], rows = [] } = wanted.table ?? {};
  const searchKey = textOf(wanted.fields.itemsSearchKey);
  const replaces = present !== undefined && textOf(present.fields.itemsSearchKey) !== searchKey;
  const columnsChanged = present?.mark?.hash.split('.')[1] !== wanted.hash.split('.')[1];
  const difference = diffRows({ header, rows, searchKey, columnsChanged }, replaces ? [] : (present?.items ?? []));
  if (!replaces) return { fields, replaces, ...difference };
  const gone = diffRows(
    { header, rows: [], searchKey: textOf(present.fields.itemsSearchKey), columnsChanged: false },
    present.items ?? [],
  );
  return { fields, replaces, rows: [...gone.rows, ...difference.rows], writes: difference.writes };
}

/**
 * Rows that are new come first, then those that change in their place or go: nothing is missing in between. The mark
 * goes with the first request.
 */
function put(wanted: Wanted, present: Present | undefined, difference: Difference, mark: Mark): Stages {
  const { fields, writes, replaces } = difference;
  const alias = present?.stored.name ?? wanted.id;
  const path = `${PATH}/${alias}`;
  const body = { properties: propertiesToPut(wanted, replaces ? undefined : present, mark) };
  const base: Step = { method: 'PUT', path, body, lane: 'parallel', ...(replaces ? { patient: true } : {}) };
  const header = wanted.table?.header ?? [];
  const uploads = splitUploads(writes?.add ?? []).map((rows): Step[] => [{ ...base, upload: { header, rows } }]);
  const marked = present?.mark;
  const news =
    fields.length > 0 ||
    marked?.hash !== mark.hash ||
    marked.owner !== mark.owner ||
    marked.repository !== mark.repository;
  if (uploads.length === 0 && (news || replaces)) uploads.push([base]);
  const items: Step[] = [
    ...(writes?.change ?? []).map(({ item, key, values }): Step => {
      const properties = {
        itemsKeyValue: values,
        ...(item.entityMapping ? { entityMapping: item.entityMapping } : {}),
      };
      return {
        method: 'PUT',
        path: `${path}/watchlistItems/${item.id}`,
        body: { properties },
        lane: 'parallel',
        row: key,
      };
    }),
    ...(writes?.remove ?? []).map(
      ({ id, key }): Step => ({ method: 'DELETE', path: `${path}/watchlistItems/${id}`, lane: 'parallel', row: key }),
    ),
  ];
  const deletion: Step[] = replaces ? [{ method: 'DELETE', path, lane: 'listDeletion' }] : [];
  return [deletion, ...uploads, items].filter((stage) => stage.length > 0);
}

function propertiesToPut({ id, fields }: Wanted, present: Present | undefined, mark: Mark): Record<string, unknown> {
  const stored = present?.stored.properties ?? {};
  const own = Array.isArray(fields.labels) ? fields.labels.map(String) : [];
  const labels = [...labelsOfMark(mark, own), ...own, ...readLabels(labelsOf(stored)).others];
  return {
    ...omit(stored, [...MANAGED, ...READ_ONLY]),
    ...fields,
    watchlistAlias: present?.stored.name ?? id,
    sourceType: 'Local',
    labels: [...new Set(labels)],
  };
}

/** Rows that each fit into one request as CSV. */
function splitUploads(rows: readonly (readonly string[])[]): (readonly string[])[][] {
  const uploads: (readonly string[])[][] = [];
  let bytes = MAX_UPLOAD_BYTES;
  for (const row of rows) {
    const size = row.reduce((sum, cell) => sum + 2 * Buffer.byteLength(cell) + 3, 0);
    if (bytes + size > MAX_UPLOAD_BYTES) {
      uploads.push([]);
      bytes = 0;
    }
    uploads.at(-1)?.push(row);
    bytes += size;
  }
  return uploads;
}

function toContent({ id, fields, items = [] }: Present): Record<string, unknown> {
  const columns = [...new Set(items.flatMap(({ values }) => Object.keys(values)))];
  const key = textOf(fields.itemsSearchKey);
  // The service has no order of columns.
  const header = [key, ...INDICATOR_COLUMNS.filter((name) => columns.includes(name)), ...columns.sort(compareText)];
  const distinct = [...new Set(header)];
  const rows = items.map(({ values }) => distinct.map((column) => text(values[column])));
  const labels = Array.isArray(fields.labels) ? fields.labels : [];
  return {
    watchlistAlias: id,
    displayName: fields.displayName,
    ...(fields.description ? { description: fields.description } : {}),
    provider: fields.provider,
    ...(fields.source ? { source: fields.source } : {}),
    itemsSearchKey: key,
    ...(labels.length > 0 ? { labels } : {}),
    ...(fields.defaultDuration ? { defaultDuration: fields.defaultDuration } : {}),
    items: { header: distinct, rows },
  };
}
