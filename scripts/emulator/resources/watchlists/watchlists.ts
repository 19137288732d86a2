import { randomUUID } from 'node:crypto';
import type { Operation } from '../../behaviour/operations.js';
import { badRequest, conflict, invalidModel, notFound } from '../../server/arm-error.js';
import { type Collection, envelope, hideWrite, list, preconditionOf, readOne } from '../../server/collection.js';
import { type ArmReply, type ArmRequest, parameter, type Route } from '../../server/router.js';
import type { Service } from '../../server/service.js';
import { bodyReader, type JsonObject } from '../../server/shape.js';
import { identityOf, serviceTime, TENANT_ID, WORKSPACE_PATH } from '../../server/workspace.js';
import type { Session } from '../../state/session.js';
import { checkEtag, findResource, type Resource, removeResource, saveResource } from '../../state/stored.js';
import { appendItems, removeItems } from './rows.js';
import { type ItemFields, parseUpload } from './upload.js';

/** 3 to 64 characters, the outer two alphanumeric (service limit); for aliases and display names. */
const NAME = '^[A-Za-z0-9][A-Za-z0-9 _-]{1,62}[A-Za-z0-9]$';

/** From this API version on, a watchlist's DELETE is answered before it is done. */
const ASYNCHRONOUS_SINCE = '2024-04-01';

interface WatchlistBody {
  properties: JsonObject & {
    itemsSearchKey: string;
    watchlistAlias?: string;
    rawContent?: string;
    contentType?: string;
    numberOfLinesToSkip?: number;
  };
}

const read = bodyReader<WatchlistBody>({
  type: 'object',
  required: ['properties'],
  properties: {
    etag: { type: 'string' },
    properties: {
      type: 'object',
      required: ['displayName', 'provider', 'itemsSearchKey'],
      properties: {
        displayName: { type: 'string', pattern: NAME },
        provider: { type: 'string', minLength: 1 },
        itemsSearchKey: { type: 'string', minLength: 1 },
        watchlistAlias: { type: 'string' },
        description: { type: 'string' },
        source: { type: 'string' },
        // What published clients call "Local file" and "Remote storage" the service refuses.
        sourceType: { enum: ['Local', 'AzureStorage'] },
        labels: { type: 'array', items: { type: 'string' } },
        defaultDuration: {
          type: 'string',
          pattern: '^P(?!$)(\\d+Y)?(\\d+M)?(\\d+W)?(\\d+D)?(T(?!$)(\\d+H)?(\\d+M)?(\\d+S)?)?$',
        },
        numberOfLinesToSkip: { type: 'integer', minimum: 0 },
        rawContent: { type: 'string' },
        contentType: { type: 'string' },
      },
    },
  },
});

export const WATCHLIST_PATH = 'providers/Microsoft.SecurityInsights/watchlists';

function watchlistCollection({ operations }: Service): Collection {
  return {
    type: 'watchlist',
    path: WATCHLIST_PATH,
    armType: 'Microsoft.SecurityInsights/Watchlists',
    present: ({ name, properties, created, createdBy, updated, updatedBy }, { now }) => {
      const busy = operations.underWay(name, now.getTime())?.action;
      return {
        ...properties,
        watchlistAlias: name,
        watchlistType: 'watchlist',
        isDeleted: false,
        tenantId: TENANT_ID,
        created: serviceTime(created),
        createdBy: identityOf(createdBy),
        updated: serviceTime(updated),
        updatedBy: identityOf(updatedBy),
        uploadStatus: busy === 'upload' ? 'InProgress' : 'Complete',
        provisioningState: busy === 'upload' ? 'InProgress' : busy === 'delete' ? 'Deleting' : 'Succeeded',
      };
    },
  };
}

/** Watchlists, and the status of their asynchronous operations. */
export function watchlistRoutes(service: Service): Route[] {
  const collection = watchlistCollection(service);
  return [
    { path: WATCHLIST_PATH, methods: { GET: list(service, collection) } },
    {
      path: `${WATCHLIST_PATH}/{name}`,
      methods: {
        GET: readOne(service, collection),
        PUT: (request) => putWatchlist(request, service, collection),
        DELETE: (request) => service.store.write((session) => deleteWatchlist(request, service, session)),
      },
    },
    {
      path: `${WATCHLIST_PATH}/{name}/watchlistStatuses/{operation}`,
      methods: { GET: async (request) => readOperation(request, service) },
    },
  ];
}

/** Creates or updates; items in `rawContent` are added to those there are. Without `rawContent` they stay as they are. */
async function putWatchlist(request: ArmRequest, service: Service, collection: Collection): Promise<ArmReply> {
  const { store, faults } = service;
  const alias = parameter(request, 'name');
  const { properties, rows } = readWatchlist(request, service);
  return store.write(async (session) => {
    const existing = await findResource(session, 'watchlist', alias);
    if (!faults.strikes('ignored-etags')) checkEtag(existing, preconditionOf(request));
    const busy = service.operations.underWay(alias, request.now.getTime());
    if (!existing) refuseEarly(alias, request, service);
    const searchKey = existing?.properties.itemsSearchKey ?? properties.itemsSearchKey;
    if (searchKey !== properties.itemsSearchKey)
      throw badRequest(`The itemsSearchKey of the watchlist '${alias}' is '${searchKey}' and cannot be changed.`);
    const watchlistId = existing?.properties.watchlistId ?? randomUUID();
    const content = { properties: { ...properties, watchlistId } };
    const saved = await saveResource(session, 'watchlist', alias, content, request, existing);
    hideWrite(service, 'watchlist', saved.seq, existing, request.now);
    const operation = start(request, service, alias, rows ? 'upload' : undefined);
    // Parts of an upload that overlap have been seen to be lost, and so have whole ones.
    const kept = rows && busy?.action !== 'upload' && !faults.strikes('lost-rows');
    if (kept) await addRows(session, saved, rows, request, service, operation);
    return {
      status: existing ? 200 : 201,
      body: envelope(service, collection, saved, request),
      headers: statusHeader(request, alias, operation),
    };
  }, !faults.strikes('lost-writes'));
}

function readWatchlist(request: ArmRequest, { behaviour }: Service) {
  const alias = parameter(request, 'name');
  const { rawContent, contentType, numberOfLinesToSkip, ...properties } = read(request.body).properties;
  if (!new RegExp(NAME).test(alias))
    throw invalidModel(
      'watchlistAlias',
      '3 to 64 letters, digits, spaces, hyphens and underscores, the outer two alphanumeric',
    );
  if ((properties.watchlistAlias ?? alias).toLowerCase() !== alias.toLowerCase())
    throw invalidModel(
      'properties.watchlistAlias',
      `'${properties.watchlistAlias}' is not the alias of the request's path`,
    );
  if (properties.sasUri !== undefined) throw badRequest('The local workspace takes no upload from Azure Storage.');
  const upload = rawContent === undefined ? undefined : { rawContent, contentType, numberOfLinesToSkip };
  return { properties, rows: upload && parseUpload(upload, properties.itemsSearchKey, behaviour) };
}

/** An alias is not free while its deletion goes on, and where the fault `early-recreation` strikes, a while after it. */
function refuseEarly(alias: string, { now }: ArmRequest, { operations, faults, behaviour }: Service): void {
  const deletion = operations.lastDeletion(alias);
  if (!deletion) return;
  const wait = faults.strikes('early-recreation') ? behaviour.recreationTime : 0;
  const since = now.getTime() - deletion.finished;
  if (since < wait && since > -KEPT_BUSY)
    throw conflict(`The watchlist '${alias}' is being deleted. Try again when its deletion is complete.`);
}

/** A clock that was set back must not keep an alias busy: nothing takes an hour. */
const KEPT_BUSY = 60 * 60 * 1000;

async function addRows(
  session: Session,
  watchlist: Resource,
  rows: ItemFields[],
  request: ArmRequest,
  service: Service,
  { finished }: Operation,
): Promise<void> {
  const { faults, behaviour, items } = service;
  const added = await appendItems(session, watchlist, rows, request);
  const late = faults.strikes('late') ? request.now.getTime() + behaviour.visibleAfter : 0;
  const until = Math.max(finished, late);
  if (until <= request.now.getTime()) return;
  for (const seq of added) items.hide(String(watchlist.seq), seq, undefined, until);
}

async function deleteWatchlist(request: ArmRequest, service: Service, session: Session): Promise<ArmReply> {
  const alias = parameter(request, 'name');
  const { operations, resources } = service;
  const watchlist = await findResource(session, 'watchlist', alias);
  if (!watchlist) return { status: 204 };
  checkEtag(watchlist, { ifMatch: request.header('if-match') });
  if (operations.underWay(alias, request.now.getTime()))
    throw conflict(`The watchlist '${alias}' cannot be deleted while its upload is in progress.`);
  await removeItems(session, watchlist);
  await removeResource(session, watchlist);
  const operation = start(request, service, alias, 'delete');
  resources.hide('watchlist', watchlist.seq, watchlist, operation.finished);
  hideWrite(service, 'watchlist', watchlist.seq, watchlist, request.now);
  if (!request.apiVersion.since(ASYNCHRONOUS_SINCE)) return { status: 200 };
  const headers = statusHeader(request, alias, operation);
  return { status: 202, headers: { ...headers, 'retry-after': String(service.behaviour.retryAfter) } };
}

function start(
  { now }: ArmRequest,
  { operations, faults, behaviour }: Service,
  alias: string,
  action: Operation['action'] | undefined,
): Operation {
  const started = now.getTime();
  const takes = action !== undefined && faults.strikes('slow-operations') ? behaviour.operationTime : 0;
  const hangs = action === 'delete' && faults.strikes('hanging-operations');
  return operations.start({ alias, action: action ?? 'upload', started, finished: started + takes, hangs });
}

/** Where to ask how an operation goes. */
function statusHeader(request: ArmRequest, alias: string, { id }: Operation): Record<string, string> {
  const path = `${WORKSPACE_PATH}/${WATCHLIST_PATH}/${encodeURIComponent(alias)}/watchlistStatuses/${id}`;
  return { 'azure-asyncoperation': `${request.endpoint}${path}?api-version=${request.apiVersion.text}` };
}

function readOperation(request: ArmRequest, { operations }: Service): ArmReply {
  const id = parameter(request, 'operation');
  const operation = operations.find(id);
  if (!operation) throw notFound(`The operation '${id}'`);
  const { action, started, finished, hangs } = operation;
  const now = request.now.getTime();
  const isOver = now >= finished;
  const state = isOver && !hangs ? 'Succeeded' : action === 'delete' ? 'Deleting' : 'InProgress';
  const percentComplete = isOver ? 100 : Math.max(0, Math.floor((100 * (now - started)) / (finished - started)));
  const startTime = new Date(started).toISOString();
  const endTime = isOver && !hangs ? { endTime: new Date(finished).toISOString() } : {};
  return { status: 200, body: { id: request.path, name: id, status: state, percentComplete, startTime, ...endTime } };
}
