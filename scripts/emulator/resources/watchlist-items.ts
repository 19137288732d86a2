import { invalidModel, notFound } from '../server/arm-error.js';
import { etagOf, paged } from '../server/collection.js';
import { type ArmReply, type ArmRequest, parameter, type Route } from '../server/router.js';
import { bodyReader, type JsonObject } from '../server/shape.js';
import type { Session, Store } from '../server/store.js';
import { checkEtag, findResource, type Resource } from '../server/stored.js';
import { TENANT_ID, WORKSPACE_PATH } from '../server/workspace.js';
import { findItem, type Item, listItems, removeItem, saveItem } from './watchlist-rows.js';
import { WATCHLISTS } from './watchlists.js';

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
export function watchlistItemRoutes(store: Store): Route[] {
  const path = `${WATCHLISTS.path}/{name}/watchlistItems`;
  return [
    {
      path,
      methods: {
        GET: (request) =>
          paged(request, (page) =>
            store.read(async (session) => {
              const watchlist = await watchlistOf(request, session);
              const items = await listItems(session, watchlist, page);
              return items.map((item) => ({ seq: item.seq, body: itemEnvelope(watchlist, item) }));
            }),
          ),
      },
    },
    {
      path: `${path}/{id}`,
      methods: {
        GET: (request) =>
          store.read(async (session) => {
            const watchlist = await watchlistOf(request, session);
            const id = parameter(request, 'id');
            const item = await findItem(session, watchlist, id);
            if (!item) throw notFound(`The item '${id}' of the watchlist '${watchlist.name}'`);
            return { status: 200, body: itemEnvelope(watchlist, item) };
          }),
        PUT: (request) => store.write((session) => putItem(request, session)),
        DELETE: (request) =>
          store.write(async (session) => {
            const watchlist = await watchlistOf(request, session);
            const removed = await removeItem(session, watchlist, parameter(request, 'id'));
            return { status: removed ? 200 : 204 };
          }),
      },
    },
  ];
}

async function putItem(request: ArmRequest, session: Session): Promise<ArmReply> {
  const watchlist = await watchlistOf(request, session);
  const id = parameter(request, 'id').toLowerCase();
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) throw invalidModel('watchlistItemId', 'must be a GUID');
  const fields = read(request.body).properties.itemsKeyValue;
  const searchKey = String(watchlist.properties.itemsSearchKey);
  if (String(fields[searchKey] ?? '').trim() === '')
    throw invalidModel('properties.itemsKeyValue', `has no value in the search key column '${searchKey}'`);
  const existing = await findItem(session, watchlist, id);
  checkEtag(existing, etagOf(request.body));
  const item = await saveItem(session, watchlist, id, fields, request.now, existing);
  return { status: existing ? 200 : 201, body: itemEnvelope(watchlist, item) };
}

async function watchlistOf(request: ArmRequest, session: Session): Promise<Resource> {
  const alias = parameter(request, 'name');
  const watchlist = await findResource(session, WATCHLISTS.type, alias);
  if (!watchlist) throw notFound(`The watchlist '${alias}'`);
  return watchlist;
}

function itemEnvelope(watchlist: Resource, item: Item): JsonObject {
  return {
    id: `${WORKSPACE_PATH}/${WATCHLISTS.path}/${watchlist.name}/watchlistItems/${item.id}`,
    name: item.id,
    type: 'Microsoft.SecurityInsights/Watchlists/WatchlistItems',
    etag: item.etag,
    properties: {
      watchlistItemType: 'watchlist-item',
      watchlistItemId: item.id,
      tenantId: TENANT_ID,
      isDeleted: false,
      created: item.created,
      updated: item.updated,
      itemsKeyValue: item.fields,
      entityMapping: {},
    },
  };
}
