import type { Agent } from 'node:https';
import { addAbortSignal, Readable } from 'node:stream';
import {
  createDefaultHttpClient,
  createEmptyPipeline,
  createPipelineRequest,
  type PipelineRequestOptions,
  proxyPolicy,
} from '@azure/core-rest-pipeline';

export interface Answer {
  status: number;
  headers: { get(name: string): string | undefined };
  /** Decompressed, where the request accepts gzip. */
  body: Readable;
  /** Ends the connection; what was not read is lost. */
  close(): void;
}

/**
 * Sends one request; a redirect is an answer like any other. https goes through the proxy of the environment
 * (`HTTPS_PROXY`, `ALL_PROXY`, `HTTP_PROXY`; not the hosts of `NO_PROXY`), plain http never: it is for this machine alone.
 * @param agent makes the connection where there is no proxy
 * @throws RestError when there is no answer, AbortError when `abortSignal` says so; so does reading the body
 */
export async function send(
  options: PipelineRequestOptions & { abortSignal: AbortSignal },
  agent?: Agent,
): Promise<Answer> {
  const closed = new AbortController();
  const abortSignal = AbortSignal.any([options.abortSignal, closed.signal]);
  const request = createPipelineRequest({
    ...options,
    abortSignal,
    streamResponseStatusCodes: new Set([Number.POSITIVE_INFINITY]),
  });
  const pipeline = createEmptyPipeline();
  if (new URL(options.url).protocol === 'https:') pipeline.addPolicy(proxyPolicy());
  // After the proxy's: that one leaves a request alone which has its agent already.
  pipeline.addPolicy({
    name: 'direct',
    sendRequest: (request, next) => {
      if (agent !== undefined) request.agent ??= agent;
      return next(request);
    },
  });
  const { status, headers, readableStreamBody } = await pipeline.sendRequest(createDefaultHttpClient(), request);
  const body = readableStreamBody instanceof Readable ? readableStreamBody : Readable.from([]);
  // A decompressed body does not learn by itself that its connection is gone; an error of a body that nobody reads is none.
  addAbortSignal(abortSignal, body).on('error', () => undefined);
  return { status, headers, body, close: () => closed.abort() };
}
