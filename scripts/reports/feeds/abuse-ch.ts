import { cellsOfLine } from '../../base/delimited.js';
import { isObject } from '../../base/objects.js';
import { isBlank } from '../fields.js';
import { endOfDay } from './dates.js';
import type { FeedParser } from './feed.js';
import { type Field, fieldsOf, isTrue, textOf } from './json-fields.js';
import { JsonRecords } from './json-records.js';
import type { FeedRecords } from './records.js';

/** One of the feeds of abuse.ch: how its records are known, and what one of them says. */
export interface AbuseFeed {
  name: string;
  /** A file is of this feed when its records have all of the fields of one of these sets. */
  knownBy: readonly (readonly string[])[];
  read(field: Field, records: FeedRecords): void;
}

export const THREATFOX: AbuseFeed = {
  name: 'ThreatFox',
  knownBy: [
    ['ioc_value', 'ioc_type'],
    ['ioc', 'ioc_type'],
  ],
  read(field, records) {
    const value = field('ioc_value', 'ioc');
    if (isTrue(field('is_compromised'))) {
      records.note('compromised-site', 'ThreatFox marks these as compromised sites of others', value);
    }
    records.add(value, field('ioc_type'), {
      family: field('malware_printable', 'malware', 'fk_malware'),
      threatType: field('threat_type'),
      confidence: records.confidence(field('confidence_level')),
      firstSeen: records.date(field('first_seen_utc', 'first_seen')),
    });
  },
};

/** A URL that is offline is withdrawn as of the last time that it was online. */
const URLHAUS: AbuseFeed = {
  name: 'URLhaus',
  knownBy: [['url', 'url_status']],
  read(field, records) {
    const threat = field('threat');
    const firstSeen = records.date(field('dateadded', 'date_added'));
    const details = { threatType: threat === 'malware_download' ? 'payload_delivery' : threat, firstSeen };
    const value = field('url');
    if (field('url_status') !== 'offline') records.add(value, 'url', details);
    else records.retract(value, 'url', details, lastAlive(records.date(field('last_online')), firstSeen));
  },
};

/** The hashes of one sample are one indicator each. */
const MALWARE_BAZAAR: AbuseFeed = {
  name: 'MalwareBazaar',
  knownBy: [
    ['sha256_hash', 'md5_hash'],
    ['sha256_hash', 'signature'],
  ],
  read(field, records) {
    const details = {
      family: field('signature'),
      threatType: 'payload',
      firstSeen: records.date(field('first_seen_utc', 'first_seen')),
    };
    const hashes = ['sha256_hash', 'sha1_hash', 'md5_hash'].map((name) => [name, field(name)] as const);
    const present = hashes.filter(([, hash]) => hash !== '');
    if (present.length === 0) records.reject(field('file_name'), 'the record has no hash');
    for (const [name, hash] of present) records.add(hash, name, details);
  },
};

/** A server that is offline is withdrawn as of the last day that it was online. */
const FEODO: AbuseFeed = {
  name: 'Feodo Tracker',
  knownBy: [
    ['dst_ip', 'dst_port'],
    ['dst_ip', 'c2_status'],
  ],
  read(field, records) {
    const address = field('dst_ip');
    const port = field('dst_port');
    const value =
      address === '' || port === '' ? address : `${address.includes(':') ? `[${address}]` : address}:${port}`;
    const firstSeen = records.date(field('first_seen_utc', 'first_seen'));
    const details = { family: field('malware'), threatType: 'botnet_cc', firstSeen };
    if (field('c2_status', 'status') !== 'offline') records.add(value, 'ip:port', details);
    else records.retract(value, 'ip:port', details, lastAlive(records.date(field('last_online')), firstSeen));
  },
};

/** What was online when it was reported, and not seen so since, had that day: a life of no length would be no row. */
function lastAlive(lastOnline: string | null, firstSeen: string | null): string | null {
  if (firstSeen === null || (lastOnline !== null && endOfDay(lastOnline) > firstSeen)) return lastOnline;
  return endOfDay(firstSeen.slice(0, 10));
}

const FEEDS: readonly AbuseFeed[] = [THREATFOX, URLHAUS, MALWARE_BAZAAR, FEODO];

/** The feed whose records have these fields. */
export function abuseFeedWith(fields: Iterable<string>): AbuseFeed | undefined {
  const present = new Set(fields);
  return FEEDS.find(({ knownBy }) => knownBy.some((names) => names.every((name) => present.has(name))));
}

/**
 * The column names in a line of CSV, and whose they are: the exports have them in a comment, re-exports often not.
 * Undefined for a line that is no header.
 */
export function csvHeader(line: string): { feed: AbuseFeed; columns: string[] } | undefined {
  if (line.length > 10_000) return undefined;
  const columns = cellsOfLine(line.replace(/^[\s#]+/, ''), ',')?.map((cell) => cell.toLowerCase());
  const feed = abuseFeedWith(columns ?? []);
  return feed === undefined || columns === undefined ? undefined : { feed, columns };
}

/** Longer lines are no rows, in UTF-16 code units. */
const MAX_LINE_LENGTH = 1_048_576;

/** Reads a CSV export by the names in its header, never by position. */
export class AbuseCsv implements FeedParser {
  #columns = new Map<string, number>();
  #rows = 0;
  #stated: number | undefined;
  #line = 0;

  constructor(
    private readonly feed: AbuseFeed,
    private readonly records: FeedRecords,
  ) {
    records.source = feed.name;
  }

  /** The feeds keep a row on one line: a quote that is never closed spoils its own row and no other. */
  read(text: string): void {
    for (let start = 0, next = 0; start < text.length; start = next) {
      const lineEnd = text.indexOf('\n', start);
      next = lineEnd === -1 ? text.length : lineEnd + 1;
      const end = lineEnd === -1 ? next : lineEnd - (text[lineEnd - 1] === '\r' ? 1 : 0);
      if (end - start > MAX_LINE_LENGTH) this.#refuse(text.slice(start, start + 300), 'the line is longer than 1 MB');
      else this.#readLine(text.slice(start, end), lineEnd !== -1);
    }
    if (this.#stated === undefined || this.#stated === this.#rows) return;
    this.records.warn('count-mismatch', `the feed states ${this.#stated} entries and holds ${this.#rows}`);
  }

  /** @param ended false for what stands behind the last line end: it may have been cut */
  #readLine(line: string, ended: boolean): void {
    this.#line++;
    const text = line.trimStart();
    if (text === '') return;
    if (text.startsWith('#') || this.#columns.size === 0) {
      const header = csvHeader(text);
      if (header !== undefined) this.#columns = new Map(header.columns.map((name, index) => [name, index]));
      const stated = /^#\s*Number of entries:\s*(\d{1,12})\s*$/i.exec(text)?.[1];
      if (stated !== undefined) this.#stated = (this.#stated ?? 0) + Number(stated);
      if (text.startsWith('#') || header !== undefined) return;
    }
    this.#rows++;
    this.#readRow(text, ended);
  }

  #readRow(text: string, ended: boolean): void {
    const cells = cellsOfLine(text, ',');
    // Behind a last comma a cell was still to come.
    const isCut = !ended && text.trimEnd().endsWith(',');
    if (cells === null || cells.length < this.#columns.size || isCut) {
      if (!ended) {
        this.records.warn('truncated', 'the file ends inside a row; its complete rows were read');
        this.records.reject(text, 'incomplete: the file ends inside this row');
        return;
      }
      const found = cells === null ? 'a quote is not closed' : `${cells.length} of ${this.#columns.size} cells`;
      this.#refuse(text, `the row is broken: ${found}`);
      return;
    }
    if (cells.length > this.#columns.size) {
      this.records.note('extra-cells', 'rows with more cells than columns, in lines', String(this.#line));
    }
    this.feed.read((...names) => {
      for (const name of names) {
        const index = this.#columns.get(name);
        const cell = index === undefined ? '' : absent(cells[index] ?? '');
        if (cell !== '') return cell;
      }
      return '';
    }, this.records);
  }

  #refuse(text: string, reason: string): void {
    this.records.reject(text, reason);
    this.records.note('broken-row', 'broken rows, in lines', String(this.#line));
  }
}

/**
 * Reads the JSON of these feeds, whatever holds the records: an API's answer (`{"query_status", "data": [record…]}`),
 * an export (`{"<id>": [record]…}`) or a bare list.
 */
export class AbuseJson implements FeedParser {
  readonly #json: JsonRecords;

  constructor(feed: AbuseFeed, records: FeedRecords) {
    records.source = feed.name;
    this.#json = new JsonRecords({
      select: (path) => (typeof path.at(-1) === 'number' ? 'take' : path.length <= 1 ? 'enter' : 'skip'),
      value: (path, value) => {
        if (isObject(value)) readRecord(feed, fieldsOf(value), records);
        else if (path[0] === 'query_status') warnOfStatus(feed, textOf(value), records);
        else if (typeof path.at(-1) === 'number') records.reject(textOf(value), 'not a record');
      },
      unreadable: (beginning, reason) => records.reject(beginning, reason),
      stopped: (code, message) => records.warn(code, message),
    });
  }

  read(text: string): void {
    this.#json.read(text);
  }
}

function readRecord(feed: AbuseFeed, field: Field, records: FeedRecords): void {
  feed.read((...names) => absent(field(...names)), records);
}

function warnOfStatus(feed: AbuseFeed, status: string, records: FeedRecords): void {
  if (status === 'no_result') records.warn('no-result', `${feed.name} has no indicators for this query`);
  else if (status !== 'ok') records.warn('query-failed', `${feed.name} answered "${status}" instead of indicators`);
}

/** The feeds have words for nothing. */
function absent(text: string): string {
  return isBlank(text) ? '' : text;
}
