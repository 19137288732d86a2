import {
  daysBefore,
  inRange,
  TICKS_PER_DAY,
  TICKS_PER_MILLISECOND,
  TICKS_PER_SECOND,
  UNIX_EPOCH,
} from '../../values/ticks.js';
import { binary, datetime, type Family, text } from '../entry.js';

const formats = new Map<string, Intl.DateTimeFormat | null>();

function formatOf(zone: string): Intl.DateTimeFormat | null {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  let made: Intl.DateTimeFormat | null;
  try {
    const parts = {
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    } as const;
    made = new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', era: 'short', ...parts });
  } catch {
    made = null;
  }
  formats.set(zone, made);
  return made;
}

/** How far the clocks of a zone are ahead of UTC at a moment, in ticks; undefined where the zone is not known. */
function offsetAt(utc: bigint, zone: string): bigint | undefined {
  const format = formatOf(zone);
  if (!format) return undefined;
  const shown = new Map(
    format
      .formatToParts(Number((utc - UNIX_EPOCH) / TICKS_PER_MILLISECOND))
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (name: Intl.DateTimeFormatPartTypes) => shown.get(name) ?? 0;
  const days = daysBefore(part('year'), part('month'), part('day'));
  const seconds = part('hour') * 3600 + part('minute') * 60 + part('second');
  const local = BigInt(days) * TICKS_PER_DAY + BigInt(seconds) * TICKS_PER_SECOND;
  return local - (utc - (utc % TICKS_PER_SECOND));
}

function toLocal(utc: bigint, zone: string): bigint | null {
  const offset = offsetAt(utc, zone);
  return offset === undefined ? null : inRange(utc + offset);
}

/** A time that the clocks skip counts by the offset after; of one that they show twice, the earlier moment. */
function toUtc(local: bigint, zone: string): bigint | null {
  const near = offsetAt(local, zone);
  if (near === undefined) return null;
  const candidates = [
    near,
    offsetAt(local - near, zone) ?? near,
    offsetAt(local - near - TICKS_PER_DAY / 24n, zone) ?? near,
  ];
  const moments = candidates
    .map((offset) => local - offset)
    .filter((moment) => moment + (offsetAt(moment, zone) ?? 0n) === local);
  const [first, ...others] = moments;
  if (first === undefined) return inRange(local - near);
  return inRange(others.reduce((earliest, moment) => (moment < earliest ? moment : earliest), first));
}

export const zones: Family = {
  datetime_utc_to_local: binary('datetime', datetime, text, toLocal),
  datetime_local_to_utc: binary('datetime', datetime, text, toUtc),
};
