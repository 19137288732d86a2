import { setTimeout } from 'node:timers/promises';
import { createHttpHeaders } from '@azure/core-rest-pipeline';
import { SentinelError } from '../../base/errors.js';
import { cleanText, shorten } from '../../base/strings.js';
import { type Answer, send } from '../../base/system/http.js';
import { textOf } from './json-fields.js';
import { JsonRecords } from './json-records.js';

export const THREATFOX_ENDPOINT = 'https://threatfox-api.abuse.ch/api/v1/';
/** Largest answer that is read, after decompression. A week of indicators is a few megabytes. */
export const MAX_ANSWER_BYTES = 64 * 1024 * 1024;
const TIMEOUT_MS = 30_000;
const RETRY_DELAY_MS = 1_000;

export interface ThreatFoxRequest {
  /** The caller's key, from `THREATFOX_AUTH_KEY` in its environment; undefined when it is not set. */
  authKey: string | undefined;
  /** Indicators first seen in the last 1 to 7 days. */
  days: number;
  /** Another service of the same API (`SENTINEL_THREATFOX_URL`): https, or http on this machine. */
  endpoint?: string;
  signal?: AbortSignal;
  /** Milliseconds that the whole answer may take; 30,000. */
  timeoutMs?: number;
  /** Milliseconds before the one retry after a failure of the server; 1,000. */
  retryDelayMs?: number;
}

/**
 * Asks ThreatFox for its recent indicators. The answer, as it came, is for `readFeed`; one without indicators
 * (`no_result`) is an answer too.
 * @throws SentinelError with exit code 2 for a key or a setting that is missing or wrong, 1 for a failure of the network,
 *   the service or its answer; the signal's reason when it is aborted
 */
export async function fetchThreatFox(request: ThreatFoxRequest): Promise<Uint8Array> {
  const endpoint = checkedEndpoint(request.endpoint ?? THREATFOX_ENDPOINT);
  const authKey = checkedKey(request.authKey);
  if (!Number.isInteger(request.days) || request.days < 1 || request.days > 7) {
    throw usage(
      'illegal-days',
      `ThreatFox serves the last 1 to 7 days, not ${request.days}.`,
      'Set --days from 1 to 7.',
    );
  }
  const timeout = AbortSignal.timeout(request.timeoutMs ?? TIMEOUT_MS);
  const signal = request.signal === undefined ? timeout : AbortSignal.any([timeout, request.signal]);
  try {
    const answer = await ask(endpoint, authKey, request, signal);
    checkAnswer(answer);
    return answer;
  } catch (error) {
    request.signal?.throwIfAborted();
    if (error instanceof SentinelError) throw error;
    // The error is not passed on: it holds the request, and that the key.
    throw timeout.aborted
      ? failure('threatfox-timeout', 'ThreatFox did not answer in time.', 'Try again later.')
      : failure('threatfox-unreachable', `${endpoint.host} could not be reached: ${causeOf(error)}.`, CHECK_NETWORK);
  }
}

const CHECK_NETWORK = 'Check the network, a proxy and the name of the host; then try again.';

async function ask(
  endpoint: URL,
  authKey: string,
  request: ThreatFoxRequest,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const post = () => postQuery(endpoint, authKey, request.days, signal);
  let answer = await post();
  try {
    if (answer.status >= 500) {
      answer.close();
      await delay(request.retryDelayMs ?? RETRY_DELAY_MS, signal);
      answer = await post();
    }
    if (answer.status !== 200) throw statusError(answer);
    return await readBody(answer);
  } finally {
    answer.close();
  }
}

/** Redirects are not followed: one would carry the key to wherever it points. */
function postQuery(endpoint: URL, authKey: string, days: number, abortSignal: AbortSignal): Promise<Answer> {
  return send({
    url: endpoint.href,
    method: 'POST',
    headers: createHttpHeaders({
      'Auth-Key': authKey,
      'Content-Type': 'application/json',
      'Accept-Encoding': 'gzip',
      'User-Agent': 'sentinel-content',
    }),
    body: JSON.stringify({ query: 'get_iocs', days }),
    allowInsecureConnection: endpoint.protocol === 'http:',
    abortSignal,
  });
}

/** Reads the decompressed body up to its limit: a small answer may unpack to anything. */
async function readBody({ headers, body }: Answer): Promise<Uint8Array> {
  if (headers.get('content-encoding')?.includes(',')) throw badAnswer('it is compressed several times over');
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > MAX_ANSWER_BYTES) throw badAnswer(`it is larger than ${MAX_ANSWER_BYTES / 1024 / 1024} MB`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks, size);
}

/** The service reports its errors inside an answer with status 200. */
function checkAnswer(answer: Uint8Array): void {
  let status = '';
  let broken = '';
  const json = new JsonRecords({
    select: (path) => (path.length === 0 ? 'enter' : 'skip'),
    value: (path, value) => {
      if (path[0] === 'query_status') status = textOf(value);
    },
    unreadable: (_beginning, reason) => {
      broken = reason;
    },
    stopped: (_code, message) => {
      broken = message;
    },
  });
  const text = Buffer.from(answer.buffer, answer.byteOffset, answer.byteLength).toString('utf8');
  json.read(text);
  if (status === '' || broken !== '') {
    const beginning = shorten(cleanText(text.slice(0, 200)), 80);
    throw badAnswer(`it is no JSON of the documented form (${broken || `it begins with "${beginning}"`})`);
  }
  if (status === 'ok' || status === 'no_result') return;
  if (/auth|key/.test(status)) throw keyRefused(`it answered "${shorten(cleanText(status), 60)}"`);
  const message = `ThreatFox refused the query: "${shorten(cleanText(status), 60)}".`;
  throw status.startsWith('illegal')
    ? usage('threatfox-refused', message, 'Set --days from 1 to 7.')
    : failure('threatfox-refused', message, 'Try again later.');
}

function statusError({ status, headers }: Answer): SentinelError {
  if (status === 401 || status === 403) return keyRefused(`HTTP ${status}`);
  if (status === 429) {
    const wait = /^\d{1,6}$/.exec(headers.get('retry-after') ?? '')?.[0];
    const help = wait === undefined ? 'Try again later, and less often.' : `Try again in ${wait} seconds.`;
    return failure('threatfox-quota', 'The quota of this ThreatFox key is used up (HTTP 429).', help);
  }
  if (status >= 300 && status < 400) {
    const location = shorten(cleanText(headers.get('location') ?? 'nowhere'), 120);
    const message = `ThreatFox redirects to ${location}; the key is not sent there.`;
    return failure(
      'threatfox-redirect',
      message,
      'If the service has moved, set SENTINEL_THREATFOX_URL to its new address.',
    );
  }
  return failure('threatfox-failed', `ThreatFox failed (HTTP ${status}).`, 'Try again later.');
}

function checkedEndpoint(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isLocal = url !== undefined && /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
  if (
    url !== undefined &&
    url.username === '' &&
    (url.protocol === 'https:' || (url.protocol === 'http:' && isLocal))
  ) {
    return url;
  }
  throw usage(
    'threatfox-endpoint',
    `${shorten(cleanText(text), 120)} is no address for ThreatFox.`,
    'Use an https URL without a user name; http only on this machine: the key must not travel in the clear.',
  );
}

/** The key is never part of a message. */
function checkedKey(authKey: string | undefined): string {
  const key = authKey?.trim() ?? '';
  if (key === '') {
    throw usage('threatfox-key-missing', 'ThreatFox asks for a key, and THREATFOX_AUTH_KEY is not set.', GET_KEY);
  }
  if (!/^[\x21-\x7e]{1,200}$/.test(key)) {
    throw usage('threatfox-key-malformed', 'THREATFOX_AUTH_KEY holds characters that no key has.', GET_KEY);
  }
  return key;
}

const GET_KEY = 'Get a free key at https://auth.abuse.ch/ and set THREATFOX_AUTH_KEY to it.';

function keyRefused(how: string): SentinelError {
  return usage('threatfox-key-refused', `ThreatFox does not accept the key in THREATFOX_AUTH_KEY (${how}).`, GET_KEY);
}

function badAnswer(reason: string): SentinelError {
  return failure('threatfox-answer', `ThreatFox's answer cannot be used: ${reason}.`, 'Try again later.');
}

function usage(code: string, message: string, help: string): SentinelError {
  return new SentinelError(code, message, help, { exitCode: 2 });
}

function failure(code: string, message: string, help: string): SentinelError {
  return new SentinelError(code, message, help, { exitCode: 1 });
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const code = 'code' in error ? String(error.code) : '';
  return shorten(cleanText(error.message || code), 160);
}

function delay(milliseconds: number, signal: AbortSignal): Promise<void> {
  return setTimeout(milliseconds, undefined, { signal });
}
