import { parseCsv } from '../../content/csv.js';
import { SentinelError } from '../../content/errors.js';
import { SourceText } from '../../content/source.js';
import { addressAndPort, hostOfUrl, type ParsedIndicator, parseIndicator } from '../indicator.js';
import { addressRange, overlaps } from './address-range.js';

/** One line of a team's allow-list: what must never be hunted for, why, who says so, and until when. */
export interface AllowListEntry {
  indicator: ParsedIndicator;
  reason: string;
  owner: string;
  /** The last day on which the entry holds, `YYYY-MM-DD`, UTC. */
  expiry: string;
}

const COLUMNS = ['value', 'reason', 'owner', 'expiry'] as const;

/**
 * Reads `allow-list.csv` (columns value, reason, owner, expiry, in any order). Every cell is needed: an exception
 * that nobody owns or that never ends would rot. Throws a SentinelError `allow-list` that names the line.
 */
export function parseAllowList(csvText: string, file = 'allow-list.csv'): AllowListEntry[] {
  const table = readTable(csvText, file);
  const positions = COLUMNS.map((name) => table.header.findIndex((cell) => cell.trim().toLowerCase() === name));
  if (positions.includes(-1)) {
    throw failure(`${file}: the first line must name the columns ${COLUMNS.join(', ')}`, 'Add the missing columns.');
  }
  return table.rows.map(({ line, cells }) => {
    const [value = '', reason = '', owner = '', expiry = ''] = positions.map((at) => (cells[at] ?? '').trim());
    const place = `${file}, line ${line}`;
    const indicator = parseIndicator(value);
    if ('rejected' in indicator) throw failure(`${place}: "${value}": ${indicator.rejected}`, 'Correct the value.');
    if (reason === '' || owner === '') throw failure(`${place}: reason or owner is empty`, 'Say why, and who decides.');
    if (!isDay(expiry)) throw failure(`${place}: the expiry "${expiry}" is no date`, 'Write it as YYYY-MM-DD.');
    return { indicator, reason, owner, expiry };
  });
}

/**
 * The entry that allows an indicator on the day of `asOf`. An entry covers its own value; a domain also the names
 * below it, and URLs and mail addresses on them; an address or network also the sockets and URLs on its addresses.
 */
export function findAllowed(
  entries: readonly AllowListEntry[],
  indicator: ParsedIndicator,
  asOf: Date,
): AllowListEntry | null {
  const today = asOf.toISOString().slice(0, 10);
  return entries.find((entry) => entry.expiry >= today && covers(entry.indicator, indicator)) ?? null;
}

function covers(allowed: ParsedIndicator, indicator: ParsedIndicator): boolean {
  if (allowed.type === indicator.type && allowed.value === indicator.value) return true;
  const host = hostOf(indicator);
  if (host === null) return false;
  if (allowed.type === 'domain') return host === allowed.value || host.endsWith(`.${allowed.value}`);
  if (allowed.type !== 'ip' && allowed.type !== 'cidr') return false;
  const [a, b] = [addressRange(allowed.value), addressRange(host)];
  return a !== null && b !== null && overlaps(a, b);
}

/** Name, address or network that an indicator points at; null for hashes. */
function hostOf(indicator: ParsedIndicator): string | null {
  switch (indicator.type) {
    case 'domain':
      return indicator.value;
    case 'url':
      return hostOfUrl(indicator.value).host;
    case 'email':
      return indicator.value.slice(indicator.value.lastIndexOf('@') + 1);
    case 'ip':
    case 'ip:port':
    case 'cidr':
      return addressAndPort(indicator).address;
    default:
      return null;
  }
}

function readTable(csvText: string, file: string) {
  try {
    return parseCsv(new SourceText(file, csvText));
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw failure(`${file}: ${detail}`, 'Quote cells that hold commas or quotes.');
  }
}

function isDay(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

function failure(message: string, help: string): SentinelError {
  return new SentinelError('allow-list', message, help, { exitCode: 1 });
}
