import type { SecurityInsights } from '@azure/arm-securityinsight';
import { createHttpHeaders, createPipelineRequest, type PipelineResponse, RestError } from '@azure/core-rest-pipeline';
import { isRecord } from '../changes/fields.js';
import { retryAfter } from './transport.js';

/**
 * Preview, because stable versions know no NRT rules: they would be missing from every list, and a plan blind to them.
 */
export const API_VERSION = '2025-07-01-preview';

/** How long an asynchronous operation may take, in milliseconds. */
const OPERATION_TIME_LIMIT = 10 * 60_000;

/** A resource as Resource Manager returns it. */
export interface ArmResource {
  id: string;
  name: string;
  kind?: string;
  etag?: string;
  properties: Record<string, unknown>;
}

/**
 * Requests to one workspace through the SDK client's own pipeline, so that authentication, retry and throttling are the
 * SDK's. Used where its typed operations lose fields (`subTechniques`, `alertDynamicProperties`) or cannot take the
 * service's answer (202).
 */
export class ArmClient {
  readonly #base: string;

  constructor(
    private readonly client: SecurityInsights,
    /** The workspace's resource id, without a slash at the end. */
    readonly workspaceId: string,
    private readonly insecure: boolean,
  ) {
    this.#base = `${client.$host.replace(/\/$/, '')}${workspaceId}/providers/Microsoft.SecurityInsights`;
  }

  /** All resources of a collection such as `alertRules`. */
  async list(collection: string): Promise<ArmResource[]> {
    const resources: ArmResource[] = [];
    let url: string | undefined = this.#url(collection);
    while (url !== undefined) {
      const page = parseBody(await this.#send('GET', url));
      // A page without a list is not an empty one: the plan would overwrite what it did not see.
      if (!Array.isArray(page.value)) throw new RestError('the service answered with no list', { code: 'list' });
      for (const item of page.value) resources.push(toResource(item));
      url = this.#nextPage(page.nextLink);
    }
    return resources;
  }

  /** Creates or replaces a resource and waits until the service is done with it. */
  async put(path: string, body: object): Promise<void> {
    await this.#settle(await this.#send('PUT', this.#url(path), body));
  }

  /** Deletes a resource, if it is there, and waits until it is gone. */
  async delete(path: string): Promise<void> {
    const response = await this.#send('DELETE', this.#url(path));
    if (response.status === 202) await this.#settle(response, () => this.#isGone(path));
  }

  #url(path: string): string {
    return `${this.#base}/${path.split('/').map(encodeURIComponent).join('/')}?api-version=${API_VERSION}`;
  }

  /** A next page on another host would be sent our token. */
  #nextPage(link: unknown): string | undefined {
    if (typeof link !== 'string' || link === '') return undefined;
    if (URL.canParse(link) && new URL(link).origin === new URL(this.#base).origin) return link;
    throw new RestError(`the service names a next page on another host: ${link.slice(0, 100)}`, { code: 'nextLink' });
  }

  async #isGone(path: string): Promise<boolean> {
    const response = await this.#request('GET', this.#url(path));
    return response.status === 404;
  }

  /** Follows an asynchronous operation to its end; one that reports 100 % is done, whatever it calls its state. */
  async #settle(response: PipelineResponse, done?: () => Promise<boolean>): Promise<void> {
    const operation = response.headers.get('azure-asyncoperation') ?? response.headers.get('location');
    if (operation === undefined) return;
    const url = this.#nextPage(operation);
    const deadline = performance.now() + OPERATION_TIME_LIMIT;
    let pause = retryAfter(response.headers) ?? 0;
    while (url !== undefined) {
      if (done && (await done())) return;
      const status = await this.#request('GET', url);
      // A status that is gone is that of an operation that is over.
      if (status.status >= 300 && status.status !== 404) throw toRestError(status);
      const body = status.status === 404 ? {} : parseBody(status);
      const state = String(body.status ?? 'Succeeded').toLowerCase();
      if (state === 'failed' || state === 'canceled') throw toRestError(status);
      if (status.status !== 202 && (state === 'succeeded' || state === 'complete' || body.percentComplete === 100))
        return;
      if (performance.now() > deadline)
        throw new RestError('the operation did not end within 10 minutes', { code: 'timeout' });
      await new Promise((resolve) => setTimeout(resolve, pause));
      pause = Math.min(10_000, Math.max(200, pause * 2));
    }
  }

  async #send(method: 'GET' | 'PUT' | 'DELETE', url: string, body?: object): Promise<PipelineResponse> {
    const response = await this.#request(method, url, body);
    const absent = method === 'DELETE' && response.status === 404;
    if (response.status >= 300 && !absent) throw toRestError(response);
    return response;
  }

  #request(method: 'GET' | 'PUT' | 'DELETE', url: string, body?: object): Promise<PipelineResponse> {
    return this.client.sendRequest(
      createPipelineRequest({
        url,
        method,
        headers: createHttpHeaders(body ? { 'content-type': 'application/json' } : {}),
        ...(body ? { body: JSON.stringify(body) } : {}),
        allowInsecureConnection: this.insecure,
      }),
    );
  }
}

function parseBody(response: PipelineResponse): Record<string, unknown> {
  let body: unknown;
  try {
    body = JSON.parse(response.bodyAsText || '{}');
  } catch {
    throw new RestError('the service answered with something that is not JSON', { statusCode: response.status });
  }
  return isRecord(body) ? body : {};
}

function toResource(item: unknown): ArmResource {
  if (!isRecord(item) || typeof item.id !== 'string' || typeof item.name !== 'string') {
    throw new RestError('the service lists a resource without id or name');
  }
  return {
    id: item.id,
    name: item.name,
    ...(typeof item.kind === 'string' ? { kind: item.kind } : {}),
    ...(typeof item.etag === 'string' ? { etag: item.etag } : {}),
    properties: isRecord(item.properties) ? item.properties : {},
  };
}

function toRestError(response: PipelineResponse): RestError {
  let error: unknown;
  try {
    error = JSON.parse(response.bodyAsText || '{}');
  } catch {
    error = {};
  }
  const details = isRecord(error) && isRecord(error.error) ? error.error : {};
  const message = typeof details.message === 'string' ? details.message : `HTTP ${response.status}`;
  return new RestError(message, {
    statusCode: response.status,
    ...(typeof details.code === 'string' ? { code: details.code } : {}),
    response,
  });
}
