import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { SentinelError } from '../../base/errors.js';
import { alertRuleRoutes } from '../resources/alert-rules.js';
import { metadataRoutes } from '../resources/metadata.js';
import { savedSearchRoutes } from '../resources/saved-searches.js';
import { tableRoutes } from '../resources/tables.js';
import { watchlistItemRoutes } from '../resources/watchlist-items.js';
import { watchlistRoutes } from '../resources/watchlists.js';
import { ArmError, invalidUri } from './arm-error.js';
import { behaviour } from './behaviour.js';
import { type ArmReply, createRouter, type Route } from './router.js';
import { Store } from './store.js';
import { WORKSPACE, WORKSPACE_RESOURCE, type WorkspaceIdentity } from './workspace.js';

export type { WorkspaceIdentity } from './workspace.js';

/** A local workspace that is being served. */
export interface Emulator {
  /** `http://127.0.0.1:PORT` */
  endpoint: string;
  workspace: WorkspaceIdentity;
  /** Finishes the requests under way, then lets go of port and file. */
  close(): Promise<void>;
}

export interface EmulatorOptions {
  /** Path of the DuckDB file, or `:memory:`. */
  database: string;
  /** 0, the default, takes a free one. */
  port?: number;
  /** What the workspace takes for the present. */
  clock: () => Date;
  /** Called for each request to the workspace before it is served. */
  onRequest?: (request: RecordedRequest) => void;
}

/** A request as it arrived. */
export interface RecordedRequest {
  method: string;
  /** With the query. */
  path: string;
  /** Parsed JSON; undefined without a body. */
  body: unknown;
}

/** How long `close` waits for requests under way, in milliseconds: a client that stalls must not hold it. */
const CLOSE_WITHIN = 2000;

/** Answers which database is served, so that a process can tell whose server it has found. */
export const IDENTITY_PATH = '/identity';

/**
 * Serves one Log Analytics workspace with Microsoft Sentinel on loopback, as Azure Resource Manager would.
 * There is no authentication: only this machine reaches it, and only under a loopback name.
 * Throws SentinelError when the database cannot be opened (see Store) or the port is taken (`port-in-use`).
 */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const store = await Store.open(options.database);
  const answer = createAnswer(store, options);
  const underWay = new Set<Promise<void>>();
  const server = createServer((request, response) => {
    const served = serve(request, response, answer).finally(() => underWay.delete(served));
    underWay.add(served);
  });
  try {
    await listen(server, options.port ?? 0);
  } catch (error) {
    await store.close();
    throw error;
  }
  return {
    endpoint: endpointOf(server),
    workspace: WORKSPACE,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      const limit = setTimeout(() => server.closeAllConnections(), CLOSE_WITHIN);
      await Promise.all(underWay);
      clearTimeout(limit);
      server.closeAllConnections();
      await closed;
      await Promise.all(underWay);
      await store.close();
    },
  };
}

type Answer = (request: IncomingMessage) => Promise<ArmReply>;

function createAnswer(store: Store, { database, clock, onRequest }: EmulatorOptions): Answer {
  const routes: Route[] = [
    { path: '', methods: { GET: async () => ({ status: 200, body: WORKSPACE_RESOURCE }) } },
    ...watchlistRoutes(store),
    ...watchlistItemRoutes(store),
    ...alertRuleRoutes(store),
    ...metadataRoutes(store),
    ...savedSearchRoutes(store),
    ...tableRoutes(store),
  ];
  const route = createRouter(routes);
  return async (message) => {
    const { method = 'GET', url: path = '/' } = message;
    const endpoint = `http://${loopbackHost(message)}`;
    if (path === IDENTITY_PATH) return { status: 200, body: { database, workspace: WORKSPACE } };
    if (!path.startsWith('/') || !URL.canParse(endpoint + path)) throw invalidUri(path);
    const body = await readJson(message);
    onRequest?.({ method, path, body });
    return route({ method, body, endpoint, now: clock(), url: new URL(endpoint + path) });
  };
}

/** Refuses names that are not loopback: a web page could otherwise reach this server through a name of its own. */
function loopbackHost({ headers: { host = '' } }: IncomingMessage): string {
  if (/^(127\.0\.0\.1|localhost)(:\d+)?$/i.test(host)) return host;
  throw new ArmError(403, 'Forbidden', `The local workspace does not answer to the host name '${host}'.`);
}

/** Never rejects: what goes wrong is an answer, too. */
async function serve(request: IncomingMessage, response: ServerResponse, answer: Answer): Promise<void> {
  const reply = await answer(request).catch(errorReply);
  if (response.destroyed) return;
  const body = reply.body === undefined ? undefined : JSON.stringify(reply.body);
  const type = body !== undefined && { 'content-type': 'application/json; charset=utf-8' };
  await new Promise<void>((resolve) => {
    response.once('close', resolve);
    response.writeHead(reply.status, { ...type, ...reply.headers });
    response.end(body, resolve);
  });
}

function errorReply(error: unknown): ArmReply {
  if (error instanceof ArmError) {
    const { status, code, message, headers } = error;
    return { status, headers, body: { error: { code, message } } };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { status: 500, body: { error: { code: 'InternalServerError', message } } };
}

async function readJson(message: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message) {
    size += chunk.length;
    // The rest is read and dropped: a client that still sends does not see an answer.
    if (size <= behaviour.bodyLimit) chunks.push(chunk);
  }
  if (size > behaviour.bodyLimit) {
    const problem = `The request has ${size} bytes; the limit is ${behaviour.bodyLimit} bytes.`;
    throw new ArmError(413, 'RequestEntityTooLarge', problem);
  }
  if (size === 0) return undefined;
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : 'it is no JSON';
    throw new ArmError(400, 'InvalidRequestContent', `The request content was invalid: ${reason}`);
  }
}

async function listen(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const reason = cause.code === 'EADDRINUSE' ? 'it is in use' : cause.message;
      const problem = `The local workspace cannot listen on port ${port}: ${reason}.`;
      reject(new SentinelError('port-in-use', problem, 'Choose another port, or 0 for a free one.', { cause }));
    });
    server.listen(port, '127.0.0.1', resolve);
  });
}

function endpointOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return `http://127.0.0.1:${address.port}`;
}
