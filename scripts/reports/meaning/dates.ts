import { parseDate } from '../fields.js';

const MONTH = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*';
const DATE = new RegExp(
  String.raw`\b(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}(?:st|nd|rd|th)? ${MONTH}\.?,? \d{4}|${MONTH}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}|\d{1,2}[./]\d{1,2}[./]\d{4})(?![\d-])`,
  'i',
);

/** The first date in a text, as ISO 8601 without its time; null where none can be read. */
export function dateIn(text: string): string | null {
  const found = DATE.exec(text.slice(0, 2000))?.[0];
  return found === undefined ? null : (parseDate(found)?.slice(0, 10) ?? null);
}

/** The date in the name of a file or a folder: `2024-02-14-…`, `iocs_20230712`, `2022-06/`. */
export function dateOfName(file: string): string | null {
  for (const part of file.split(/[\\/]/).reverse()) {
    const match = /(?<!\d)((?:19|20)\d{2})[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])(?!\d)/.exec(part);
    const date = match === null ? undefined : parseDate(`${match[1]}-${match[2]}-${match[3]}`);
    if (typeof date === 'string') return date;
  }
  return null;
}

/** The first date of a report's own that is not after the day of the run. */
export function publishedOn(texts: readonly string[], file: string, asOf: Date): string | null {
  const today = asOf.toISOString().slice(0, 10);
  for (const date of [...texts.map(dateIn), dateOfName(file)]) {
    if (date !== null && date <= today && date >= '1995') return date;
  }
  return null;
}
