import { type Pipeline, type PipelinePolicy, RestError, retryPolicy } from '@azure/core-rest-pipeline';

/** How long the service may take to answer one request, in milliseconds; the clients themselves would wait for ever. */
const ANSWER_WITHIN = 120_000;

/** The code of the error when time is up; not one that the clients try again, since that took long enough. */
export const NO_ANSWER = 'NO_ANSWER';

/** How often a write is tried again that met another one, and the first pause, in milliseconds; each is twice the last. */
const CONFLICT_RETRIES = 5;
const FIRST_PAUSE = 1000;

/** Gives a client's pipeline what its own retry of 429 and 5xx leaves out: a limit in time, and another try after 409. */
export function steady(pipeline: Pipeline, answerWithin = ANSWER_WITHIN): void {
  pipeline.addPolicy(timeLimit(answerWithin), { afterPhase: 'Retry' });
  pipeline.addPolicy(conflictRetry());
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

/** Writes that meet others in one workspace are refused with 409 "Newer data exists"; the service asks to try again. */
function conflictRetry(): PipelinePolicy {
  const again = {
    name: 'conflict',
    retry: ({ retryCount, response }: { retryCount: number; response?: { status: number; headers: Headers } }) => {
      if (response?.status !== 409) return { skipStrategy: true };
      return { retryAfterInMs: retryAfter(response.headers) ?? FIRST_PAUSE * 2 ** retryCount };
    },
  };
  return { ...retryPolicy([again], { maxRetries: CONFLICT_RETRIES }), name: 'conflictRetry' };
}

interface Headers {
  get(name: string): string | undefined;
}

/** What `Retry-After` asks for, in milliseconds; undefined without one, or for one that is no number of seconds. */
export function retryAfter(headers: Headers): number | undefined {
  const seconds = headers.get('retry-after');
  return seconds !== undefined && /^\d{1,5}$/.test(seconds) ? 1000 * Number(seconds) : undefined;
}
