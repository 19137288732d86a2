import { createHash } from 'node:crypto';
import { StringDecoder } from 'node:string_decoder';
import type { DoorOptions } from '../../indicators/screening/screen.js';
import { Collector } from '../extraction/collector.js';
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

/** Reads one feed from text that arrives in pieces of any size. */
export interface FeedParser {
  write(text: string): void;
  end(): void;
}

export interface FeedOptions extends DoorOptions {
  /** The file as the report names it. */
  file: string;
  /** Called as the reading goes on, with the bytes read so far. */
  onProgress?: (bytesRead: number) => void;
  signal?: AbortSignal;
}

/**
 * Reads a feed as it streams in: each of its records ends among the indicators, the reviews or the rejections.
 * Broken or cut files give their complete records and a warning (`malformed`, `truncated`).
 * @throws SentinelError `feed-too-large`; the signal's reason when it is aborted; errors of `input`
 */
export async function readFeed(feed: Feed, input: AsyncIterable<Uint8Array>, options: FeedOptions): Promise<Report> {
  const collector = new Collector(options);
  const records = new FeedRecords(collector);
  const parser = feed.parser(records);
  const hash = createHash('sha256');
  let decoder: TextPieces | undefined;
  let bytesRead = 0;
  for await (const chunk of input) {
    options.signal?.throwIfAborted();
    hash.update(chunk);
    bytesRead += chunk.length;
    decoder ??= new TextPieces();
    parser.write(decoder.write(chunk));
    options.onProgress?.(bytesRead);
  }
  options.signal?.throwIfAborted();
  parser.write(decoder?.end() ?? '');
  parser.end();
  records.end();
  const sha256 = hash.digest('hex');
  return collector.report({ file: options.file, sha256, source: records.source, family: '', isOfMany: feed.isOfMany });
}

/** Decodes bytes that arrive in pieces: UTF-8, or UTF-16 where its byte order mark says so. The mark itself goes. */
export class TextPieces {
  #first: Uint8Array = new Uint8Array();
  #decoder: StringDecoder | undefined;
  #atStart = true;

  write(chunk: Uint8Array): string {
    if (this.#decoder !== undefined) return this.#text(this.#decoder.write(chunk));
    const bytes = this.#first.length === 0 ? chunk : Buffer.concat([this.#first, chunk]);
    if (bytes.length < 2) {
      this.#first = bytes;
      return '';
    }
    this.#first = new Uint8Array();
    this.#decoder = new StringDecoder(bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf16le' : 'utf8');
    return this.#text(this.#decoder.write(bytes));
  }

  end(): string {
    this.#decoder ??= new StringDecoder('utf8');
    return this.#text(this.#decoder.write(this.#first) + this.#decoder.end());
  }

  #text(text: string): string {
    if (!this.#atStart || text === '') return text;
    this.#atStart = false;
    return text.startsWith('\ufeff') ? text.slice(1) : text;
  }
}
