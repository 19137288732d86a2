import { isObject } from '../../base/objects.js';
import type { Watchlist } from '../../content/repository.js';
import { type ArmResource, INSIGHTS } from '../azure/arm.js';
import { hashOf, propertiesOf, textOf } from './fields.js';
import type { Difference, Handler, Present, Reader, Stages, Step, Target, Wanted } from './handler.js';
import type { Mark } from './marks.js';
import {
  canonicalRow,
  type IndicatorRow,
  identityOf,
  labelled,
  revoked,
  rowOfObject,
  type StixObject,
  toStix,
} from './stix-indicator.js';
import { isIndicatorList } from './watchlists.js';

const QUERY = `${INSIGHTS}/threatIntelligence/main/query`;

/** Objects of one upload (the service's limit). */
const BATCH = 100;

/**
 * Indicators in the workspace's own table, `ThreatIntelIndicators`, instead of watchlists: one change a list. They are
 * found again by their source, which is our owner. An indicator ends by the end of its life; one that leaves its list
 * before that is a retraction, and revoked.
 */
export const THREAT_INTELLIGENCE: Handler = {
  kind: 'threatIntelligence',
  noun: 'list of indicators',
  adopt: 'upload them with your owner id as their source',
  wanted: ({ configuration, watchlists }) =>
    configuration.indicators === 'threat-intelligence' ? watchlists.filter(isIndicatorList).map(toWanted) : [],
  read: async (reader) => (reader.repository.configuration.indicators === 'threat-intelligence' ? read(reader) : []),
  compare,
  put,
  remove: (present, target) =>
    uploads(
      [...objectsOf(present).values()]
        .filter((object) => !isOver(object, target.now))
        .map((it) => revoked(it, target.now)),
      target,
    ),
  toContent: ({ id, items = [] }) => ({ watchlistAlias: id, items: items.map(({ values }) => values) }),
};

function toWanted({ file, value, items }: Watchlist): Wanted {
  const rows = items.rows.map(({ cells }) => cells);
  const hash = hashOf(
    rowsOf(items.header, rows)
      .map((row) => JSON.stringify(row))
      .sort(),
  );
  const table = { header: items.header, rows };
  return {
    id: value.watchlistAlias,
    name: value.displayName,
    file,
    fields: { list: value.watchlistAlias },
    hash,
    table,
  };
}

function rowsOf(header: readonly string[], rows: readonly (readonly string[])[]): IndicatorRow[] {
  return rows.map((row) => canonicalRow(Object.fromEntries(header.map((column, index) => [column, row[index] ?? '']))));
}

async function read({ arm, owner, now }: Reader): Promise<Present[]> {
  const found = await arm.query(QUERY, {
    condition: {
      stixObjectType: 'indicator',
      clauses: [{ field: 'source', operator: 'Equals', values: [owner.id] }],
      conditionConnective: 'And',
    },
    maxPageSize: BATCH,
    minPageSize: BATCH,
    sortBy: { field: 'lastUpdatedTimeUtc', direction: 'ASC' },
  });
  const lists = new Map<string, StixObject[]>();
  for (const resource of found) {
    const { source, data } = propertiesOf(resource);
    // That the service filters by source is not documented.
    if (source !== owner.id || !isObject(data)) continue;
    const list = labelled(data, 'list');
    const objects = lists.get(list);
    if (objects) objects.push(data);
    else if (list !== '') lists.set(list, [data]);
  }
  return [...lists].map(([list, objects]) => toPresent(list, objects, owner.id, now));
}

function toPresent(list: string, objects: readonly StixObject[], owner: string, now: Date): Present {
  const alive = objects.filter((object) => !isOver(object, now));
  const rows = alive.map(rowOfObject);
  const stored: ArmResource = {
    id: list,
    name: list,
    properties: { objects: Object.fromEntries(objects.map((object) => [textOf(object.id), object])) },
  };
  return {
    id: list,
    name: `indicators of ${list}`,
    fields: { list },
    hash: hashOf(rows.map((row) => JSON.stringify(row)).sort()),
    // Indicators keep no hash of what was deployed: each of them is ours as a whole.
    mark: { owner, repository: alive[0] ? labelled(alive[0], 'repository') : '', hash: '' },
    stored,
    items: alive.map((object) => ({ id: textOf(object.id), values: rowOfObject(object) })),
  };
}

/** The STIX objects of a list by their id, ended and revoked ones too. */
function objectsOf(present: Present | undefined): Map<string, StixObject> {
  const objects = present?.stored.properties.objects;
  const entries = isObject(objects) ? Object.entries(objects) : [];
  return new Map(entries.flatMap(([id, object]) => (isObject(object) ? [[id, object] as const] : [])));
}

/** Whether an indicator says nothing any more: revoked, or its life is over. */
function isOver({ revoked: isRevoked, valid_until: end }: StixObject, now: Date): boolean {
  return isRevoked === true || (typeof end === 'string' && Date.parse(end) <= now.getTime());
}

function compare({ id: list, table }: Wanted, present: Present | undefined): Difference {
  const objects = objectsOf(present);
  const difference: Difference = { fields: [], rows: [], replaces: false };
  const kept = new Set<string>();
  for (const row of rowsOf(table?.header ?? [], table?.rows ?? [])) {
    const id = idFor(row, present?.mark?.owner ?? '', objects);
    const object = objects.get(id);
    const before = object ? rowOfObject(object) : null;
    kept.add(id);
    if (before === null) difference.rows.push({ action: 'add', key: row.Indicator ?? '', before, after: row });
    else if (JSON.stringify(before) !== JSON.stringify(row)) {
      difference.rows.push({ action: 'change', key: row.Indicator ?? '', before, after: row });
    }
  }
  for (const { id, values } of present?.items ?? []) {
    if (kept.has(id)) continue;
    const before = Object.fromEntries(Object.entries(values).map(([column, cell]) => [column, String(cell)]));
    difference.rows.push({ action: 'remove', key: before.Indicator ?? '', before, after: null });
  }
  if (!present) difference.fields.push({ path: 'list', before: null, after: list });
  return difference;
}

/** STIX forbids another version of what was revoked: an indicator that comes back has another id. */
function idFor(row: IndicatorRow, owner: string, objects: ReadonlyMap<string, StixObject>): string {
  for (let turn = 0; ; turn++) {
    const id = identityOf(row, owner, turn);
    if (objects.get(id)?.revoked !== true) return id;
  }
}

function put(
  { id: list, table }: Wanted,
  present: Present | undefined,
  { rows }: Difference,
  mark: Mark,
  target: Target,
): Stages {
  const objects = objectsOf(present);
  const toObject = (row: IndicatorRow) => {
    const id = idFor(row, target.owner.id, objects);
    return toStix(row, { id, list, owner: target.owner, now: target.now, before: objects.get(id) });
  };
  const moves = present?.mark !== undefined && present.mark.repository !== mark.repository;
  const written = moves
    ? rowsOf(table?.header ?? [], table?.rows ?? [])
    : rows.flatMap(({ after }) => (after ? [canonicalRow(after)] : []));
  const byRow = new Map((present?.items ?? []).map(({ id, values }) => [JSON.stringify(values), id]));
  const retracted = rows.flatMap(({ action, before }) => {
    const object = action === 'remove' ? objects.get(byRow.get(JSON.stringify(before)) ?? '') : undefined;
    return object ? [revoked(object, target.now)] : [];
  });
  return uploads([...written.map(toObject), ...retracted], target);
}

/** Uploads of a hundred objects each, all of them independent. */
function uploads(objects: readonly StixObject[], { indicators = '', owner }: Target): Stages {
  const steps: Step[] = [];
  for (let at = 0; at < objects.length; at += BATCH) {
    const stixobjects = objects.slice(at, at + BATCH);
    const records = stixobjects.map((object) => rowOfObject(object).Indicator ?? '');
    steps.push({
      method: 'POST',
      path: indicators,
      body: { sourcesystem: owner.id, stixobjects },
      lane: 'upload',
      records,
    });
  }
  return steps.length > 0 ? [steps] : [];
}
