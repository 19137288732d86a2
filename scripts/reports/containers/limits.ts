import { SentinelError } from '../../base/errors.js';

/**
 * Largest report, in bytes; of an archive all members together, unpacked. A workspace takes 100,000 changes of watchlist
 * items a month: what is larger could never be deployed.
 */
export const MAX_REPORT_BYTES = 25_000_000;

/** What else a report may have: within these, 25 MB of any shape are read in less than 500 MB of memory and 20 seconds. */
export const MAX_VALUES = 200_000;
export const MAX_LINES = 500_000;
export const MAX_XML_ELEMENTS = 400_000;
export const MAX_JSON_VALUES = 2_000_000;

/** A report has more of something than is read: `200,000 values`. Whoever knows the file's name tells the user. */
export class TooMany extends Error {
  override readonly name = 'TooMany';

  constructor(limit: number, what: string) {
    super(`more than ${limit.toLocaleString('en')} ${what}`);
  }
}

/** How much may still be unpacked of one file: what is in it, and in what is in that. */
export class Budget {
  #left = MAX_REPORT_BYTES;

  constructor(private readonly file: string) {}

  /** Throws a `SentinelError` `report-unreadable` when a file unpacks to more than a report may have. */
  spend(bytes: number): void {
    this.#left -= bytes;
    if (this.#left < 0) throw tooLarge(this.file);
  }

  get left(): number {
    return Math.max(0, this.#left);
  }
}

/** Refuses a file that is too large to be read, or unpacks to too much, and says how to narrow it. */
export function tooLarge(file: string, bytes?: number): SentinelError {
  const megabytes = (size: number) => Math.ceil(size / 1_000_000);
  const size = bytes === undefined ? 'holds more than is read' : `has ${megabytes(bytes)} MB`;
  return unreadableContainer(file, `${size}, and more than ${megabytes(MAX_REPORT_BYTES)} MB are not read`, NARROW);
}

/** Refuses a file that has too many values, lines or elements. */
export function tooMany(file: string, cause: TooMany): SentinelError {
  return unreadableContainer(file, `has ${cause.message}, which is more than is read of one report`, NARROW, cause);
}

const NARROW =
  'Narrow the export to the last days or to one family (of ThreatFox, `recent` instead of `full`), or split the file: a workspace takes 100,000 changes of watchlist items a month.';

export function unreadableContainer(file: string, what: string, help: string, cause?: unknown): SentinelError {
  return new SentinelError('report-unreadable', `${file} ${what}`, help, { exitCode: 1, cause });
}
