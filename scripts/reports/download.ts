import { createHash } from 'node:crypto';
import { lookup } from 'node:dns';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Agent } from 'node:https';
import type { LookupFunction } from 'node:net';
import { join } from 'node:path';
import { createHttpHeaders } from '@azure/core-rest-pipeline';
import * as ipaddr from 'ipaddr.js';
import { SentinelError } from '../base/errors.js';
import { send } from '../base/system/http.js';
import { MAX_REPORT_BYTES, tooLarge } from './containers/limits.js';

const MAX_REDIRECTS = 5;
const TIMEOUT_MS = 30_000;

/** Whether an argument is the address of a report, and no path. */
export function isAddress(argument: string): boolean {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(argument);
}

/**
 * Fetches a report and keeps it below `reports/`, as evidence; gives its path. https alone, no host of a private network,
 * at most `MAX_REPORT_BYTES` in 30 seconds; a proxy of the environment is used.
 * @param keep where to keep it, absolute: `<root>/reports`
 */
export async function download(url: string, keep: string, signal: AbortSignal): Promise<string> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
  try {
    const { bytes, address } = await fetchReport(checked(url), limit, 0);
    return kept(bytes, address, keep);
  } catch (cause) {
    signal.throwIfAborted();
    if (cause instanceof SentinelError) throw cause;
    const reason = limit.aborted
      ? 'it did not come within 30 seconds'
      : cause instanceof Error
        ? cause.message
        : String(cause);
    throw failure(
      `${url} could not be fetched: ${reason}`,
      'Check the address and the network, or save the page and give the file.',
      cause,
    );
  }
}

async function fetchReport(
  address: URL,
  abortSignal: AbortSignal,
  redirects: number,
): Promise<{ bytes: Uint8Array; address: URL }> {
  const headers = createHttpHeaders({ 'User-Agent': 'sentinel-content' });
  // The address is looked at as the connection is made: a name cannot lead elsewhere in between.
  const agent = new Agent({ lookup: publicLookup });
  const answer = await send({ url: address.href, method: 'GET', headers, abortSignal }, agent);
  try {
    const location = answer.headers.get('location');
    if (answer.status >= 300 && answer.status < 400 && location !== undefined) {
      if (redirects >= MAX_REDIRECTS)
        throw failure(`${address.href} redirects more than ${MAX_REDIRECTS} times`, 'Give the last address.');
      return await fetchReport(checked(new URL(location, address).href), abortSignal, redirects + 1);
    }
    if (answer.status !== 200)
      throw failure(`${address.href} answers with HTTP ${answer.status}`, 'Check the address.');
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of answer.body) {
      const bytes = Buffer.from(chunk);
      size += bytes.length;
      if (size > MAX_REPORT_BYTES) throw tooLarge(address.href);
      chunks.push(bytes);
    }
    return { bytes: Buffer.concat(chunks), address };
  } finally {
    answer.close();
  }
}

function checked(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const host = url?.hostname.replace(/^\[|\]$/g, '') ?? '';
  if (url === undefined || url.protocol !== 'https:' || url.username !== '') {
    throw failure(
      `${text} is not fetched: reports come over https, without a user name`,
      'Save the report, and give the file.',
    );
  }
  if (/^localhost$|\.local(?:host)?$|\.internal$/i.test(host) || (ipaddr.isValid(host) && !isPublic(host))) {
    throw failure(`${text} is not fetched: it lies in a private network`, 'Save the report, and give the file.');
  }
  return url;
}

function isPublic(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast';
}

/** Looks a host up as `dns.lookup` does, and fails where any of its addresses is of a private network. */
export const publicLookup: LookupFunction = (host, options, done) => {
  lookup(host, { ...options, all: true }, (error, addresses) => {
    const [first] = error ? [] : addresses;
    const inside = error ? undefined : addresses.find(({ address }) => !isPublic(address));
    if (error) done(error, []);
    else if (inside !== undefined || first === undefined) {
      done(new Error(`${host} leads into a private network (${inside?.address ?? 'nowhere'})`), []);
    } else if (options.all) done(null, addresses);
    else done(null, first.address, first.family);
  });
};

/** Writes a report where it is kept; one of the same content is there already. */
function kept(bytes: Uint8Array, address: URL, keep: string): string {
  const folder = join(keep, address.hostname.replace(/[^\w.-]/g, '_'));
  const last = decodeURIComponent(address.pathname.split('/').filter(Boolean).at(-1) ?? '')
    .replace(/[^\w.-]+/g, '-')
    .replace(/^[.-]+/, '');
  const name = last.slice(0, 100) || 'report.html';
  const [, stem = name, extension = '.html'] = /^(.+?)(\.[A-Za-z0-9]{1,6})?$/.exec(name) ?? [];
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 8);
  for (const file of [`${stem}${extension}`, `${stem}-${hash}${extension}`]) {
    const path = join(folder, file);
    if (existsSync(path) && !readFileSync(path).equals(bytes)) continue;
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, bytes);
    return path;
  }
  return join(folder, `${stem}-${hash}${extension}`);
}

function failure(message: string, help: string, cause?: unknown): SentinelError {
  return new SentinelError('download', message, help, { exitCode: 1, cause });
}
