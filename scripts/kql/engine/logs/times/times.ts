import type { Zone } from './zones.js';

/** Which number comes first in a date such as 5/6/2026. */
export type DayOrder = 'month-first' | 'day-first';

/** What a column's times may leave open. */
export interface TimeForm {
  /** Of times that name no zone themselves. */
  zone: Zone;
  order: DayOrder;
}

/** Milliseconds from the year 1 to 1970. */
const YEAR_ONE = 62_135_596_800_000n;
const TICKS_PER_MS = 10_000n;
const LAST_TICK = 3_155_378_975_999_999_999n;

/** An instant as ticks of 100 nanoseconds since the year 1, and whether the wall clock left it open. */
export interface LogTime {
  ticks: bigint;
  isDoubtful: boolean;
}

const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?$/i;
/** As the portal and spreadsheets write them: `5/13/2021, 1:47:30.000 PM`, `13.5.2021 13:47`. */
const CALENDAR =
  /^(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?:,?\s+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*([AP])?\.?(?:M\.?)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?$/i;
const DOT_NET = /^\/Date\((-?\d{1,15})\)\/$/;

/** Reads a time of a log; undefined for a text that is none, or names a day or an hour that does not exist. */
export function readTime(text: string, { zone, order }: TimeForm): LogTime | undefined {
  const iso = ISO.exec(text);
  if (iso) {
    const [, year, month, day, hour, minute, second, fraction, offset] = iso;
    return build([year, month, day], [hour, minute, second], fraction, offset, zone);
  }
  const calendar = CALENDAR.exec(text.replaceAll('\u202f', ' '));
  if (calendar) {
    const [, first, , second, year, hours, minute, seconds, fraction, half, offset] = calendar;
    const [month, day] = order === 'month-first' ? [first, second] : [second, first];
    const hour = half === undefined ? hours : twelveHours(hours, half);
    if (hour === undefined && hours !== undefined) return undefined;
    return build([year, month, day], [hour, minute, seconds], fraction, offset, zone);
  }
  const dotNet = DOT_NET.exec(text);
  if (dotNet) return fromEpoch(BigInt(dotNet[1] ?? 0) * TICKS_PER_MS);
  return readEpoch(text);
}

type Parts = readonly [string | undefined, string | undefined, string | undefined];

function build(
  [year, month, day]: Parts,
  [hour = '0', minute = '0', second = '0']: Parts,
  fraction = '',
  offset: string | undefined,
  zone: Zone,
): LogTime | undefined {
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) return undefined;
  const wallClock = date.setUTCHours(Number(hour), Number(minute), Number(second));
  const { utc, isDoubtful } =
    offset === undefined ? zone.toUtc(wallClock) : { utc: wallClock - milliseconds(offset), isDoubtful: false };
  const time = fromEpoch(BigInt(utc) * TICKS_PER_MS + BigInt(fraction.slice(0, 7).padEnd(7, '0')));
  return time && { ...time, isDoubtful };
}

/** Milliseconds of `+02:00`; none for `Z`. */
function milliseconds(offset: string): number {
  const match = /^([+-])(\d{2}):?(\d{2})?$/.exec(offset);
  if (!match) return 0;
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
  return (match[1] === '-' ? -minutes : minutes) * 60_000;
}

function twelveHours(hours: string | undefined, half: string): string | undefined {
  const hour = Number(hours);
  const isAfternoon = half.toUpperCase() === 'P';
  // Some exports write `14:51 PM`: the two agree.
  if (hour > 12) return isAfternoon ? hours : undefined;
  return hour === 0 ? undefined : String((hour % 12) + (isAfternoon ? 12 : 0));
}

/** Seconds (10 digits), milliseconds (13), microseconds (16) or nanoseconds (19) since 1970: 2001 to 2286. */
function readEpoch(text: string): LogTime | undefined {
  const match = /^(\d{10})(?:\.(\d{1,9}))?$/.exec(text);
  if (match)
    return fromEpoch(BigInt(match[1] ?? 0) * 10_000_000n + BigInt((match[2] ?? '').slice(0, 7).padEnd(7, '0')));
  if (/^\d{13}$/.test(text)) return fromEpoch(BigInt(text) * TICKS_PER_MS);
  if (/^\d{16}$/.test(text)) return fromEpoch(BigInt(text) * 10n);
  if (/^\d{19}$/.test(text)) return fromEpoch(BigInt(text) / 100n);
  return undefined;
}

function fromEpoch(ticksSince1970: bigint): LogTime | undefined {
  const ticks = ticksSince1970 + YEAR_ONE * TICKS_PER_MS;
  return ticks < 0n || ticks > LAST_TICK ? undefined : { ticks, isDoubtful: false };
}

/** What a date says of the order of its day and month: the order, `open` for 5/6/2026, undefined for other texts. */
export function orderOf(text: string): DayOrder | 'open' | undefined {
  const match = CALENDAR.exec(text.replaceAll('\u202f', ' '));
  if (!match) return undefined;
  // With points, dates are written by those who put the day first.
  if (match[2] === '.') return 'day-first';
  const [first, second] = [Number(match[1]), Number(match[3])];
  if (first > 12) return 'day-first';
  if (second > 12) return 'month-first';
  return first === second ? undefined : 'open';
}
