import { remembering } from '../base/strings.js';
import type { IndicatorType } from '../reports/report.js';

/** What a source's word for a type means here. `host` is a name or an address, `hash` a hash of any length. */
export type StatedType = IndicatorType | 'host' | 'hash';

/** Spellings of ThreatFox, URLhaus, MISP, OTX and STIX; keys as `normalise` leaves them. */
const WORDS: Record<StatedType, readonly string[]> = {
  ip: [
    'ip',
    'ips',
    'ipv4',
    'ipv6',
    'ipaddress',
    'ipaddr',
    'ipv4addr',
    'ipv6addr',
    'ipsrc',
    'ipdst',
    'address',
    'dstip',
  ],
  'ip:port': ['ip:port', 'ipport', 'ip|port', 'ipsrc|port', 'ipdst|port', 'socket', 'ipv4:port', 'ipv6:port'],
  cidr: ['cidr', 'netblock', 'network', 'subnet', 'iprange', 'ipv4cidr', 'ipv6cidr'],
  domain: ['domain', 'domains', 'domainname', 'fqdn', 'hostname|port'],
  url: ['url', 'urls', 'uri', 'link'],
  md5: ['md5', 'md5hash', 'filehashmd5', 'filemd5', 'hashmd5'],
  sha1: ['sha1', 'sha1hash', 'filehashsha1', 'filesha1', 'hashsha1'],
  sha256: ['sha256', 'sha256hash', 'filehashsha256', 'filesha256', 'hashsha256'],
  email: ['email', 'emailaddress', 'emailaddr', 'emailsrc', 'emaildst', 'envelopefrom', 'bodyfrom', 'sender', 'mail'],
  host: ['host', 'hostname', 'c2', 'c2server', 'server'],
  hash: ['hash', 'filehash', 'hashes'],
};

const MEANING = new Map<string, StatedType>(
  Object.entries(WORDS).flatMap(([type, words]) => words.map((word) => [word, type as StatedType] as const)),
);

/** Whether a text may be a word for a type or a column: it is not long, and its first letter comes before any digit. */
export function isWord(text: string): boolean {
  return text.length <= MAX_WORD && /^[^a-z0-9]*[a-z]/i.test(text);
}

/** Longer texts are values, whatever punctuation they hold. */
const MAX_WORD = 40;

/** What a source's type word means; null for a type that we have no watchlist for. */
export const statedType = remembering((word): StatedType | null =>
  isWord(word) ? (MEANING.get(normalise(word)) ?? null) : null,
);

/** `SHA-256`, `sha256_hash` and `FileHash-SHA256` differ in spelling only. */
function normalise(word: string): string {
  return word.toLowerCase().replace(/[^a-z0-9:|]/g, '');
}
