import { isIPv4 } from 'node:net';
import { domainToASCII } from 'node:url';
import * as ipaddr from 'ipaddr.js';
import { cleanText, shorten } from '../base/strings.js';
import type { IndicatorKind } from '../content/model.js';
import type { IndicatorType } from './indicator.js';
import { publicSuffix } from './public-suffix.js';
import { refang } from './refang.js';
import { type StatedType, statedType } from './type-words.js';

/** A value in its one canonical form. */
export interface ParsedIndicator {
  type: IndicatorType;
  value: string;
}

/** Why a value is no indicator, in words for a person. */
export interface Refusal {
  rejected: string;
}

/** Longer values are no indicators: browsers and the log tables end well before. */
export const MAX_VALUE_LENGTH = 8192;

/** RFC 2606, 6761, 6762, 8375 and ICANN's `.internal`: well-formed names that the hygiene lists reject by name. */
const SPECIAL_USE = new Set(['test', 'example', 'invalid', 'localhost', 'local', 'internal', 'lan', 'home', 'corp']);
const SCHEMES: Record<string, number> = { http: 80, https: 443, ftp: 21, ftps: 990, ws: 80, wss: 443 };
const HASH_LENGTHS = new Map<number, 'md5' | 'sha1' | 'sha256'>([
  [32, 'md5'],
  [40, 'sha1'],
  [64, 'sha256'],
]);
const NAME = /^(?:[a-z0-9_](?:[a-z0-9_-]{0,62})\.)+(?:[a-z][a-z0-9-]{1,62})$/;

/**
 * Reads one value of a report: refangs it and brings it into its canonical form. Reading a canonical value again
 * gives the same value.
 *
 * - `ip`: four decimal parts, or compressed lower-case IPv6; an IPv4-mapped IPv6 address is the IPv4 address
 * - `ip:port`: `1.2.3.4:443`, `[2001:db8::1]:443`
 * - `cidr`: the network's own address, `10.1.0.0/16`
 * - `domain`: lower-case, punycode, no trailing dot, no leading `*.`, under a public or private suffix
 * - `url`: scheme and host lower-case, punycode, no default port, at least `/` as its path; the rest as it was
 * - `md5`, `sha1`, `sha256`: lower-case
 * - `email`: domain lower-case, local part as it was
 *
 * @param stated the source's word for the type (`sha256_hash`, `ipv4-addr`); without it the shape decides. Where the
 *   two disagree the shape wins if it is certain (an address listed as a domain is an address); a mere word with a
 *   dot never turns into a domain under another type, save for the network types.
 */
export function parseIndicator(raw: string, stated?: string): ParsedIndicator | Refusal {
  if (raw.length > MAX_VALUE_LENGTH) return refuse(`longer than ${MAX_VALUE_LENGTH} characters`);
  const value = refang(unwrap(cleanText(raw)));
  if (value === '') return refuse('empty value');
  if (stated === undefined || stated.trim() === '') return byShape(value);
  const type = statedType(stated);
  if (type === null) return refuse(`unsupported indicator type "${shorten(cleanText(stated), 40)}"`);
  return asStated(value, type, stated);
}

/** Reads a value that is live, clean and of a sane length already, by its shape alone: `extract` reads millions. */
export function parseLive(value: string): ParsedIndicator | Refusal {
  return byShape(value);
}

/** The watchlist that an indicator of this type belongs to. */
export function kindOf(type: IndicatorType): IndicatorKind {
  switch (type) {
    case 'ip':
    case 'ip:port':
    case 'cidr':
      return 'ip';
    case 'md5':
    case 'sha1':
    case 'sha256':
      return 'file-hash';
    default:
      return type;
  }
}

/** The address (or network, or the value itself) and the port of an indicator; an empty port is any port. */
export function addressAndPort(indicator: ParsedIndicator): { address: string; port: string } {
  if (indicator.type !== 'ip:port') return { address: indicator.value, port: '' };
  const colon = indicator.value.lastIndexOf(':');
  const address = indicator.value.slice(0, colon).replace(/^\[|\]$/g, '');
  return { address, port: indicator.value.slice(colon + 1) };
}

/** Host of a canonical URL, a lower-case name or an address (IPv6 without brackets), and its port or its scheme's. */
export function hostOfUrl(url: string): { host: string; port: string } {
  const match = /^([a-z]+):\/\/([^/?#\\]*)/.exec(url);
  const authority = match?.[2] ?? '';
  const parts = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(authority.slice(authority.lastIndexOf('@') + 1));
  const defaultPort = SCHEMES[match?.[1] ?? ''];
  return {
    host: (parts?.[1] ?? '').replace(/^\[|\]$/g, ''),
    port: parts?.[2] ?? (defaultPort === undefined ? '' : String(defaultPort)),
  };
}

/** Whether a host is an address: four decimal parts or IPv6. */
export function isAddress(host: string): boolean {
  return canonicalAddress(host) !== null;
}

type Outcome = ParsedIndicator | Refusal;

function asStated(value: string, type: StatedType, word: string): Outcome {
  switch (type) {
    case 'hash':
    case 'md5':
    case 'sha1':
    case 'sha256':
      return elsewhere(value, asHash(value), word, false);
    case 'ip':
    case 'ip:port':
    case 'cidr':
      return asNetwork(value, type === 'ip:port') ?? elsewhere(value, null, word, true);
    case 'url':
      return elsewhere(value, asUrl(value), word, true);
    case 'email':
      return elsewhere(value, asEmail(value), word, true);
    default:
      return elsewhere(value, asDomain(value), word, true);
  }
}

/** A value that is not what its type says: another type where the shape leaves no doubt, else the first refusal. */
function elsewhere(value: string, outcome: Outcome | null, word: string, network: boolean): Outcome {
  if (outcome !== null && 'type' in outcome) return outcome;
  const shape = byShape(value);
  if ('type' in shape && (shape.type !== 'domain' || network)) return shape;
  const reason = outcome?.rejected ?? ('rejected' in shape ? shape.rejected : `looks like a ${shape.type}`);
  return refuse(`not a valid ${shorten(cleanText(word), 40)}: ${reason}`);
}

function byShape(value: string): Outcome {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(value)) return asUrl(value);
  // `host:443/tcp` is a port's protocol, and no path.
  const protocol = /^[^/?#]+:\d{1,5}(?=\/(?:tcp|udp)$)/i.exec(value)?.[0];
  if (protocol !== undefined) return byShape(protocol);
  const certain = asHash(value) ?? asNetwork(value, false);
  if (certain !== null) return certain;
  if (/^[^/?#]*@/.test(value)) return asEmail(value);
  return /[/?#]/.test(value) ? asUrl(value) : asDomain(value);
}

/** Null: not hexadecimal at all. */
function asHash(value: string): Outcome | null {
  if (!/^[0-9a-f]{32,128}$/i.test(value)) return null;
  const type = HASH_LENGTHS.get(value.length);
  if (type !== undefined) return { type, value: value.toLowerCase() };
  return refuse(`a hash of ${value.length} digits; only MD5 (32), SHA-1 (40) and SHA-256 (64) can be hunted`);
}

/** Null: has not even the shape of an address. */
function asNetwork(value: string, portExpected: boolean): Outcome | null {
  const socket = /^(?:\[([0-9a-f:.]+)\]|(\d+\.\d+\.\d+\.\d+))(?:[:|](\d+))?$/i.exec(value);
  if (socket !== null) {
    const address = canonicalAddress(socket[1] ?? socket[2] ?? '');
    if (address === null) return refuse('not an address of four decimal parts, or not IPv6');
    if (socket[3] === undefined) return { type: 'ip', value: address };
    const port = portNumber(socket[3]);
    if (port === null) return refuse(`port ${shorten(socket[3], 12)} is not between 1 and 65535`);
    return { type: 'ip:port', value: `${bracketed(address)}:${port}` };
  }
  const range = /^([0-9a-f:.]+)\/(\d{1,3})$/i.exec(value);
  if (range !== null && canonicalAddress(range[1] ?? '') !== null) return asRange(range[1] ?? '', Number(range[2]));
  if (!/^[0-9a-f:.]+$/i.test(value) || !value.includes(':')) return null;
  const address = canonicalAddress(value);
  if (address === null) return refuse('not a valid IPv6 address');
  if (portExpected) return refuse('an IPv6 address with a port is written [address]:port');
  return { type: 'ip', value: address };
}

function asRange(address: string, prefix: number): Outcome {
  const parsed = ipaddr.parse(address);
  if (prefix > (parsed.kind() === 'ipv4' ? 32 : 128)) return refuse(`a prefix of ${prefix} bits is too long`);
  const network =
    parsed.kind() === 'ipv4'
      ? ipaddr.IPv4.networkAddressFromCIDR(`${address}/${prefix}`).toString()
      : ipaddr.IPv6.networkAddressFromCIDR(`${address}/${prefix}`).toRFC5952String();
  return { type: 'cidr', value: `${network}/${prefix}` };
}

// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: one branch a part of a URL, each with its own refusal.
function asUrl(value: string): Outcome {
  if (/\s/.test(value)) return refuse('a URL holds no blanks');
  const match = /^(?:([a-z][a-z0-9+.-]*):\/\/)?([^/?#\\]*)(.*)$/is.exec(value);
  const authority = match?.[2] ?? '';
  const rest = match?.[3] ?? '';
  const scheme = (match?.[1] ?? 'http').toLowerCase();
  if (match?.[1] === undefined && rest === '') return refuse('no scheme and no path');
  if (match?.[1] !== undefined && (scheme === 'tcp' || scheme === 'udp') && /^\/?$/.test(rest)) {
    return asNetwork(authority, true) ?? asDomain(authority);
  }
  const defaultPort = SCHEMES[scheme];
  if (defaultPort === undefined) return refuse(`unsupported URL scheme "${shorten(scheme, 20)}"`);
  const at = authority.lastIndexOf('@') + 1;
  const host = /^(\[[^\]]*\]|[^:]*)(?::(\d*))?$/.exec(authority.slice(at));
  if (host === null) return refuse('the host of the URL is malformed');
  const name = canonicalHost(host[1] ?? '');
  if (name === null) return refuse(`the host of the URL is no name under a public suffix and no address`);
  const port = host[2] === undefined || host[2] === '' ? defaultPort : portNumber(host[2]);
  if (port === null) return refuse(`port ${shorten(host[2] ?? '', 12)} is not between 1 and 65535`);
  const user = authority.slice(0, at);
  const path = rest.startsWith('/') || rest.startsWith('\\') ? rest : `/${rest}`;
  return { type: 'url', value: `${scheme}://${user}${name}${port === defaultPort ? '' : `:${port}`}${path}` };
}

function asEmail(value: string): Outcome {
  const at = value.lastIndexOf('@');
  const local = value.slice(0, at);
  // A formula sign first would be run by a spreadsheet, and is no address that anyone sends from.
  if (at < 1 || local.length > 64 || !/^[a-z0-9!#$%&'*/?^_`{|}~][a-z0-9!#$%&'*+/=?^_`{|}~.-]*$/i.test(local)) {
    return refuse('not an email address');
  }
  const domain = canonicalName(value.slice(at + 1));
  if (domain === null) return refuse('the domain of the address has no public suffix');
  return { type: 'email', value: `${local}@${domain}` };
}

function asDomain(value: string): Outcome {
  // Watchlists keep no port for names; the hunt matches the name on every port.
  const name = value.replace(/:\d{1,5}$/, '').replace(/^\*?\./, '');
  const domain = canonicalName(name);
  if (domain !== null) return { type: 'domain', value: domain };
  if (/[=+/]/.test(value) || !value.includes('.'))
    return refuse('not a domain name: perhaps encoded or encrypted text');
  return refuse('not a name under a public suffix');
}

/** `[v6]`, four decimal parts or a name; null for anything else. */
function canonicalHost(host: string): string | null {
  if (host.startsWith('[')) {
    const address = canonicalAddress(host.slice(1, -1));
    return address === null ? null : bracketed(address);
  }
  return canonicalAddress(host) ?? canonicalName(host);
}

/** A lower-case punycode name under a known suffix, without its trailing dot; null for anything else. */
function canonicalName(name: string): string | null {
  // domainToASCII decodes `%61` and reads `0x7f.1` as an address: only names beyond ASCII go there.
  const isAscii = /^[\x21-\x7e]+$/.test(name);
  const ascii = isAscii ? name.toLowerCase() : /[\s%]/.test(name) ? '' : domainToASCII(name);
  const host = ascii.endsWith('.') ? ascii.slice(0, -1) : ascii;
  if (host.length > 253 || !NAME.test(host)) return null;
  if (host.includes('xn--') && domainToASCII(host) === '') return null;
  return hasKnownSuffix(host) ? host : null;
}

function hasKnownSuffix(host: string): boolean {
  return publicSuffix(host).isKnown || SPECIAL_USE.has(host.slice(host.lastIndexOf('.') + 1));
}

function canonicalAddress(text: string): string | null {
  if (isIPv4(text)) return text;
  if (!text.includes(':') || !/^[0-9a-f:.]+$/i.test(text) || !ipaddr.IPv6.isValid(text)) return null;
  const address = ipaddr.IPv6.parse(text);
  return address.isIPv4MappedAddress() ? address.toIPv4Address().toString() : address.toRFC5952String();
}

function bracketed(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}

function portNumber(digits: string): number | null {
  const port = digits.length <= 5 ? Number(digits) : 0;
  return port >= 1 && port <= 65535 ? port : null;
}

/** Quotes, backticks and angle brackets around a value belong to the text, not to the value. */
function unwrap(text: string): string {
  if (!/^["'`“”‘’<]/.test(text)) return text;
  return text.replace(/^(["'`“”‘’<])(.*)(["'`“”‘’>])$/s, '$2').trim();
}

function refuse(rejected: string): Refusal {
  return { rejected };
}
