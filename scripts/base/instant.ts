/**
 * An instant from `2026-05-06`, `2026-05-06 13:36:27[ UTC]` or ISO 8601; without a zone it is UTC.
 * Undefined when the text is none, or names a day that does not exist.
 */
export function parseInstant(text: string): Date | undefined {
  const match =
    /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2}(?:\.\d{1,9})?)?)?\s*(?:UTC|Z|([+-]\d{2}:\d{2}))?$/i.exec(
      text.trim(),
    );
  if (!match) return undefined;
  const [, day = '', minutes = '00:00', seconds = ':00', zone = 'Z'] = match;
  // The 31st of a shorter month would be taken for a day of the next.
  const midnight = new Date(`${day}T00:00:00Z`);
  if (midnight.getUTCDate() !== Number(day.slice(8))) return undefined;
  const instant = match[2] === undefined && zone === 'Z' ? midnight : new Date(`${day}T${minutes}${seconds}${zone}`);
  return Number.isNaN(instant.getTime()) ? undefined : instant;
}

/** Whether a text is a day that exists, `2026-05-31`. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && parseInstant(text) !== undefined;
}
