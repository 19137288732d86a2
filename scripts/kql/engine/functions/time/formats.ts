import {
  type DateParts,
  pad,
  partsOf,
  TICKS_PER_DAY,
  TICKS_PER_HOUR,
  TICKS_PER_MINUTE,
  TICKS_PER_SECOND,
} from '../../values/ticks.js';
import { binary, datetime, type Family, text, timespan } from '../entry.js';

/** Runs of one letter, or any other character. */
const FIELDS = /([yMdHhmsfFt])\1*|[\s\S]/g;

function formatDatetime(ticks: bigint, format: string): string {
  const parts = partsOf(ticks);
  return format.replace(FIELDS, (field, letter: string | undefined) => (letter ? dateField(field, parts) : field));
}

function dateField(field: string, parts: DateParts): string {
  const width = field.length;
  switch (field.charAt(0)) {
    case 'y':
      return width <= 2 ? pad(parts.year % 100, width) : pad(parts.year, width);
    case 'M':
      return pad(parts.month, width);
    case 'd':
      return pad(parts.day, width);
    case 'H':
      return pad(parts.hour, width);
    case 'h':
      return pad(parts.hour % 12 || 12, width);
    case 'm':
      return pad(parts.minute, width);
    case 's':
      return pad(parts.second, width);
    case 't':
      return (parts.hour < 12 ? 'AM' : 'PM').slice(0, width);
    case 'f':
      return pad(parts.fraction, 7).slice(0, width);
    default:
      return pad(parts.fraction, 7).slice(0, width).replace(/0+$/, '');
  }
}

function formatTimespan(ticks: bigint, format: string): string {
  const size = ticks < 0n ? -ticks : ticks;
  const fields: Record<string, bigint> = {
    d: size / TICKS_PER_DAY,
    h: (size / TICKS_PER_HOUR) % 24n,
    H: (size / TICKS_PER_HOUR) % 24n,
    m: (size / TICKS_PER_MINUTE) % 60n,
    s: (size / TICKS_PER_SECOND) % 60n,
  };
  const fraction = pad(Number(size % TICKS_PER_SECOND), 7);
  const body = format.replace(FIELDS, (field, letter: string | undefined) => {
    if (letter === 'f') return fraction.slice(0, field.length);
    if (letter === 'F') return fraction.slice(0, field.length).replace(/0+$/, '');
    const value = letter === undefined ? undefined : fields[letter];
    return value === undefined ? field : String(value).padStart(field.length, '0');
  });
  return ticks < 0n ? `-${body}` : body;
}

export const timeFormats: Family = {
  format_datetime: binary('string', datetime, text, formatDatetime),
  format_timespan: binary('string', timespan, text, formatTimespan),
};
