/** Datetime and timespan as ticks of 100 ns; a datetime counts from 0001-01-01, always UTC. */

export const TICKS_PER_MILLISECOND = 10_000n;
export const TICKS_PER_SECOND = 10_000_000n;
export const TICKS_PER_MINUTE = 60n * TICKS_PER_SECOND;
export const TICKS_PER_HOUR = 60n * TICKS_PER_MINUTE;
export const TICKS_PER_DAY = 24n * TICKS_PER_HOUR;

/** 9999-12-31T23:59:59.9999999. */
export const MAX_DATETIME = 3_155_378_975_999_999_999n;
export const UNIX_EPOCH = 621_355_968_000_000_000n;

/** Days from year 1 to 1970. */
const EPOCH_DAYS = 719_162;
const MS_PER_DAY = 86_400_000;

/** A datetime, or null where it is before year 1 or after year 9999. */
export function inRange(ticks: bigint): bigint | null {
  return ticks >= 0n && ticks <= MAX_DATETIME ? ticks : null;
}

/** Parts of a datetime; the month counts from 1, Sunday is day 0 of the week. */
export interface DateParts {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  /** Ticks within the second. */
  fraction: number;
  dayOfWeek: number;
  dayOfYear: number;
}

export function partsOf(ticks: bigint): DateParts {
  const days = Number(ticks / TICKS_PER_DAY);
  const seconds = Number((ticks % TICKS_PER_DAY) / TICKS_PER_SECOND);
  const date = new Date((days - EPOCH_DAYS) * MS_PER_DAY);
  const year = date.getUTCFullYear();
  return {
    year,
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: Math.floor(seconds / 3600),
    minute: Math.floor(seconds / 60) % 60,
    second: seconds % 60,
    fraction: Number(ticks % TICKS_PER_SECOND),
    dayOfWeek: date.getUTCDay(),
    dayOfYear: days - daysBefore(year, 1, 1) + 1,
  };
}

/** Days from 0001-01-01 to a date; months and days beyond their range go into the next year and month. */
export function daysBefore(year: number, month: number, day: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return Math.round(date.getTime() / MS_PER_DAY) + EPOCH_DAYS;
}

export function daysInMonth(year: number, month: number): number {
  return daysBefore(year, month + 1, 1) - daysBefore(year, month, 1);
}

/** A datetime of its parts, null where a part is out of its range. `fraction` is in ticks. */
export function datetimeOf(
  year: number,
  month: number,
  day: number,
  hour = 0,
  minute = 0,
  second = 0,
  fraction = 0,
): bigint | null {
  const isValid =
    year >= 1 &&
    year <= 9999 &&
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= daysInMonth(year, month) &&
    hour >= 0 &&
    hour < 24 &&
    minute >= 0 &&
    minute < 60 &&
    second >= 0 &&
    second < 60;
  if (!isValid) return null;
  const seconds = hour * 3600 + minute * 60 + second;
  return BigInt(daysBefore(year, month, day)) * TICKS_PER_DAY + BigInt(seconds) * TICKS_PER_SECOND + BigInt(fraction);
}

/** ISO 8601 with seven digits of a second, as Kusto writes it. */
export function formatDatetime(ticks: bigint): string {
  const { year, month, day, hour, minute, second, fraction } = partsOf(ticks);
  return `${pad(year, 4)}-${pad(month)}-${pad(day)}T${pad(hour)}:${pad(minute)}:${pad(second)}.${pad(fraction, 7)}Z`;
}

/** `[-][d.]hh:mm:ss[.fffffff]`. */
export function formatTimespan(ticks: bigint): string {
  const size = ticks < 0n ? -ticks : ticks;
  const days = size / TICKS_PER_DAY;
  const seconds = Number((size % TICKS_PER_DAY) / TICKS_PER_SECOND);
  const fraction = Number(size % TICKS_PER_SECOND);
  const clock = `${pad(Math.floor(seconds / 3600))}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
  return `${ticks < 0n ? '-' : ''}${days > 0n ? `${days}.` : ''}${clock}${fraction ? `.${pad(fraction, 7)}` : ''}`;
}

export function pad(value: number, width = 2): string {
  return String(value).padStart(width, '0');
}

const DATE = String.raw`(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?`;
const TIME = String.raw`(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,:](\d{1,9}))?)?`;
const ZONE = String.raw`(Z|UTC|GMT|[+-]\d{2}:?\d{2})?`;
const ISO = new RegExp(`^${DATE}(?:[T ]+${TIME}\\s*${ZONE})?$`, 'i');
const COMPACT = /^(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?)?Z?$/;
const AMERICAN = new RegExp(`^(\\d{1,2})[/-](\\d{1,2})[/-](\\d{4})(?:,?\\s+${TIME}\\s*(AM|PM)?\\s*${ZONE})?$`, 'i');
const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const RFC_822 = new RegExp(
  `^(?:[a-z]{3,9},?\\s+)?(\\d{1,2})[\\s-]+([a-z]{3})[a-z]*[\\s-]+(\\d{2,4})(?:\\s+${TIME}\\s*${ZONE})?$`,
  'i',
);

/** Reads the forms of a datetime that Kusto takes; null for others. */
// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: one branch a form that the service takes.
export function parseDatetime(text: string): bigint | null {
  const trimmed = text.trim();
  const iso = ISO.exec(trimmed);
  if (iso) return fromMatch(iso[1], iso[2] ?? '1', iso[3] ?? '1', iso.slice(4, 8), iso[8]);
  const american = AMERICAN.exec(trimmed);
  if (american) {
    const time = american.slice(4, 8);
    const half = american[8]?.toUpperCase();
    if (half) time[0] = String((Number(time[0]) % 12) + (half === 'PM' ? 12 : 0));
    return fromMatch(american[3], american[1] ?? '', american[2] ?? '', time, american[9]);
  }
  const compact = COMPACT.exec(trimmed);
  if (compact && trimmed.length > 8) {
    return fromMatch(compact[1], compact[2] ?? '', compact[3] ?? '', compact.slice(4, 7), undefined);
  }
  const mail = RFC_822.exec(trimmed);
  if (!mail) return null;
  const month = MONTHS.indexOf((mail[2] ?? '').toLowerCase()) + 1;
  const year = Number(mail[3]);
  const full = year < 100 ? year + (year < 50 ? 2000 : 1900) : year;
  return fromMatch(String(full), String(month), mail[1] ?? '', mail.slice(4, 8), mail[8]);
}

function fromMatch(
  year: string | undefined,
  month: string,
  day: string,
  [hour = '0', minute = '0', second = '0', fraction = '']: readonly (string | undefined)[],
  zone: string | undefined,
): bigint | null {
  const ticks = datetimeOf(
    Number(year),
    Number(month),
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
    Number(fraction.slice(0, 7).padEnd(7, '0')),
  );
  if (ticks === null) return null;
  const offset = /^([+-])(\d{2}):?(\d{2})$/.exec(zone ?? '');
  if (!offset) return ticks;
  const minutes = BigInt(Number(offset[2]) * 60 + Number(offset[3])) * TICKS_PER_MINUTE;
  return inRange(offset[1] === '+' ? ticks - minutes : ticks + minutes);
}
