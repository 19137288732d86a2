import { isObject } from '../../base/objects.js';
import { hint } from '../meaning/hints.js';
import type { FeedParser } from './feed.js';
import { fieldsOf, type JsonObject, textOf } from './json-fields.js';
import { JsonRecords, type PathPart } from './json-records.js';
import type { FeedRecords } from './records.js';

const THREAT_TYPES: Readonly<Record<string, string>> = {
  command_and_control: 'botnet_cc',
  malware_hosting: 'payload_delivery',
  delivery_email: 'payload_delivery',
};

/**
 * Reads OTX pulses: one, a list of them, a page of subscribed pulses, or a page of one pulse's indicators. An
 * indicator that is no longer active is withdrawn as of its expiration.
 */
export class OtxPulses implements FeedParser {
  readonly #json: JsonRecords;
  #pulse = '';
  #pending: JsonObject[] = [];
  #families = new Set<string>();
  #own: Record<string, string> = {};

  constructor(private readonly records: FeedRecords) {
    records.source = 'OTX';
    this.#json = new JsonRecords({
      select: (path) => {
        const [key, index] = inPulse(path).rest;
        if (key === undefined) return 'enter';
        if (key !== 'indicators' && key !== 'malware_families') return 'skip';
        return index === undefined ? 'enter' : 'take';
      },
      value: (path, value) => this.#take(path, value),
      unreadable: (beginning, reason) => records.reject(beginning, reason),
      stopped: (code, message) => records.warn(code, message),
    });
  }

  read(text: string): void {
    this.#json.read(text);
    this.#endPulse();
  }

  #take(path: readonly PathPart[], value: unknown): void {
    const { pulse, rest } = inPulse(path);
    if (pulse !== this.#pulse) this.#endPulse();
    this.#pulse = pulse;
    const [key, index] = rest;
    if (key === 'malware_families') {
      const name = isObject(value) ? fieldsOf(value)('display_name', 'id') : textOf(value);
      if (name !== '' && this.#families.size < 2) this.#families.add(name);
    } else if (key === 'indicators' && index !== undefined) {
      if (isObject(value)) this.#pending.push(slim(value, this.records));
      else this.records.reject(textOf(value), 'not a record');
    } else if (key === 'name') hint(this.records.hints.titles, textOf(value));
    else if (key === 'adversary') hint(this.records.hints.actors, textOf(value));
    else if (key === 'tlp') hint(this.records.hints.tlp, textOf(value));
    else if (typeof key === 'string' && OWN.has(key)) this.#own[key] = textOf(value);
  }

  /** The family may stand behind the indicators: only the end of the pulse tells. */
  #endPulse(): void {
    const [family, other] = this.#families;
    const isIndicator = this.#own.indicator !== undefined;
    for (const indicator of isIndicator ? [this.#own] : this.#pending) {
      addIndicator(indicator, other === undefined ? (family ?? '') : '', this.records);
    }
    this.#pending = [];
    this.#families = new Set();
    this.#own = {};
  }
}

/** The fields of an indicator that are read. */
const OWN = new Set(['indicator', 'type', 'created', 'is_active', 'expiration', 'role']);

function slim(indicator: JsonObject, records: FeedRecords): JsonObject {
  const field = fieldsOf(indicator);
  return Object.fromEntries(
    [...OWN].map((name) => [name, name === 'indicator' ? field(name) : records.text(field(name))]),
  );
}

/** `results` and positions in lists lead to the pulse, the rest is within it. */
function inPulse(path: readonly PathPart[]): { pulse: string; rest: readonly PathPart[] } {
  const start = path.findIndex((part) => typeof part === 'string' && part !== 'results');
  const cut = start === -1 ? path.length : start;
  return { pulse: path.slice(0, cut).join('/'), rest: path.slice(cut) };
}

function addIndicator(indicator: JsonObject, family: string, records: FeedRecords): void {
  const field = fieldsOf(indicator);
  const value = field('indicator');
  const firstSeen = records.date(field('created'));
  const expiration = records.date(field('expiration'));
  const threatType = THREAT_TYPES[field('role')] ?? '';
  const details = { family, threatType, firstSeen };
  if (/^(?:0|false)$/.test(field('is_active'))) {
    records.retract(value, field('type'), details, expiration ?? firstSeen);
  } else records.add(value, field('type'), { ...details, validUntil: expiration });
}
