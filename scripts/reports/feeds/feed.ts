import type { DoorOptions } from '../../indicators/screening/screen.js';
import { decode } from '../containers/decode.js';
import { Collector, sha256 } from '../extraction/collector.js';
import type { Report } from '../report.js';
import { FeedRecords } from './records.js';

/** A format of feeds, as `detectFeed` found it. */
export interface Feed {
  /** `ThreatFox CSV`, `STIX bundle`, … for messages. */
  name: string;
  /** Its records are of many families: nothing but a record says which one it is. */
  isOfMany?: boolean;
  parser(records: FeedRecords): FeedParser;
}

/** Reads the text of one feed. */
export interface FeedParser {
  read(text: string): void;
}

export interface FeedOptions extends DoorOptions {
  /** The file as the report names it. */
  file: string;
}

/**
 * Reads a feed: each of its records ends among the indicators, the reviews or the rejections. Broken or cut files give
 * their complete records and a warning (`malformed`, `truncated`).
 * @throws TooMany
 */
export function readFeed(feed: Feed, bytes: Uint8Array, options: FeedOptions): Report {
  const collector = new Collector(options);
  const records = new FeedRecords(collector);
  feed.parser(records).read(decode(bytes));
  records.end();
  return collector.report({
    ...{ file: options.file, sha256: sha256(bytes), source: records.source, family: '' },
    isOfMany: feed.isOfMany,
  });
}
