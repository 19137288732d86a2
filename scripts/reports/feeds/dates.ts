/** 9999-12-31T23:59:59Z in seconds; later instants have no four-digit year. */
const LAST_SECOND = 253_402_300_799;

/** Seconds since 1970 (MISP writes them as text) as ISO 8601; null for anything else. */
export function isoFromSeconds(text: string): string | null {
  const seconds = /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
  return seconds <= LAST_SECOND ? `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z` : null;
}

/** The last second of a date; an instant stays as it is. Events of that day are still within. */
export function endOfDay(iso: string): string {
  return iso.length === 10 ? `${iso}T23:59:59Z` : iso;
}
