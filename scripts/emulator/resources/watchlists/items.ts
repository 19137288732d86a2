import { invalidModel, notFound } from '../../server/arm-error.js';
import { entriesOf, paged, preconditionOf, spanOf } from '../../server/collection.js';
import { readListOptions } from '../../server/list-options.js';
import { type ArmReply, type ArmRequest, parameter, type Route } from '../../server/router.js';
import type { Service } from '../../server/service.js';
import { bodyReader, type JsonObject } from '../../server/shape.js';
import { identityOf, serviceTime, TENANT_ID, WORKSPACE_PATH } from '../../server/workspace.js';
import type { Session } from '../../state/session.js';
import { checkEtag, findResource, type Resource } from '../../state/stored.js';
import { findItem, type Item, listItems, removeItem, saveItem } from './rows.js';
import { WATCHLIST_PATH } from './watchlists.js';

const read = bodyReader<{ properties: { itemsKeyValue: JsonObject } }>({
  type: 'object',
  required: ['properties'],
  properties: {
    etag: { type: 'string' },
    properties: {
      type: 'object',
      required: ['itemsKeyValue'],
      properties: {
        itemsKeyValue: {
          type: 'object',
          minProperties: 1,
          additionalProperties: { type: ['string', 'number', 'boolean', 'null'] },
        },
      },
    },
  },
});

/** The items of a watchlist, one by one. */
export function watchlistItemRoutes(service: Service): Route[] {
  const path = `${WATCHLIST_PATH}/{name}/watchlistItems`;
  return [
    { path, methods: { GET: (request) => listWatchlistItems(request, service) } },
    {
      path: `${path}/{id}`,
      methods: {
        GET: (request) => getItem(request, service),
        PUT: (request) =>
          service.store.write((session) => putItem(request, session, service), !service.faults.strikes('lost-writes')),
        DELETE: (request) => service.store.write((session) => deleteItem(request, session, service)),
      },
    },
  ];
}

function listWatchlistItems(request: ArmRequest, { store, behaviour, items }: Service): Promise<ArmReply> {
  readListOptions(request.query, []);
  return paged(request, behaviour.pageSize, (page) =>
    store.read(async (session) => {
      const watchlist = await watchlistOf(request, session);
      const found = await listItems(session, watchlist, page);
      const seen = items.seen(String(watchlist.seq), found, spanOf(page, found), request.now.getTime());
      return entriesOf(found, seen, (item) => itemEnvelope(watchlist, item));
    }),
  );
}

function getItem(request: ArmRequest, { store, items }: Service): Promise<ArmReply> {
  return store.read(async (session) => {
    const watchlist = await watchlistOf(request, session);
    const id = parameter(request, 'id');
    const found = await findItem(session, watchlist, id);
    const list = String(watchlist.seq);
    const seen = items.seen(list, found ? [found] : [], { after: 0n }, request.now.getTime());
    const item = seen.find((one) => one.id === id.toLowerCase());
    if (!item) throw notFound(`The item '${id}' of the watchlist '${watchlist.name}'`);
    return { status: 200, body: itemEnvelope(watchlist, item) };
  });
}

async function putItem(request: ArmRequest, session: Session, service: Service): Promise<ArmReply> {
  const watchlist = await watchlistOf(request, session);
  const id = parameter(request, 'id').toLowerCase();
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) throw invalidModel('watchlistItemId', 'must be a GUID');
  const fields = read(request.body).properties.itemsKeyValue;
  const searchKey = String(watchlist.properties.itemsSearchKey);
  if (String(fields[searchKey] ?? '').trim() === '')
    throw invalidModel('properties.itemsKeyValue', `has no value in the search key column '${searchKey}'`);
  const existing = await findItem(session, watchlist, id);
  if (!service.faults.strikes('ignored-etags')) checkEtag(existing, preconditionOf(request));
  const item = await saveItem(session, watchlist, id, fields, request, existing);
  hideItem(service, watchlist, item.seq, existing, request.now);
  return { status: existing ? 200 : 201, body: itemEnvelope(watchlist, item) };
}

async function deleteItem(request: ArmRequest, session: Session, service: Service): Promise<ArmReply> {
  const watchlist = await watchlistOf(request, session);
  const item = await findItem(session, watchlist, parameter(request, 'id'));
  if (!item) return { status: 204 };
  if (!service.faults.strikes('ignored-etags')) checkEtag(item, { ifMatch: request.header('if-match') });
  await removeItem(session, item);
  hideItem(service, watchlist, item.seq, item, request.now);
  return { status: 200 };
}

function hideItem(service: Service, watchlist: Resource, seq: bigint, before: Item | undefined, now: Date): void {
  if (!service.faults.strikes('late')) return;
  service.items.hide(String(watchlist.seq), seq, before, now.getTime() + service.behaviour.visibleAfter);
}

async function watchlistOf(request: ArmRequest, session: Session): Promise<Resource> {
  const alias = parameter(request, 'name');
  const watchlist = await findResource(session, 'watchlist', alias);
  if (!watchlist) throw notFound(`The watchlist '${alias}'`);
  return watchlist;
}

function itemEnvelope(watchlist: Resource, item: Item): JsonObject {
  return {
    id: `${WORKSPACE_PATH}/${WATCHLIST_PATH}/${watchlist.name}/watchlistItems/${item.id}`,
    name: item.id,
    type: 'Microsoft.SecurityInsights/Watchlists/WatchlistItems',
    etag: item.etag,
    properties: {
      watchlistItemType: 'watchlist-item',
      watchlistItemId: item.id,
      tenantId: TENANT_ID,
      isDeleted: false,
      created: serviceTime(item.created),
      createdBy: identityOf(item.createdBy),
      updated: serviceTime(item.updated),
      updatedBy: identityOf(item.updatedBy),
      itemsKeyValue: item.fields,
      entityMapping: {},
    },
  };
}
