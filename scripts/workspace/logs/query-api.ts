import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import { LogsQueryClient, type LogsQueryResult, type LogsTable } from '@azure/monitor-query-logs';
import { SentinelError } from '../../base/errors.js';
import { isObject } from '../../base/objects.js';
import type { Analyser } from '../../kql/analysis/analyser.js';
import { atInstant } from '../../kql/analysis/clock.js';
import type { Connection } from '../azure/connection.js';
import { steady } from '../azure/transport.js';
import type { Hit, Logs, Search, SearchOutcome, TimeRange } from './search.js';

/** The longest that the service works on one query, in seconds. */
const SERVER_TIMEOUT = 600;
/** A range that is not split any more, in milliseconds. */
const SHORTEST = 60_000;
/** Parts that a query may be split into. */
const MAX_PARTS = 256;

/** A workspace that never had data answers with no body at all, which the client does not expect. */
const EMPTY_ANSWER: PipelinePolicy = {
  name: 'emptyAnswer',
  sendRequest: async (request, next) => {
    const response = await next(request);
    return response.status === 204 ? { ...response, status: 200, bodyAsText: '{"tables":[]}' } : response;
  },
};

/** The logs of a workspace, searched through the query API. */
export class WorkspaceLogs implements Logs {
  readonly #client: LogsQueryClient;

  constructor(
    private readonly connection: Connection,
    private readonly analyser: Analyser,
  ) {
    const { credential, endpoints, local, throttle, patience } = connection;
    const endpoint = endpoints.logs.replace(/\/$/, '');
    this.#client = new LogsQueryClient(credential, {
      endpoint: `${endpoint}/v1`,
      allowInsecureConnection: local,
      credentials: { scopes: [`${endpoint.replace('loganalytics.azure.com', 'loganalytics.io')}/.default`] },
    });
    steady(this.#client.pipeline, throttle, { ...patience, answerWithin: (SERVER_TIMEOUT + 30) * 1000 });
    this.#client.pipeline.addPolicy(EMPTY_ANSWER, { afterPhase: 'Retry' });
    if (local) this.#client.pipeline.removePolicy({ name: 'bearerTokenAuthenticationPolicy' });
  }

  /** A query that meets a limit of the service is split by time, until each part is below it. */
  async search({ query, range, now }: Search): Promise<SearchOutcome> {
    const workspace = await this.connection.workspaceGuid();
    const text = atInstant(query, now.toISOString(), this.analyser);
    const hits: Hit[] = [];
    const pending = [range];
    let parts = 0;
    for (let part = pending.pop(); part; part = pending.pop()) {
      const answer = await this.#ask(workspace, text, part);
      if ('failed' in answer) return { outcome: 'failed', reason: answer.failed };
      if ('hits' in answer) {
        for (const hit of answer.hits) hits.push(hit);
        parts++;
        continue;
      }
      const halves = halvesOf(part);
      if (!halves || pending.length + parts > MAX_PARTS) return { outcome: 'failed', reason: answer.limit };
      pending.push(...halves);
    }
    const notes = parts > 1 ? [`met a limit of the query API and was split into ${parts} parts by time`] : [];
    return { outcome: 'ran', hits, notes };
  }

  async #ask(workspace: string, query: string, { from, to }: TimeRange): Promise<Answer> {
    let result: LogsQueryResult;
    try {
      result = await this.#client.queryWorkspace(
        workspace,
        query,
        // The service counts the end of a range to it.
        { startTime: from, endTime: new Date(to.getTime() - 1) },
        { serverTimeoutInSeconds: SERVER_TIMEOUT },
      );
    } catch (error) {
      return answerOfError(error);
    }
    if (result.status === 'PartialFailure')
      return { limit: result.partialError.message ?? 'the answer is not complete' };
    const [table] = result.tables;
    return { hits: table ? hitsOf(table) : [] };
  }
}

/** Rows; a limit that was met; or a fault of the query. */
type Answer = { hits: Hit[] } | { limit: string } | { failed: string };

/** Of the parts of one range, the later comes first: the last of a list is taken next. */
function halvesOf({ from, to }: TimeRange): [TimeRange, TimeRange] | undefined {
  const length = to.getTime() - from.getTime();
  if (length <= SHORTEST) return undefined;
  const middle = new Date(from.getTime() + Math.floor(length / 2));
  return [
    { from: middle, to },
    { from, to: middle },
  ];
}

function hitsOf({ columnDescriptors, rows }: LogsTable): Hit[] {
  return rows.map((row) =>
    Object.fromEntries(columnDescriptors.map(({ name }, index) => [name ?? '', plain(row[index])])),
  );
}

function plain(cell: unknown): unknown {
  if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? null : cell.toISOString();
  return cell ?? null;
}

/** Too large or too slow is a limit; what the query says wrong is its fault; the rest, such as missing rights, is nobody's. */
function answerOfError(error: unknown): Answer {
  if (error instanceof SentinelError || !(error instanceof Error)) throw error;
  const status = 'statusCode' in error ? Number(error.statusCode) : Number.NaN;
  const code = 'code' in error ? String(error.code) : '';
  if (status === 504 || status === 413 || code === 'GatewayTimeout')
    return { limit: 'the query takes longer than the service allows' };
  const details = innermost('details' in error ? error.details : undefined);
  if (status === 400) return { failed: details ?? error.message };
  const help: Record<number, string> = {
    401: 'Log in, for instance with `az login`.',
    403: 'The role Log Analytics Reader on the workspace is needed; a new assignment takes up to an hour to be seen.',
    404: 'Check the workspace in sentinel.config.yaml.',
  };
  throw new SentinelError('logs', `The logs cannot be queried: ${details ?? error.message}`, help[status] ?? '', {
    cause: error,
  });
}

/** The message deepest inside an error of the service: the outer ones say that there is one. */
function innermost(details: unknown): string | undefined {
  let message: string | undefined;
  let level = isObject(details) && isObject(details.error) ? details.error : details;
  while (isObject(level)) {
    if (typeof level.message === 'string') message = level.message;
    level = level.innererror ?? level.innerError;
  }
  return message;
}
