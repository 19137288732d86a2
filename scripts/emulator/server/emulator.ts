import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { SentinelError } from '../../base/errors.js';
import type { FileReport } from '../../kql/engine/logs/file-reader.js';
import { type Behaviour, DEFAULT_BEHAVIOUR } from '../behaviour/behaviour.js';
import { type FaultRates, Faults } from '../behaviour/faults.js';
import { Operations } from '../behaviour/operations.js';
import { Visibility } from '../behaviour/visibility.js';
import { LogStore } from '../logs/log-store.js';
import { queryRoutes } from '../logs/query-routes.js';
import { alertRuleRoutes } from '../resources/alert-rules.js';
import { huntRoutes } from '../resources/hunts.js';
import { metadataRoutes } from '../resources/metadata.js';
import { onboardingRoutes } from '../resources/onboarding-states.js';
import { permissionRoutes } from '../resources/permissions.js';
import { savedSearchRoutes } from '../resources/saved-searches.js';
import { tableRoutes } from '../resources/tables.js';
import { stixRoutes } from '../resources/threat-intelligence/query.js';
import { uploadRoutes } from '../resources/threat-intelligence/upload.js';
import { watchlistItemRoutes } from '../resources/watchlists/items.js';
import { watchlistRoutes } from '../resources/watchlists/watchlists.js';
import { Store } from '../state/store.js';
import { ArmError, invalidUri } from './arm-error.js';
import { createChain, type Delivery, errorReply } from './chain.js';
import { type ArmReply, createRouter, type Route } from './router.js';
import type { Service } from './service.js';
import { WORKSPACE, WORKSPACE_RESOURCE, type WorkspaceIdentity } from './workspace.js';

export type { WorkspaceIdentity } from './workspace.js';

/** A local workspace that is being served. */
export interface Emulator {
  /** `http://127.0.0.1:PORT` */
  endpoint: string;
  workspace: WorkspaceIdentity;
  /** What became of the log files that it was started with. */
  logs: readonly FileReport[];
  /** Finishes the requests under way, then lets go of port and file. */
  close(): Promise<void>;
}

export interface EmulatorOptions {
  /** Path of the DuckDB file, or `:memory:`. */
  database: string;
  /** 0, the default, takes a free one. */
  port?: number;
  /** The service's clock: what the workspace takes for the present. It moves, for what takes time to be ever done. */
  clock: () => Date;
  /** Where it differs from `DEFAULT_BEHAVIOUR`. */
  behaviour?: Partial<Behaviour>;
  /** A folder of log files, which become the workspace's logs instead of those that it had. */
  logs?: string | undefined;
  /** The table of a log file that names none, by its path or name. */
  logTables?: ReadonlyMap<string, string>;
  /** None by default. */
  faults?: FaultRates;
  /** Decides which requests the faults strike (default: 1). */
  seed?: number;
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
 * A token is not needed: only this machine reaches it, and only under a loopback name. One that names a role has its rights.
 * Throws SentinelError when the database cannot be opened (see Store) or the port is taken (`port-in-use`).
 */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const store = await Store.open(options.database);
  const logs = new LogStore(store);
  const receive = createReceive(
    {
      store,
      behaviour: { ...DEFAULT_BEHAVIOUR, ...options.behaviour },
      faults: new Faults(options.faults, options.seed),
      resources: new Visibility(),
      items: new Visibility(),
      indicators: new Visibility(),
      operations: new Operations(),
      logs,
    },
    options,
  );
  const underWay = new Set<Promise<void>>();
  const server = createServer((request, response) => {
    const served = serve(request, response, receive).finally(() => underWay.delete(served));
    underWay.add(served);
  });
  let reports: readonly FileReport[];
  try {
    reports = options.logs === undefined ? [] : await logs.replace(options.logs, options.logTables);
    await listen(server, options.port ?? 0);
  } catch (error) {
    await store.close();
    throw error;
  }
  return {
    endpoint: endpointOf(server),
    workspace: WORKSPACE,
    logs: reports,
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

type Receive = (message: IncomingMessage) => Promise<Delivery>;

function createReceive(service: Service, { database, clock, onRequest }: EmulatorOptions): Receive {
  const chain = createChain(service, createRouter(routesOf(service)));
  return async (message) => {
    const { method = 'GET', url: path = '/' } = message;
    const endpoint = `http://${loopbackHost(message)}`;
    if (path === IDENTITY_PATH) return whole({ status: 200, body: { database, workspace: WORKSPACE } });
    if (!path.startsWith('/') || !URL.canParse(endpoint + path)) throw invalidUri(path);
    const body = await readJson(message, service.behaviour.bodyLimit);
    onRequest?.({ method, path, body });
    const header = (name: string) => {
      const value = message.headers[name];
      return Array.isArray(value) ? value.join(', ') : value;
    };
    return chain({ method, body, endpoint, header, now: clock(), url: new URL(endpoint + path) });
  };
}

function routesOf(service: Service): Route[] {
  return [
    { path: '', methods: { GET: async () => ({ status: 200, body: WORKSPACE_RESOURCE }) } },
    ...watchlistRoutes(service),
    ...watchlistItemRoutes(service),
    ...alertRuleRoutes(service),
    ...metadataRoutes(service),
    ...savedSearchRoutes(service),
    ...tableRoutes(service),
    ...huntRoutes(service),
    ...onboardingRoutes(service),
    ...permissionRoutes(),
    ...uploadRoutes(service),
    ...stixRoutes(service),
    ...queryRoutes(service),
  ];
}

function whole(reply: ArmReply): Delivery {
  return { reply, line: 'whole' };
}

/** Refuses names that are not loopback: a web page could otherwise reach this server through a name of its own. */
function loopbackHost({ headers: { host = '' } }: IncomingMessage): string {
  if (/^(127\.0\.0\.1|localhost)(:\d+)?$/i.test(host)) return host;
  throw new ArmError(403, 'Forbidden', `The local workspace does not answer to the host name '${host}'.`);
}

/** Never rejects. */
async function serve(request: IncomingMessage, response: ServerResponse, receive: Receive): Promise<void> {
  const { reply, line } = await receive(request).catch((error: unknown) => whole(errorReply(error)));
  if (response.destroyed || line === 'silent') return;
  if (line === 'closed') {
    response.destroy();
    return;
  }
  const isText = typeof reply.body === 'string';
  const text = reply.body === undefined || isText ? reply.body : JSON.stringify(reply.body);
  const body = Buffer.from(typeof text === 'string' ? text : '');
  const type = body.length > 0 && !isText && { 'content-type': 'application/json; charset=utf-8' };
  const length = { 'content-length': String(body.length) };
  await new Promise<void>((resolve) => {
    response.once('close', resolve);
    response.writeHead(reply.status, { ...type, ...reply.headers, ...(reply.status !== 204 && length) });
    if (line === 'whole') response.end(body, resolve);
    else response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.destroy());
  });
}

async function readJson(message: IncomingMessage, limit: number): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message) {
    size += chunk.length;
    // The rest is read and dropped: a client that still sends does not see an answer.
    if (size <= limit) chunks.push(chunk);
  }
  if (size > limit) {
    const problem = `The request has ${size} bytes; the limit is ${limit} bytes.`;
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
