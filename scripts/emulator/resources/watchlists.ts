import { randomUUID } from 'node:crypto';
import { badRequest, invalidModel, notFound } from '../server/arm-error.js';
import { behaviour } from '../server/behaviour.js';
import { type Collection, envelope, etagOf, list, readOne } from '../server/collection.js';
import { type ArmReply, type ArmRequest, parameter, type Route } from '../server/router.js';
import { bodyReader, type JsonObject } from '../server/shape.js';
import { type Session, type Store, text } from '../server/store.js';
import { checkEtag, findResource, type Resource, removeResource, saveResource } from '../server/stored.js';
import { TENANT_ID, WORKSPACE_PATH } from '../server/workspace.js';
import { appendItems, removeItems } from './watchlist-rows.js';
import { parseUpload } from './watchlist-upload.js';

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

export const WATCHLISTS: Collection = {
  type: 'watchlist',
  path: 'providers/Microsoft.SecurityInsights/watchlists',
  armType: 'Microsoft.SecurityInsights/Watchlists',
  present: ({ name, properties, created, updated }) => ({
    ...properties,
    watchlistAlias: name,
    watchlistType: 'watchlist',
    isDeleted: false,
    tenantId: TENANT_ID,
    created,
    updated,
    uploadStatus: 'Complete',
    provisioningState: 'Succeeded',
  }),
};

/** Watchlists, and the status of their asynchronous operations. */
export function watchlistRoutes(store: Store): Route[] {
  return [
    { path: WATCHLISTS.path, methods: { GET: list(store, WATCHLISTS) } },
    {
      path: `${WATCHLISTS.path}/{name}`,
      methods: {
        GET: readOne(store, WATCHLISTS),
        PUT: (request) => putWatchlist(request, store),
        DELETE: (request) => store.write((session) => deleteWatchlist(request, session)),
      },
    },
    {
      path: `${WATCHLISTS.path}/{name}/watchlistStatuses/{operation}`,
      methods: { GET: (request) => store.read((session) => readOperation(request, session)) },
    },
  ];
}

/** Creates or updates; items in `rawContent` are added to those there are. Without `rawContent` they stay as they are. */
async function putWatchlist(request: ArmRequest, store: Store): Promise<ArmReply> {
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
  const rows = upload && parseUpload(upload, properties.itemsSearchKey);
  return store.write(async (session) => {
    const existing = await findResource(session, WATCHLISTS.type, alias);
    checkEtag(existing, etagOf(request.body));
    const searchKey = existing?.properties.itemsSearchKey ?? properties.itemsSearchKey;
    if (searchKey !== properties.itemsSearchKey)
      throw badRequest(`The itemsSearchKey of the watchlist '${alias}' is '${searchKey}' and cannot be changed.`);
    const watchlistId = existing?.properties.watchlistId ?? randomUUID();
    const content = { properties: { ...properties, watchlistId } };
    const saved = await saveResource(session, WATCHLISTS.type, alias, content, request.now, existing);
    if (rows) await appendItems(session, saved, rows, request.now);
    const headers = await startOperation(request, session, saved);
    return { status: existing ? 200 : 201, body: envelope(WATCHLISTS, saved), headers };
  });
}

async function deleteWatchlist(request: ArmRequest, session: Session): Promise<ArmReply> {
  const watchlist = await findResource(session, WATCHLISTS.type, parameter(request, 'name'));
  if (!watchlist) return { status: 204 };
  await removeItems(session, watchlist);
  await removeResource(session, watchlist);
  if (!request.apiVersion.since(ASYNCHRONOUS_SINCE)) return { status: 200 };
  const headers = await startOperation(request, session, watchlist);
  return { status: 202, headers: { ...headers, 'retry-after': String(behaviour.retryAfter) } };
}

/** Keeps the operation's outcome for a day and returns the header that says where to ask for it. */
async function startOperation(request: ArmRequest, session: Session, watchlist: Resource) {
  const id = randomUUID();
  const dayAgo = new Date(request.now.getTime() - 24 * 60 * 60 * 1000);
  await session.run('DELETE FROM operation WHERE started < $1', [dayAgo.toISOString()]);
  await session.run('INSERT INTO operation VALUES ($1, $2, $2)', [id, request.now.toISOString()]);
  const path = `${WORKSPACE_PATH}/${WATCHLISTS.path}/${encodeURIComponent(watchlist.name)}/watchlistStatuses/${id}`;
  return { 'azure-asyncoperation': `${request.endpoint}${path}?api-version=${request.apiVersion.text}` };
}

async function readOperation(request: ArmRequest, session: Session): Promise<ArmReply> {
  const id = parameter(request, 'operation');
  const [row] = await session.rows('SELECT * FROM operation WHERE id = $1', [id.toLowerCase()]);
  if (!row) throw notFound(`The operation '${id}'`);
  const times = { startTime: text(row, 'started'), endTime: text(row, 'finished') };
  return { status: 200, body: { id: request.path, name: id, status: 'Succeeded', percentComplete: 100, ...times } };
}
