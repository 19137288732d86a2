import { isObject } from '../../base/objects.js';
import { hint } from '../meaning/hints.js';
import { endOfDay, isoFromSeconds } from './dates.js';
import type { FeedParser } from './feed.js';
import { fieldsOf, isTrue, type JsonObject, objects, textOf } from './json-fields.js';
import { JsonRecords, type PathPart, type Selection } from './json-records.js';
import type { FeedDetails, FeedRecords } from './records.js';

/** An attribute that waits for the end of its event: the event's family and date may stand behind it. */
interface Pending {
  value: string;
  stated: string;
  family: string;
  threatType: string;
  firstSeen: string | null;
  /** Not for detection (`to_ids: false`). */
  isContext: boolean;
  isDeleted: boolean;
  timestamp: string | null;
}

/** Galaxies whose clusters are malware families. */
const FAMILY_TAG =
  /^misp-galaxy:(?:malpedia|mitre-malware|mitre-enterprise-attack-malware|ransomware|rat|banker|stealer|botnet|backdoor|cryptominers)="([^"]+)"$/;

const ACTOR_TAG = /^misp-galaxy:(?:threat-actor|mitre-intrusion-set|mitre-enterprise-attack-intrusion-set)="([^"]+)"$/;

/**
 * Reads MISP events: one, a list of them, the answer of a search, or a search's bare attributes. An attribute with
 * `to_ids: false`, or a deleted one, withdraws its value as of the attribute's timestamp: it shortens a life that is
 * on record, and begins none.
 */
export class MispEvents implements FeedParser {
  readonly #json: JsonRecords;
  #event = new MispEvent('');
  readonly #publishers = new Set<string>();

  constructor(private readonly records: FeedRecords) {
    this.#json = new JsonRecords({
      select: (path) => select(inEvent(path).rest),
      value: (path, value) => this.#take(path, value),
      unreadable: (beginning, reason) => records.reject(beginning, reason),
      stopped: (code, message) => records.warn(code, message),
    });
  }

  read(text: string): void {
    this.#json.read(text);
    this.#endEvent();
    const [publisher, other] = this.#publishers;
    this.records.source = publisher !== undefined && other === undefined ? publisher : 'MISP';
  }

  #take(path: readonly PathPart[], value: unknown): void {
    const { event, rest } = inEvent(path);
    if (event !== this.#event.id) {
      this.#endEvent();
      this.#event = new MispEvent(event);
    }
    this.#event.take(rest, value, this.records);
  }

  #endEvent(): void {
    if (this.#event.publisher !== '') this.#publishers.add(this.#event.publisher.slice(0, 100));
    this.#event.end(this.records);
  }
}

/** Where in which event: `response`, `Event` and positions in lists lead to the event, the rest is within it. */
function inEvent(path: readonly PathPart[]): { event: string; rest: readonly PathPart[] } {
  const start = path.findIndex((part) => typeof part === 'string' && part !== 'response' && part !== 'Event');
  const cut = start === -1 ? path.length : start;
  return { event: path.slice(0, cut).join('/'), rest: path.slice(cut) };
}

function select(rest: readonly PathPart[]): Selection {
  const [key, index] = rest;
  if (key === undefined) return 'enter';
  if (key === 'Orgc') return 'take';
  if (!['Attribute', 'Object', 'ShadowAttribute', 'Tag', 'Galaxy'].includes(String(key))) return 'skip';
  return index === undefined ? 'enter' : 'take';
}

class MispEvent {
  publisher = '';
  readonly #pending: Pending[] = [];
  readonly #families = new Families();
  #date: string | null = null;
  #timestamp: string | null = null;

  constructor(readonly id: string) {}

  take([key]: readonly PathPart[], value: unknown, records: FeedRecords): void {
    if (key === 'date') {
      this.#date = records.date(textOf(value));
      hint(records.hints.dates, textOf(value));
    }
    if (key === 'info') hint(records.hints.titles, textOf(value));
    if (key === 'timestamp') this.#timestamp = isoFromSeconds(textOf(value));
    if (!isObject(value)) return;
    if (key === 'Orgc') this.publisher = textOf(value.name);
    else if (key === 'Tag') {
      hint(records.hints.tlp, textOf(value.name));
      const actor = ACTOR_TAG.exec(textOf(value.name))?.[1]?.replace(/ - G\d{4}$/, '');
      if (actor !== undefined) hint(records.hints.actors, actor);
      this.#families.addTag(value);
    } else if (key === 'Galaxy') this.#families.addGalaxy(value);
    else if (key === 'Attribute') this.#add(value, records);
    else if (key === 'Object') this.#addObject(value, records);
    else if (key === 'ShadowAttribute') records.reject(textOf(value.value), 'a proposal, not part of the event yet');
  }

  end(records: FeedRecords): void {
    const family = this.#families.only;
    // Many publish events without a single attribute for detection: there the flag tells nothing.
    const isFlagUsed = this.#pending.some(({ isContext, isDeleted }) => !isContext && !isDeleted);
    if (!isFlagUsed && this.#pending.some(({ isDeleted }) => !isDeleted)) {
      records.warn('no-detection-flag', 'no attribute of an event is for detection (to_ids); all of them were taken');
    }
    for (const { value, stated, isContext, isDeleted, timestamp, ...attribute } of this.#pending) {
      const details: FeedDetails = { ...attribute, family: attribute.family || family };
      if (isDeleted || (isContext && isFlagUsed)) {
        const asOf = timestamp ?? this.#timestamp ?? (this.#date === null ? null : endOfDay(this.#date));
        records.retract(value, stated, { ...details, firstSeen: null }, asOf);
      } else records.add(value, stated, { ...details, firstSeen: attribute.firstSeen ?? this.#date ?? timestamp });
    }
    this.#pending.length = 0;
  }

  /** The attributes of an object; an address and the port beside it are one indicator. */
  #addObject(object: JsonObject, records: FeedRecords): void {
    const attributes = objects(object.Attribute);
    const isDeleted = isTrue(textOf(object.deleted));
    const ports = attributes.filter((attribute) => textOf(attribute.object_relation) === 'dst-port');
    const port = textOf(object.name) === 'ip-port' && ports.length === 1 ? textOf(ports[0]?.value) : '';
    const addresses = attributes.filter((attribute) => /^ip-(?:dst|src)$/.test(textOf(attribute.type)));
    const isJoined = port !== '' && addresses.length > 0;
    for (const attribute of attributes) {
      if (isJoined && attribute === ports[0]) continue;
      const joined =
        isJoined && addresses.includes(attribute)
          ? { type: `${textOf(attribute.type)}|port`, value: `${textOf(attribute.value)}|${port}` }
          : {};
      this.#add({ ...attribute, ...joined, ...(isDeleted ? { deleted: true } : {}) }, records);
    }
  }

  #add(attribute: JsonObject, records: FeedRecords): void {
    const field = fieldsOf(attribute);
    const type = field('type');
    const isContext = /^(?:false|0)$/i.test(field('to_ids'));
    const isDeleted = isTrue(field('deleted'));
    if (type === 'link' && (isContext || isDeleted)) {
      records.reject(field('value'), 'a reference, not for detection');
      return;
    }
    const families = new Families();
    for (const tag of objects(attribute.Tag)) families.addTag(tag);
    for (const galaxy of objects(attribute.Galaxy)) families.addGalaxy(galaxy);
    const timestamp = isoFromSeconds(field('timestamp'));
    for (const { value, stated } of splitAttribute(type, field('value'))) {
      this.#pending.push({
        value,
        stated,
        family: records.text(families.only),
        threatType: threatType(field('category'), type),
        firstSeen: records.date(field('first_seen')),
        isContext,
        isDeleted,
        timestamp: timestamp === null ? null : records.text(timestamp),
      });
    }
  }
}

/** The values of an attribute: composite types join two with a bar. */
function splitAttribute(type: string, value: string): { value: string; stated: string }[] {
  const bar = value.indexOf('|');
  const left = value.slice(0, bar);
  const right = value.slice(bar + 1);
  if (bar === -1) return [{ value, stated: type }];
  if (type === 'domain|ip') {
    return [
      { value: left, stated: 'domain' },
      { value: right, stated: 'ip' },
    ];
  }
  if (/^ip-(?:src|dst)\|port$/.test(type)) {
    return [{ value: `${left.includes(':') ? `[${left}]` : left}:${right}`, stated: 'ip:port' }];
  }
  if (type === 'hostname|port') return [{ value: `${left}:${right}`, stated: 'hostname' }];
  // The name of a file may hold a bar itself, a hash never does.
  const hash = value.slice(value.lastIndexOf('|') + 1);
  if (type === 'malware-sample') return [{ value: hash, stated: 'md5' }];
  return type.startsWith('filename|')
    ? [{ value: hash, stated: type.slice('filename|'.length) }]
    : [{ value, stated: type }];
}

/** ThreatFox's words for MISP's categories. */
function threatType(category: string, type: string): string {
  const isFile = /md5|sha\d|malware-sample/.test(type);
  if (/^(?:Payload (?:delivery|installation)|Artifacts dropped)$/.test(category) && isFile) return 'payload';
  return category === 'Payload delivery' ? 'payload_delivery' : '';
}

/** The malware families that tags and galaxies name. */
class Families {
  /** By lower-case name. Malpedia's spelling is the other feeds' too. */
  readonly #names = new Map<string, string>();

  addTag(tag: JsonObject): void {
    this.#addName(textOf(tag.name));
  }

  addGalaxy(galaxy: JsonObject): void {
    for (const cluster of objects(galaxy.GalaxyCluster)) this.#addName(textOf(cluster.tag_name));
  }

  /** The one family that is named; empty when none is, or several are. */
  get only(): string {
    const [name, other] = this.#names.values();
    return other === undefined ? (name ?? '') : '';
  }

  #addName(tag: string): void {
    // ATT&CK adds its number: `Emotet - S0367`.
    const name = FAMILY_TAG.exec(tag)?.[1]?.replace(/ - S\d{4}$/, '');
    if (name === undefined) return;
    const key = name.toLowerCase();
    if (!this.#names.has(key) || tag.startsWith('misp-galaxy:malpedia')) this.#names.set(key, name);
  }
}
