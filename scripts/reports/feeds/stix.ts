import { isObject } from '../../base/objects.js';
import { hint } from '../meaning/hints.js';
import type { FeedParser } from './feed.js';
import { type Field, fieldsOf, isTrue, type JsonObject, objects, textOf } from './json-fields.js';
import { JsonRecords } from './json-records.js';
import type { FeedDetails, FeedRecords } from './records.js';
import { PatternError } from './stix-grammar.js';
import { type PatternReading, readPattern } from './stix-pattern.js';

/** One value of an indicator; the family waits for the bundle's end, where its relationships are known. */
interface Pending {
  id: string;
  value: string;
  stated: string;
  details: FeedDetails;
  /** Revoked as of; null for an indicator that stands. */
  revoked: { asOf: string | null } | null;
}

/** Observables that could be taken for indicators. */
const OBSERVABLE_TYPES = new Map([
  ['ipv4-addr', 'ip'],
  ['ipv6-addr', 'ip'],
  ['domain-name', 'domain'],
  ['url', 'url'],
  ['email-addr', 'email'],
]);

/** ThreatFox's words for the phases of the Lockheed Martin and the Mitre kill chains. */
const THREAT_TYPES: Readonly<Record<string, string>> = {
  'command-and-control': 'botnet_cc',
  delivery: 'payload_delivery',
};

/**
 * Reads a STIX 2.x bundle: the values in the patterns of its indicators, with the malware or tool that they indicate
 * as the family. A revoked indicator is withdrawn as of its last modification.
 */
export class StixBundle implements FeedParser {
  readonly #json: JsonRecords;
  readonly #pending: Pending[] = [];
  /** Names of malware and tools by id. */
  readonly #families = new Map<string, string>();
  /** Ids of what an indicator indicates, the first that was stated. */
  readonly #indicated = new Map<string, string>();
  readonly #identities = new Map<string, string>();
  readonly #creators = new Set<string>();
  readonly #observables: { value: string; type: string }[] = [];

  constructor(private readonly records: FeedRecords) {
    this.#json = new JsonRecords({
      select: (path) =>
        typeof path.at(-1) === 'number' ? 'take' : path.length === 0 || isObjects(path[0]) ? 'enter' : 'skip',
      value: (path, value) => {
        if (isObject(value)) this.#take(value);
        else if (isObjects(path[0])) records.reject(textOf(value), 'not a STIX object');
      },
      unreadable: (beginning, reason) => records.reject(beginning, reason),
      stopped: (code, message) => records.warn(code, message),
    });
  }

  read(text: string): void {
    this.#json.read(text);
    const hunted = new Set<string>();
    for (const { id, value, stated, details, revoked } of this.#pending) {
      const family = this.#families.get(this.#indicated.get(id) ?? '') ?? '';
      if (revoked === null) this.records.add(value, stated, { ...details, family });
      else this.records.retract(value, stated, { ...details, family }, revoked.asOf);
      if (this.#observables.length > 0) hunted.add(value);
    }
    for (const { value, type } of this.#observables) {
      if (!hunted.has(value)) this.records.reject(value, `an observable (${type}) that no indicator asks for`);
    }
    const [creator = '', other] = this.#creators;
    this.records.source = (other === undefined && this.#identities.get(creator)) || 'STIX';
  }

  #take(object: JsonObject): void {
    const field = fieldsOf(object);
    const type = field('type');
    switch (type) {
      case 'indicator':
        this.#addIndicator(object, field);
        break;
      case 'report':
        hint(this.records.hints.titles, field('name'));
        hint(this.records.hints.dates, field('published'));
        break;
      case 'intrusion-set':
      case 'threat-actor':
        hint(this.records.hints.actors, field('name'));
        break;
      case 'campaign':
        hint(this.records.hints.campaigns, field('name'));
        break;
      case 'marking-definition':
        if (isObject(object.definition)) hint(this.records.hints.tlp, fieldsOf(object.definition)('tlp'));
        break;
      case 'malware':
      case 'tool':
        if (type === 'malware') hint(this.records.hints.families, field('name'));
        this.#families.set(field('id'), field('name'));
        break;
      case 'identity':
        this.#identities.set(field('id'), field('name').slice(0, 100));
        break;
      case 'relationship':
        this.#relate(field);
        break;
      case 'file':
        this.#observeHashes(object.hashes);
        break;
      default:
        if (OBSERVABLE_TYPES.has(type)) this.#observables.push({ value: field('value'), type });
    }
  }

  #relate(field: Field): void {
    const target = field('target_ref');
    if (field('relationship_type') !== 'indicates' || !/^(?:malware|tool)--/.test(target)) return;
    const source = field('source_ref');
    const known = this.#indicated.get(source);
    if (known === undefined) this.#indicated.set(source, target);
    else if (known !== target)
      this.records.note('several-families', 'indicators of several families, filed under the first', source);
  }

  #observeHashes(hashes: unknown): void {
    if (!isObject(hashes)) return;
    for (const [name, hash] of Object.entries(hashes)) {
      if (/^(?:MD5|SHA-?1|SHA-?256)$/i.test(name)) this.#observables.push({ value: textOf(hash), type: 'file' });
    }
  }

  #addIndicator(object: JsonObject, field: Field): void {
    const { records } = this;
    const pattern = field('pattern');
    const language = field('pattern_type');
    const isStix = language === '' || language === 'stix';
    const reading = isStix ? read(pattern) : `a pattern in ${language.slice(0, 40)}, not in STIX`;
    if (typeof reading === 'string') {
      records.reject(pattern, reading);
      return;
    }
    if (reading.widened) {
      records.note(
        'pattern-widened',
        'these patterns ask for several values at once; each value is hunted alone',
        pattern,
      );
    }
    for (const { part, reason } of reading.unsupported) records.reject(part, reason);
    if (reading.indicators.length === 0 && reading.unsupported.length === 0)
      records.reject(pattern, 'the pattern names no value');
    this.#creators.add(records.text(field('created_by_ref')));
    const id = field('id');
    const phases = objects(object.kill_chain_phases).map((phase) => THREAT_TYPES[textOf(phase.phase_name)]);
    const validUntil = records.date(field('valid_until'));
    const details: FeedDetails = {
      threatType: phases.find((phase) => phase !== undefined) ?? '',
      confidence: records.confidence(field('confidence')),
      firstSeen: records.date(field('valid_from')),
      validUntil,
    };
    const asOf = records.date(field('modified')) ?? validUntil ?? details.firstSeen ?? null;
    const revoked = isTrue(field('revoked')) ? { asOf } : null;
    for (const { value, stated } of reading.indicators) this.#pending.push({ id, value, stated, details, revoked });
  }
}

function isObjects(part: unknown): boolean {
  return part === 'objects';
}

/** The reading of a pattern, or why it has none. */
function read(pattern: string): PatternReading | string {
  try {
    return readPattern(pattern);
  } catch (error) {
    if (error instanceof PatternError) return error.message;
    throw error;
  }
}
