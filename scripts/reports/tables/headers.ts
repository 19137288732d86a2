import { remembering } from '../../base/strings.js';
import { looseType, partsOf, statedType } from '../../indicators/type-words.js';

/** What a column is for. `value` holds indicators of any type; the types themselves hold those. */
export type ColumnRole =
  | 'value'
  | 'ip'
  | 'ip:port'
  | 'cidr'
  | 'domain'
  | 'url'
  | 'md5'
  | 'sha1'
  | 'sha256'
  | 'email'
  | 'host'
  | 'hash'
  | 'type'
  | 'reference'
  | 'first-seen'
  | 'last-seen'
  | 'valid-until'
  | 'family'
  | 'actor'
  | 'campaign'
  | 'threat'
  | 'confidence'
  | 'port'
  | 'status'
  | 'file'
  | 'fingerprint'
  | 'decoy'
  | 'to-ids'
  | 'description'
  | 'other';

const VALUE_ROLES = new Set<ColumnRole>([
  'value',
  'ip',
  'ip:port',
  'cidr',
  'domain',
  'url',
  'md5',
  'sha1',
  'sha256',
  'email',
  'host',
  'hash',
]);

/** Whether a column of this role holds indicators. */
export function holdsValues(role: ColumnRole): boolean {
  return VALUE_ROLES.has(role);
}

/** In this order; the first that fits decides. Words are lower-case, one blank between them. */
const HEADERS: readonly [RegExp, ColumnRole][] = [
  [
    /\b(?:imphash|ssdeep|tlsh|vhash|authentihash|ja3s?|ja4|jarm|pubkey|watermark|serial|thumbprint|pehash|imp hash|fuzzy|dhash|rich header|telfhash)\b/,
    'fingerprint',
  ],
  [
    /\b(?:host header|http host|fronting|fronted|decoys?|spoof(?:ed|s)?|impersonat\w+|legitimate|legit|victims?|sni|referr?er)\b/,
    'decoy',
  ],
  [/^to ids$/, 'to-ids'],
  [
    /\b(?:references?|refs?|permalinks?|tweets?|blogs?|articles?|evidence|citations?|malpedia|virustotal|vt|report|reports|analysis|further reading)\b/,
    'reference',
  ],
  [
    /^(?:links?|source urls?|source links?|external (?:links?|ids?)|urlhaus link|more info(?:rmation)?|info urls?|post|posts|publication)$/,
    'reference',
  ],
  [
    /\b(?:file ?names?|file ?paths?|paths?|director(?:y|ies)|attachments?|file location|location|original name|orig filename)\b/,
    'file',
  ],
  [
    /^(?:first seen(?: \w+)?|date added|added|date|dates?|seen|created(?: (?:at|on|date))?|creation date|valid from|timestamp|listing date|listingdate|first submission|submitted|observed|observed (?:at|on)|detected|detection date|first observed|first submission(?: \w+)?|firstseen|dateadded|published(?: at)?|day|time|datetime)$/,
    'first-seen',
  ],
  [
    /^(?:last (?:seen|online|observed|active|updated?)(?: \w+)?|lastseen|modified(?: at)?|updated(?: at)?)$/,
    'last-seen',
  ],
  [/\b(?:valid until|valid to|expir\w+|end date)\b/, 'valid-until'],
  [
    /^(?:malware(?: (?:family|name|printable|families))?|famil(?:y|ies)|signature|threat names?|associated malware|ransomware|botnet|malware printable|tool name|malware tool|malware variant|payload name)$/,
    'family',
  ],
  [/\b(?:actors?|adversar(?:y|ies)|threat groups?|apt|intrusion set|attribution|attributed to)\b/, 'actor'],
  [/\b(?:campaigns?|operations?)\b/, 'campaign'],
  [
    /^(?:threat(?: types?)?|categor(?:y|ies)|roles?|kill ?chain(?: phase)?|stages?|phases?|purpose|usage|function)$/,
    'threat',
  ],
  [/\b(?:confidence|certainty)\b/, 'confidence'],
  [/^(?:(?:dst|dest|destination|c2|remote|server|src|source)? ?ports?)$/, 'port'],
  [/\b(?:status|state|online)\b/, 'status'],
  [
    /^(?:(?:ioc|indicator|entity|observable|hash|attribute|artifact|artefact|data|value|object)s? ?(?:types?|kind|class)|types?|kinds?|datatype|ioctype|itype|entity)$/,
    'type',
  ],
  [
    /^(?:descriptions?|notes?|comments?|context|details?|remarks?|info(?:rmation)?|titles?|names?|verdict|detections?(?: names?)?|labels?|tags?|source|sources|feed|reporter|author|user|account|country|asn|as|org|isp|registrar|id|uuid|event id|size|file size|file type|mime type|md|version|protocol|proto|compile time|compilation timestamp|compiled|summary|date range|number|no|nr)$/,
    'description',
  ],
  [
    /^(?:iocs?|indicators?|values?|data|observables?|artifacts?|artefacts?|indicators? of compromise|(?:ioc|indicator|observable) ?(?:values?|data)|iocvalue|defanged|refanged|content|entities|hosts? and ips?|network iocs?|dst|src|destination|address(?:es)?)$/,
    'value',
  ],
];

/** What a header says of its column; null for words that say nothing. */
export const headerRole = remembering((text): ColumnRole | null => {
  const words = partsOf(text);
  if (words === '' || words.length > 80) return null;
  // `SHA256` and `sha256_hash` are certain; `Source IP` is, whatever "source" may mean elsewhere.
  const exact = statedType(text);
  if (exact !== null && !/^link$/i.test(text.trim())) return exact;
  const role = HEADERS.find(([pattern]) => pattern.test(words))?.[1];
  if (role !== undefined) return role;
  return words.split(' ').length <= 5 ? looseType(text) : null;
});
