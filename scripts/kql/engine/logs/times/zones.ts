import ZONES from './zones.json';

/** A time zone of log times. */
export interface Zone {
  /** As the file has it. */
  name: string;
  /**
   * Milliseconds since 1970 in UTC of a wall-clock time, given as if it were UTC. `isDoubtful` where the wall clock
   * showed that time twice, or never.
   */
  toUtc(wallClock: number): { utc: number; isDoubtful: boolean };
}

export const UTC: Zone = { name: 'UTC', toUtc: (wallClock) => ({ utc: wallClock, isDoubtful: false }) };

/** IANA names by the names that Windows and the Azure portal show, in lower case without punctuation. */
const IANA: ReadonlyMap<string, string> = new Map(Object.entries(ZONES));

/** The zone of a name: `UTC`, `UTC+02:00`, `Europe/Berlin`, `Eastern Time (US and Canada)`; undefined when nobody can tell. */
export function zoneOf(name: string): Zone | undefined {
  const text = name.trim().replace(/^\((?:UTC|GMT)[^)]*\)\s*/i, '');
  if (/^(utc|gmt|z|coordinated universal time|etc\/utc)$/i.test(text)) return UTC;
  const fixed = /^(?:utc|gmt)?\s*([+-−])(\d{1,2})(?::?(\d{2}))?$/i.exec(text);
  if (fixed) {
    const minutes = Number(fixed[2]) * 60 + Number(fixed[3] ?? 0);
    if (minutes > 14 * 60) return undefined;
    const offset = (fixed[1] === '+' ? minutes : -minutes) * 60_000;
    return { name, toUtc: (wallClock) => ({ utc: wallClock - offset, isDoubtful: false }) };
  }
  const iana = IANA.get(plainName(text)) ?? (/^[A-Z][A-Za-z_]+\/[A-Za-z_/+-]+$/.test(text) ? text : undefined);
  const offsetAt = iana === undefined ? undefined : offsets(iana);
  return offsetAt && { name, toUtc: (wallClock) => fromWallClock(wallClock, offsetAt) };
}

function plainName(name: string): string {
  return name
    .toLowerCase()
    .replaceAll('&', 'and')
    .replace(/[^\p{L}\p{N}+-]+/gu, ' ')
    .trim();
}

const HOUR = 3_600_000;

function fromWallClock(wallClock: number, offsetAt: (utc: number) => number): { utc: number; isDoubtful: boolean } {
  // Offsets change by some hours at most, so one of those before and after is the right one.
  const before = wallClock - offsetAt(wallClock - 24 * HOUR);
  const after = wallClock - offsetAt(wallClock + 24 * HOUR);
  const fits = (utc: number) => utc + offsetAt(utc) === wallClock;
  if (before === after) return { utc: before, isDoubtful: false };
  if (fits(before) && fits(after)) return { utc: before, isDoubtful: true };
  if (fits(before)) return { utc: before, isDoubtful: false };
  return { utc: after, isDoubtful: !fits(after) };
}

/** Offsets of a zone in milliseconds by UTC instant; undefined for a zone that nobody knows. */
function offsets(iana: string): ((utc: number) => number) | undefined {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: iana,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    return undefined;
  }
  // Zones change their offset at quarters of an hour only.
  const known = new Map<number, number>();
  return (utc) => {
    const quarter = Math.floor(utc / (HOUR / 4));
    let offset = known.get(quarter);
    if (offset === undefined) {
      const start = quarter * (HOUR / 4);
      const parts = Object.fromEntries(format.formatToParts(start).map(({ type, value }) => [type, Number(value)]));
      const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
      offset = Date.UTC(year, month - 1, day, hour, minute, second) - start;
      if (known.size > 10_000) known.clear();
      known.set(quarter, offset);
    }
    return offset;
  };
}
