import {
  type Pipeline,
  type PipelinePolicy,
  type PipelineRequest,
  type PipelineResponse,
  RestError,
  type SendRequest,
} from '@azure/core-rest-pipeline';
import type { RequestClass, Throttle } from './throttle.js';

/** How long the service may take to answer one request, in milliseconds; the clients themselves would wait for ever. */
const ANSWER_WITHIN = 120_000;

/** The code of the error when time is up; not one that is tried again, since that took long enough. */
export const NO_ANSWER = 'NO_ANSWER';

/** How often a request is sent again after a fault of the service or the network, and after being told to wait. */
const FAULT_RETRIES = 3;
const THROTTLE_RETRIES = 20;

/** Pauses, in milliseconds; tests make them short. */
export interface Patience {
  answerWithin: number;
  /** The first pause before a request is sent again; each is twice the last. */
  firstPause: number;
  /** How long an asynchronous operation may take. */
  operationWithin: number;
}

export const PATIENCE: Patience = { answerWithin: ANSWER_WITHIN, firstPause: 1000, operationWithin: 10 * 60_000 };

/** Faults of the way, not of the request: every request here may be sent twice (GET, PUT, DELETE, upserts). */
const LOST = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'ESOCKETTIMEDOUT', 'EHOSTUNREACH', 'EPIPE'],
  RestError.REQUEST_SEND_ERROR,
]);

/** Gives a client's pipeline the pace of the workspace instead of the client's own retries, and a limit in time. */
export function steady(pipeline: Pipeline, throttle: Throttle, patience: Patience): void {
  pipeline.removePolicy({ name: 'defaultRetryPolicy' });
  pipeline.addPolicy(paced(throttle, patience), { phase: 'Retry' });
  pipeline.addPolicy(timeLimit(patience.answerWithin), { afterPhase: 'Retry' });
}

/** Sends a request in its turn, and again after what passes by itself. */
function paced(throttle: Throttle, { firstPause }: Patience): PipelinePolicy {
  return {
    name: 'paced',
    sendRequest: async (request, next) => {
      let faults = 0;
      let waits = 0;
      for (;;) {
        await throttle.turn(classOf(request), isOneByOne(request));
        const { response, error } = await attempt(request, next);
        if (response?.status === 429 && waits++ < THROTTLE_RETRIES) {
          const wait = retryAfter(response.headers) ?? waitOf(response.bodyAsText) ?? firstPause * 2 ** waits;
          throttle.brake(classOf(request), wait);
          continue;
        }
        const passes = response ? isFault(response.status) : isLost(error);
        if (!passes || faults++ >= FAULT_RETRIES) {
          if (response) return response;
          throw error;
        }
        await throttle.pause((response && retryAfter(response.headers)) ?? firstPause * 2 ** (faults - 1));
      }
    },
  };
}

async function attempt(
  request: PipelineRequest,
  next: SendRequest,
): Promise<{ response?: PipelineResponse; error?: unknown }> {
  try {
    return { response: await next(request) };
  } catch (error) {
    return { error };
  }
}

function isLost(error: unknown): boolean {
  return error instanceof RestError && LOST.has(error.code ?? '');
}

function isFault(status: number): boolean {
  return status === 408 || (status >= 500 && status !== 501 && status !== 505);
}

/** Saved searches are written one after the other. */
function isOneByOne({ method, url }: PipelineRequest): boolean {
  return method !== 'GET' && /\/savedSearches\//i.test(url);
}

function classOf({ method, url }: PipelineRequest): RequestClass {
  if (method === 'DELETE') return 'delete';
  if (method === 'POST') return url.includes(':upload') ? 'upload' : 'read';
  return method === 'GET' ? 'read' : 'write';
}

/**
 * Ends one attempt after its time. The request's own `timeout` would do so too, but keeps the process alive for as long
 * after an attempt that failed.
 */
function timeLimit(milliseconds: number): PipelinePolicy {
  return {
    name: 'timeLimit',
    sendRequest: async (request, next) => {
      const limit = new AbortController();
      const timer = setTimeout(() => limit.abort(), milliseconds);
      request.abortSignal = limit.signal;
      try {
        return await next(request);
      } catch (error) {
        if (!limit.signal.aborted) throw error;
        throw new RestError(`no answer within ${milliseconds / 1000} seconds`, { code: NO_ANSWER, request });
      } finally {
        clearTimeout(timer);
        delete request.abortSignal;
      }
    },
  };
}

interface Headers {
  get(name: string): string | undefined;
}

/** What `Retry-After` asks for, in milliseconds; undefined without one, or for one that is no number of seconds. */
export function retryAfter(headers: Headers): number | undefined {
  const seconds = headers.get('retry-after');
  return seconds !== undefined && /^\d{1,5}$/.test(seconds) ? 1000 * Number(seconds) : undefined;
}

/** The indicator upload says it in words only: "Rate limit is exceeded. Try again in 12 seconds." */
function waitOf(body: string | null | undefined): number | undefined {
  const seconds = /try again in (\d{1,5}) seconds/i.exec(body ?? '')?.[1];
  return seconds === undefined ? undefined : 1000 * Number(seconds);
}
