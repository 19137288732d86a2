import { decode } from '../containers/decode.js';
import { AbuseCsv, type AbuseFeed, AbuseJson, abuseFeedWith, csvHeader, THREATFOX } from './abuse-ch.js';
import type { Feed } from './feed.js';
import { textOf } from './json-fields.js';
import { JsonRecords } from './json-records.js';
import { MispEvents } from './misp.js';
import { OtxPulses } from './otx.js';
import { StixBundle } from './stix.js';

/** Bytes of a file's beginning that `detectFeed` wants to see; fewer only when the file is shorter. */
export const FEED_HEAD_BYTES = 65_536;
/** Levels of a JSON document that tell formats apart. */
const TELLING_LEVELS = 6;

/**
 * The format of a feed, told by its content alone: column names of CSV (often in a comment), keys of JSON.
 * Undefined for a file that is none of the known feeds.
 * @param head the first bytes of the file, `FEED_HEAD_BYTES` or all
 */
export function detectFeed(head: Uint8Array): Feed | undefined {
  const text = decode(head.subarray(0, FEED_HEAD_BYTES));
  return /^\s*[[{]/.test(text) ? detectJson(text) : detectCsv(text);
}

function detectCsv(text: string): Feed | undefined {
  for (const line of text.split(/\r?\n/)) {
    const start = line.trimStart();
    if (start === '') continue;
    const header = csvHeader(start);
    if (header !== undefined) return csvFeed(header.feed);
    if (!start.startsWith('#')) return undefined;
  }
  return undefined;
}

function detectJson(text: string): Feed | undefined {
  const { shapes, rootType } = outline(text);
  const has = (pattern: RegExp) => shapes.some((shape) => pattern.test(shape));
  const fields = shapes.flatMap((shape) => /^(?:[^.]*\.)?\[\]\.([^.]+)$/.exec(shape)?.[1] ?? []);

  const abuse = abuseFeedWith(fields);
  if (abuse !== undefined) return jsonFeed(abuse);
  if (rootType === 'bundle' || (has(/^objects\.\[\]\.type$/) && has(/^objects\.\[\]\.id$/))) {
    return { name: 'STIX bundle', parser: (records) => new StixBundle(records) };
  }
  if (has(/^(?:response\.)?(?:\[\]\.)?(?:Event$|Event\.|(?:Attribute|Object)\.\[\]\.)/)) {
    return { name: 'MISP event', parser: (records) => new MispEvents(records) };
  }
  if (has(/^(?:results\.)?(?:\[\]\.)?indicators\.\[\]\.indicator$/) || has(/^results\.\[\]\.indicator$/)) {
    return { name: 'OTX pulse', parser: (records) => new OtxPulses(records) };
  }
  if (has(/^query_status$/)) return jsonFeed(THREATFOX);
  return undefined;
}

/** The places of values in the beginning of a JSON document: `data.[].ioc`; and the text at `type`. */
function outline(text: string): { shapes: string[]; rootType: string } {
  const shapes = new Set<string>();
  let rootType = '';
  const note = (path: readonly (string | number)[]) =>
    shapes.add(path.map((part) => (typeof part === 'number' ? '[]' : part.replaceAll('.', ' '))).join('.'));
  const json = new JsonRecords({
    select: (path) => {
      note(path);
      return path.length < TELLING_LEVELS ? 'enter' : 'skip';
    },
    value: (path, value) => {
      note(path);
      if (path.length === 1 && path[0] === 'type') rootType = textOf(value);
    },
    unreadable: () => undefined,
    stopped: () => undefined,
  });
  json.read(text);
  return { shapes: [...shapes], rootType };
}

function csvFeed(feed: AbuseFeed): Feed {
  return { name: `${feed.name} CSV`, isOfMany: true, parser: (records) => new AbuseCsv(feed, records) };
}

function jsonFeed(feed: AbuseFeed): Feed {
  return { name: `${feed.name} JSON`, isOfMany: true, parser: (records) => new AbuseJson(feed, records) };
}
