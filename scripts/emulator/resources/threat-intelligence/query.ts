import { randomUUID } from 'node:crypto';
import { badRequest, notFound } from '../../server/arm-error.js';
import { preconditionOf } from '../../server/collection.js';
import { type ArmReply, type ArmRequest, parameter, type Route } from '../../server/router.js';
import type { Service } from '../../server/service.js';
import type { JsonObject } from '../../server/shape.js';
import { identityOf, serviceTime, WORKSPACE_PATH } from '../../server/workspace.js';
import { compare, fieldValue, readStixQuery, type StixQuery } from './condition.js';
import { findObjects, listObjects, removeObject, type StixObject } from './objects.js';

const BASE = 'providers/Microsoft.SecurityInsights/threatIntelligence/main';
const READ = 'Microsoft.SecurityInsights/threatIntelligence/read';

/** So many objects are read at once while a page is looked for. */
const CHUNK = 1000;

/** Reading STIX objects back, through Resource Manager: the host of the upload has no reads. */
export function stixRoutes(service: Service): Route[] {
  const snapshots: Snapshots = new Map();
  return [
    { path: `${BASE}/query`, action: READ, methods: { POST: (request) => query(request, service, snapshots) } },
    { path: `${BASE}/count`, action: READ, methods: { POST: (request) => count(request, service) } },
    {
      path: `${BASE}/indicators`,
      methods: {
        GET: (request) => answerPage(request, service, { ...EVERYTHING, pageSize: service.behaviour.pageSize }),
      },
    },
    {
      path: `${BASE}/indicators/{name}`,
      methods: {
        GET: async (request) => ({ status: 200, body: envelope(await findOne(request, service)) }),
        DELETE: (request) => removeOne(request, service),
      },
    },
  ];
}

const EVERYTHING: StixQuery = { source: undefined, pageSize: 100, sort: undefined, matches: () => true };

async function query(request: ArmRequest, service: Service, snapshots: Snapshots): Promise<ArmReply> {
  const asked = readStixQuery(request.body);
  return asked.sort
    ? answerSorted(request, service, asked, asked.sort, snapshots)
    : answerPage(request, service, asked);
}

async function count(request: ArmRequest, service: Service): Promise<ArmReply> {
  const asked = readStixQuery(request.body);
  let total = 0;
  for await (const objects of chunks(service, asked, 0n, request.now)) total += objects.length;
  return { status: 200, body: { count: total } };
}

async function answerPage(request: ArmRequest, service: Service, asked: StixQuery): Promise<ArmReply> {
  const found: StixObject[] = [];
  for await (const objects of chunks(service, asked, readPlace(request), request.now)) {
    found.push(...objects);
    if (found.length > asked.pageSize) break;
  }
  const page = found.slice(0, asked.pageSize);
  const last = page.at(-1);
  const more = found.length > page.length && last ? { nextLink: nextLink(request, String(last.seq)) } : {};
  return { status: 200, body: { value: page.map(envelope), ...more } };
}

/** Sorted answers by id; the pages of one query are of one moment. */
type Snapshots = Map<string, StixObject[]>;

/** So many sorted queries can go on at once; the oldest is forgotten. */
const MAX_SNAPSHOTS = 4;

async function answerSorted(
  request: ArmRequest,
  service: Service,
  asked: StixQuery,
  { field, descending }: NonNullable<StixQuery['sort']>,
  snapshots: Snapshots,
): Promise<ArmReply> {
  const token = tokenOf(request);
  const [, given = '', start = '0'] = /^([0-9a-f-]{36})\.(\d{1,9})$/.exec(token ?? '') ?? [];
  let found = snapshots.get(given);
  let id = given;
  if (!found) {
    if (token !== undefined) throw badRequest('The $skipToken is not valid.');
    found = [];
    for await (const objects of chunks(service, asked, 0n, request.now)) found.push(...objects);
    const sign = descending ? -1 : 1;
    const keys = new Map(found.map((one) => [one, fieldValue(propertiesOf(one), field) ?? '']));
    found.sort((a, b) => sign * compare(keys.get(a), keys.get(b)));
    id = randomUUID();
  }
  const from = Number(start);
  const page = found.slice(from, from + asked.pageSize);
  const next = from + page.length;
  if (next >= found.length) snapshots.delete(id);
  else if (!snapshots.has(id)) keepSnapshot(snapshots, id, found);
  const more = next < found.length ? { nextLink: nextLink(request, `${id}.${next}`) } : {};
  return { status: 200, body: { value: page.map(envelope), ...more } };
}

function keepSnapshot(snapshots: Snapshots, id: string, found: StixObject[]): void {
  const [oldest] = snapshots.keys();
  if (snapshots.size >= MAX_SNAPSHOTS && oldest !== undefined) snapshots.delete(oldest);
  snapshots.set(id, found);
}

/** What a query asks for after a place, as much at once as is read at once. */
async function* chunks(service: Service, asked: StixQuery, from: bigint, now: Date): AsyncGenerator<StixObject[]> {
  let after = from;
  for (;;) {
    const span = { after, limit: CHUNK };
    const found = await service.store.read((session) => listObjects(session, span, asked.source));
    const last = found.length < CHUNK ? undefined : found.at(-1)?.seq;
    const seen = service.indicators.seen('', found, { after, to: last }, now.getTime());
    yield seen.filter((one) => asked.matches(propertiesOf(one)));
    if (last === undefined) return;
    after = last;
  }
}

async function findOne(request: ArmRequest, service: Service): Promise<StixObject> {
  const name = parameter(request, 'name');
  const found = await service.store.read((session) => findObjects(session, [name]));
  const [object] = service.indicators
    .seen('', found, { after: 0n }, request.now.getTime())
    .filter((one) => one.name === name);
  if (!object) throw notFound(`The indicator '${name}'`);
  return object;
}

function removeOne(request: ArmRequest, service: Service): Promise<ArmReply> {
  return service.store.write(async (session) => {
    const [object] = await findObjects(session, [parameter(request, 'name')]);
    if (!object) return { status: 204 };
    if (preconditionOf(request).ifMatch !== undefined) throw badRequest('Indicators have no etag to match.');
    await removeObject(session, object);
    if (service.faults.strikes('late'))
      service.indicators.hide('', object.seq, object, request.now.getTime() + service.behaviour.visibleAfter);
    return { status: 200 };
  });
}

function propertiesOf({ source, data, created, createdBy, updated, updatedBy }: StixObject): JsonObject {
  return {
    data,
    source,
    createdBy: identityOf(createdBy),
    lastModifiedBy: identityOf(updatedBy),
    firstIngestedTimeUtc: serviceTime(created),
    lastIngestedTimeUtc: serviceTime(updated),
    lastUpdatedDateTimeUtc: serviceTime(updated),
    lastUpdateMethod: 'StixObjectsUploadAPI',
    ingestionRulesVersion: null,
  };
}

const KINDS: Record<string, string> = {
  indicator: 'Indicator',
  'attack-pattern': 'AttackPattern',
  'threat-actor': 'ThreatActor',
  identity: 'Identity',
  relationship: 'Relationship',
};

function envelope(object: StixObject): JsonObject {
  return {
    id: `${WORKSPACE_PATH}/${BASE}/indicators/${object.name}`,
    name: object.name,
    type: 'Microsoft.SecurityInsights/threatIntelligence',
    kind: KINDS[String(object.data.type)] ?? 'Indicator',
    properties: propertiesOf(object),
  };
}

function nextLink(request: ArmRequest, token: string): string {
  const next = new URL(request.path, request.endpoint);
  next.searchParams.set('api-version', request.apiVersion.text);
  next.searchParams.set('$skipToken', token);
  return next.href;
}

function tokenOf({ query: given }: ArmRequest): string | undefined {
  return given.get('$skipToken') ?? given.get('$skiptoken') ?? undefined;
}

function readPlace(request: ArmRequest): bigint {
  const token = tokenOf(request) ?? '0';
  if (!/^\d{1,15}$/.test(token)) throw badRequest('The $skipToken is not valid.');
  return BigInt(token);
}
