import { parseInstant } from '../base/instant.js';
import { remembering } from '../base/strings.js';

/** STIX 2.1, appendix A, "None / Low / Med / High". */
const CONFIDENCE_WORDS: Record<string, number> = { none: 0, low: 15, medium: 50, med: 50, moderate: 50, high: 85 };
const MONTHS = 'january february march april may june july august september october november december'.split(' ');

/** How a source says that it says nothing. */
export function isBlank(text: string): boolean {
  return /^(?:|[-–—?]+|n\/?a|none|null|unknown)$/i.test(text.trim());
}

/**
 * Confidence from 0 to 100: `75%`, `75`, `75/100`, `0.75`, `High`. Null when the text states none; undefined when it
 * cannot be read. A number with a point and at most 1 is a share: `1.0` is certain, `1` is one per cent.
 */
export const parseConfidence = remembering((text): number | null | undefined => {
  const word = text.trim().toLowerCase();
  const meaning = CONFIDENCE_WORDS[word];
  if (meaning !== undefined && word !== 'none') return meaning;
  if (isBlank(word)) return null;
  const match = /^(\d{1,3}(\.\d{1,6})?)\s*(%|\/\s*100)?$/.exec(word);
  if (match === null) return undefined;
  const number = Number(match[1]);
  const isShare = match[2] !== undefined && match[3] === undefined && number <= 1;
  const confidence = Math.round(isShare ? number * 100 : number);
  return confidence <= 100 ? confidence : undefined;
});

/**
 * A date or an instant as ISO 8601: `2026-05-06` stays a date, `2026-12-08 13:36:27 UTC` becomes
 * `2026-12-08T13:36:27Z`, `May 6, 2026` and `6 May 2026` become dates. Null when the text states none; undefined when
 * it cannot be read: `06/05/2026` could be two days.
 */
export const parseDate = remembering((text): string | null | undefined => {
  if (isBlank(text)) return null;
  const clean = text.trim();
  const instant = parseInstant(clean);
  if (instant !== undefined) {
    const iso = instant.toISOString();
    return /^\d{4}-\d{2}-\d{2}$/.test(clean) ? iso.slice(0, 10) : `${iso.slice(0, 19)}Z`;
  }
  const numbers = numericDate(clean);
  if (numbers !== undefined) return numbers;
  const named =
    /^(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,? )?(?:([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,?|(\d{1,2})(?:st|nd|rd|th)? ([a-z]{3,9})\.?,?) (\d{4})(?:[ ,]+\d{1,2}:\d{2}.{0,20})?$/i.exec(
      clean,
    );
  if (named === null) return undefined;
  const name = (named[1] ?? named[4] ?? '').toLowerCase();
  const month = MONTHS.findIndex((full) => full.startsWith(name)) + 1;
  const day = (named[2] ?? named[3] ?? '').padStart(2, '0');
  return parseInstant(`${named[5]}-${String(month).padStart(2, '0')}-${day}`)
    ?.toISOString()
    .slice(0, 10);
});

/** A date of a table's cell: as `parseDate`, or seconds or milliseconds since 1970, which other texts never mean. */
export function parseCellDate(text: string): string | null | undefined {
  const digits = /^1\d{9}(?:\d{3})?$/.exec(text.trim())?.[0];
  return digits === undefined
    ? parseDate(text)
    : `${new Date(Number(digits.padEnd(13, '0'))).toISOString().slice(0, 19)}Z`;
}

/** `2020/12/15 13:17:41`, `20230712`, `25.12.2026`; days and months that could be either stay unread. */
function numericDate(text: string): string | undefined {
  const yearFirst = /^(\d{4})([/.]?)(\d{1,2})\2(\d{1,2})(?:[ T](\d{2}:\d{2}(?::\d{2})?))?(?: ?(?:UTC|Z))?$/.exec(text);
  if (yearFirst !== null && (yearFirst[2] !== '' || text.length === 8)) {
    const [, year = '', , month = '', day = '', time] = yearFirst;
    return isoOf(year, month, day, time);
  }
  const yearLast = /^(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?:[ T]\d{1,2}:\d{2}.{0,20})?$/.exec(text);
  if (yearLast === null) return undefined;
  const [, first = '', sign, second = '', year = ''] = yearLast;
  // With points the day is first everywhere; with slashes only a number above twelve tells which one is.
  if (sign === '.' || Number(first) > 12) return isoOf(year, second, first);
  return Number(second) > 12 || first === second ? isoOf(year, first, second) : undefined;
}

function isoOf(year: string, month: string, day: string, time?: string): string | undefined {
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const instant = parseInstant(time === undefined ? date : `${date} ${time}`)?.toISOString();
  if (instant === undefined || !/^(?:19[89]|20)/.test(year)) return undefined;
  return time === undefined ? instant.slice(0, 10) : `${instant.slice(0, 19)}Z`;
}
