import type { OperationalInsightsManagementClient } from '@azure/arm-operationalinsights';
import type { SecurityInsights } from '@azure/arm-securityinsight';
import { createHttpHeaders, createPipelineRequest, type PipelineResponse, RestError } from '@azure/core-rest-pipeline';
import { isObject } from '../../base/objects.js';
import type { Throttle } from './throttle.js';
import { type Patience, retryAfter } from './transport.js';

/**
 * Preview, because stable versions know no NRT rules: they would be missing from every list, and a plan blind to them.
 */
export const API_VERSION = '2025-07-01-preview';
const LOGS_API_VERSION = '2020-08-01';

/** The path of Sentinel's own resources, below the workspace. */
export const INSIGHTS = 'providers/Microsoft.SecurityInsights';

/** Pages of one list; a service that names ever new ones would keep us for ever. */
const MOST_PAGES = 100_000;

/** How often a list is read that was cut on its way, before that is told; the codes of what cannot be read. */
const READINGS = 3;
const NO_LIST = 'list';
const UNREADABLE: ReadonlySet<string> = new Set([RestError.PARSE_ERROR, NO_LIST]);

/** A resource as Resource Manager returns it. */
export interface ArmResource {
  id: string;
  name: string;
  kind?: string;
  etag?: string;
  properties: Record<string, unknown>;
  systemData?: Record<string, unknown>;
}

export interface ArmRequest {
  method: 'GET' | 'PUT' | 'PATCH' | 'POST' | 'DELETE';
  /** Below the workspace, each part as it is, not encoded: `providers/Microsoft.SecurityInsights/alertRules/ID`. */
  path: string;
  body?: object | undefined;
  /** The version that the write was planned against. */
  etag?: string | undefined;
}

/**
 * Requests to one workspace through the SDK clients' own pipelines, so that authentication and logging stay the SDK's.
 * Their typed operations lose fields (`subTechniques`, `alertDynamicProperties`, what a newer version added), and cannot
 * take the service's answer 202.
 */
export class ArmClient {
  readonly #host: string;

  constructor(
    private readonly insights: SecurityInsights,
    private readonly logs: OperationalInsightsManagementClient,
    /** The workspace's resource id, without a slash at the end. */
    readonly workspaceId: string,
    private readonly options: { insecure: boolean; throttle: Throttle; patience: Patience },
  ) {
    this.#host = insights.$host.replace(/\/$/, '');
  }

  /** All resources of a collection such as `savedSearches`. */
  async list(path: string): Promise<ArmResource[]> {
    const resources: ArmResource[] = [];
    let url: string | undefined = this.#url(path);
    for (let pages = 0; url !== undefined && pages < MOST_PAGES; pages++) {
      const page = await this.#readList(path, url);
      for (const item of page.value) resources.push(toResource(item));
      url = this.#sameHost(page.nextLink);
    }
    return resources;
  }

  /** One resource; undefined where there is none. */
  async get(path: string): Promise<ArmResource | undefined> {
    const response = await this.#exchange({ method: 'GET', path });
    if (response.status === 404) return undefined;
    return toResource(parseBody(requireSuccess(response)));
  }

  /** All pages of a query that is sent with POST. */
  async query(path: string, body: object): Promise<ArmResource[]> {
    const resources: ArmResource[] = [];
    let url: string | undefined = this.#url(path);
    for (let pages = 0; url !== undefined && pages < MOST_PAGES; pages++) {
      const page: Record<string, unknown> = parseBody(
        requireSuccess(await this.#exchange({ method: 'POST', path, body }, url)),
      );
      for (const item of listOf(page)) resources.push(toResource(item));
      url = this.#sameHost(page.nextLink);
    }
    return resources;
  }

  /** Creates or replaces a resource and waits until the service is done with it. */
  async put(path: string, body: object, etag?: string): Promise<void> {
    await this.#settle(requireSuccess(await this.#exchange({ method: 'PUT', path, body, etag })));
  }

  /** Deletes a resource, if it is there, and waits until it is gone. */
  async delete(path: string): Promise<void> {
    const response = await this.#exchange({ method: 'DELETE', path });
    if (response.status === 404) return;
    if (requireSuccess(response).status === 202) await this.#settle(response, () => this.#isGone(path));
  }

  /** Sends a body to another host of the service, such as that of the indicator upload; the answer's JSON. */
  async post(url: string, body: object): Promise<Record<string, unknown>> {
    return parseBody(requireSuccess(await this.#exchange({ method: 'POST', path: '', body }, url)));
  }

  /** An answer's status, headers and JSON, whatever it is. */
  async ask(path: string, apiVersion = API_VERSION): Promise<{ status: number; date: string; body: unknown }> {
    const response = await this.#exchange({ method: 'GET', path }, this.#url(path, apiVersion));
    const body = response.status < 300 ? parseBody(response) : undefined;
    return { status: response.status, date: response.headers.get('date') ?? '', body };
  }

  /** A list that was cut on its way is asked for again: nothing was changed by asking. */
  async #readList(path: string, url: string): Promise<{ value: unknown[]; nextLink: unknown }> {
    for (let attempt = 1; ; attempt++) {
      try {
        const page = parseBody(requireSuccess(await this.#exchange({ method: 'GET', path }, url)));
        return { value: listOf(page), nextLink: page.nextLink };
      } catch (error) {
        const isCut = error instanceof RestError && UNREADABLE.has(error.code ?? '');
        if (!isCut || attempt === READINGS) throw error;
        await this.options.throttle.pause(this.options.patience.firstPause);
      }
    }
  }

  #url(path: string, apiVersion = path.startsWith(INSIGHTS) ? API_VERSION : LOGS_API_VERSION): string {
    const place = path === '' ? '' : `/${path.split('/').map(encodeURIComponent).join('/')}`;
    return `${this.#host}${this.workspaceId}${place}?api-version=${apiVersion}`;
  }

  /** A next page on another host would be sent our token. */
  #sameHost(link: unknown): string | undefined {
    if (typeof link !== 'string' || link === '') return undefined;
    if (URL.canParse(link) && new URL(link).origin === new URL(this.#host).origin) return link;
    throw new RestError(`the service names a next page on another host: ${link.slice(0, 100)}`, { code: 'nextLink' });
  }

  async #isGone(path: string): Promise<boolean> {
    return (await this.#exchange({ method: 'GET', path })).status === 404;
  }

  /** Follows an asynchronous operation to its end; one that reports 100 % is done, whatever it calls its state. */
  async #settle(response: PipelineResponse, done?: () => Promise<boolean>): Promise<void> {
    const { throttle, patience } = this.options;
    const operation = response.headers.get('azure-asyncoperation') ?? response.headers.get('location');
    if (operation === undefined) return;
    const url = this.#sameHost(operation);
    const deadline = performance.now() + patience.operationWithin;
    let pause = Math.min(retryAfter(response.headers) ?? 0, patience.operationWithin);
    while (url !== undefined) {
      if (done && (await done())) return;
      if (isOver(await this.#exchange({ method: 'GET', path: INSIGHTS }, url))) return;
      if (performance.now() > deadline) {
        const minutes = patience.operationWithin / 60_000;
        throw new RestError(`the operation did not end within ${minutes} minutes`, {
          code: 'timeout',
          statusCode: 504,
        });
      }
      await throttle.pause(pause);
      pause = Math.min(10_000, Math.max(patience.firstPause / 5, pause * 2));
    }
  }

  #exchange({ method, path, body, etag }: ArmRequest, url = this.#url(path)): Promise<PipelineResponse> {
    // The client of Sentinel puts its own version into every request.
    const client = path.startsWith(INSIGHTS) ? this.insights : this.logs;
    const sent = body && etag !== undefined ? { ...body, etag } : body;
    return client.sendRequest(
      createPipelineRequest({
        url,
        method,
        headers: createHttpHeaders(sent ? { 'content-type': 'application/json' } : {}),
        ...(sent ? { body: JSON.stringify(sent) } : {}),
        allowInsecureConnection: this.options.insecure,
      }),
    );
  }
}

/** Whether the status of an operation says that it is over. Throws when it says that it failed. */
function isOver(response: PipelineResponse): boolean {
  // A status that is gone is that of an operation that is over.
  if (response.status === 404) return true;
  const body = parseBody(requireSuccess(response));
  const state = String(body.status ?? 'Succeeded').toLowerCase();
  if (state === 'failed' || state === 'canceled') throw toRestError(response);
  return response.status !== 202 && (state === 'succeeded' || state === 'complete' || body.percentComplete === 100);
}

// A page without a list is not an empty one: the plan would overwrite what it did not see.
function listOf(page: Record<string, unknown>): unknown[] {
  if (!Array.isArray(page.value)) throw new RestError('the service answered with no list', { code: NO_LIST });
  return page.value;
}

function requireSuccess(response: PipelineResponse): PipelineResponse {
  if (response.status >= 300) throw toRestError(response);
  return response;
}

function parseBody(response: PipelineResponse): Record<string, unknown> {
  let body: unknown;
  try {
    body = JSON.parse(response.bodyAsText || '{}');
  } catch {
    throw new RestError('the service answered with something that is not JSON', {
      code: RestError.PARSE_ERROR,
      statusCode: response.status,
    });
  }
  return isObject(body) ? body : {};
}

function toResource(item: unknown): ArmResource {
  if (!isObject(item) || typeof item.id !== 'string' || typeof item.name !== 'string') {
    throw new RestError('the service lists a resource without id or name');
  }
  return {
    id: item.id,
    name: item.name,
    ...(typeof item.kind === 'string' ? { kind: item.kind } : {}),
    ...(typeof item.etag === 'string' ? { etag: item.etag } : {}),
    ...(isObject(item.systemData) ? { systemData: item.systemData } : {}),
    properties: isObject(item.properties) ? item.properties : {},
  };
}

function toRestError(response: PipelineResponse): RestError {
  let error: unknown;
  try {
    error = JSON.parse(response.bodyAsText || '{}');
  } catch {
    error = {};
  }
  const details = isObject(error) && isObject(error.error) ? error.error : {};
  const message = typeof details.message === 'string' ? details.message : `HTTP ${response.status}`;
  return new RestError(message, {
    statusCode: response.status,
    ...(typeof details.code === 'string' ? { code: details.code } : {}),
    request: response.request,
    response,
  });
}
