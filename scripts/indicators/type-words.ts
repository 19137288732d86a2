import { remembering } from '../base/strings.js';
import type { IndicatorType } from './indicator.js';

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

/** What the parts of a longer word say: `domain_port`, `SILKLOADER_SHA256`, `File Hash (MD5)`, `c2 ip`. */
const PARTS: readonly [RegExp, StatedType][] = [
  [/\bsha[ -]?256(?:sum)?\b/, 'sha256'],
  [/\bsha[ -]?1(?:sum)?\b/, 'sha1'],
  [/\bmd[ -]?5(?:sum)?\b/, 'md5'],
  [/\b(?:hash|hashes|checksum|digest)\b/, 'hash'],
  [/\b(?:e-?mails?|mail(?:box)?|senders?|recipients?)(?: address(?:es)?)?\b/, 'email'],
  [/\b(?:urls?|uris?)\b/, 'url'],
  [/\bcidr\b|\bsubnets?\b|\bnetblocks?\b/, 'cidr'],
  [/\bips?\b|\bipv[46]\b|\bip ?addr(?:ess(?:es)?)?\b|\bipv[46] ?addr\b/, 'ip'],
  [/\bdomains?\b|\bfqdns?\b|\bsubdomains?\b/, 'domain'],
  [/\bhost(?:s|names?)?\b|\bc2s?\b|\bcnc\b|\bservers?\b|\bresolutions?\b/, 'host'],
];

/** What a word or a few of them mean as the type of a value, their parts looked at one by one; null for nothing. */
export const looseType = remembering((text): StatedType | null => {
  if (text.length > 60) return null;
  const exact = statedType(text);
  if (exact !== null) return exact;
  const words = partsOf(text);
  return PARTS.find(([pattern]) => pattern.test(words))?.[1] ?? null;
});

/** Types of things that are no network or file indicator of ours: their values are not to be taken for one. */
const NO_INDICATOR =
  /\b(?:file ?names?|names?|paths?|folders?|director(?:y|ies)|pdb|mutex(?:es)?|registry|reg ?keys?|process|service|tasks?|user ?agents?|cves?|vulnerabilit(?:y|ies)|yara|sigma|snort|strings?|subject|attachments?|descriptions?|comments?|text|other|pattern|command ?lines?|cmd ?lines?|pipes?|ja3s?|jarm|imphash|ssdeep|tlsh|vhash|authentihash|x509|serials?|asn|as|btc|xmr|wallets?|phones?|certificates?|tools?|titles?)\b/;

/** Whether a word for a type names something that no list of ours can hold, such as `filename`, `pdb` or `mutex`. */
export const isOtherType = remembering((text): boolean => looseType(text) === null && NO_INDICATOR.test(partsOf(text)));

/** What identifies something else than a file by digits that look like the hash of one. */
const FINGERPRINT =
  /\b(?:ja[34]\w{0,2}|jarm|imp ?hash|ssdeep|tlsh|vhash|authentihash|pehash|thumbprints?|x509|serials?|certificates?|cert|rich header|dhash|telfhash|watermark)\b/;

/** Whether a word for a type or a heading means fingerprints of certificates, handshakes or parts of files. */
export const isFingerprintWord = remembering((text): boolean => {
  const words = partsOf(text);
  return FINGERPRINT.test(words) && !/\b(?:signed|samples?|files?|malware)\b/.test(words);
});

/** `dstIp_address` → `dst ip address`. */
export function partsOf(text: string): string {
  return text
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
}
