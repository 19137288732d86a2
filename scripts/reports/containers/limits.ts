import { SentinelError } from '../../base/errors.js';

/** Largest report, in bytes; of an archive all members together, unpacked. */
export const MAX_REPORT_BYTES = 25_000_000;

/** How much may still be unpacked of one file: what is in it, and in what is in that. */
export class Budget {
  #left = MAX_REPORT_BYTES;

  constructor(private readonly file: string) {}

  /** Throws a `SentinelError` `report-too-large` when a file unpacks to more than a report may have. */
  spend(bytes: number): void {
    this.#left -= bytes;
    if (this.#left < 0) throw tooLarge(this.file);
  }

  get left(): number {
    return Math.max(0, this.#left);
  }
}

export function tooLarge(file: string): SentinelError {
  return new SentinelError(
    'report-too-large',
    `${file} holds more than ${MAX_REPORT_BYTES.toLocaleString('en')} bytes`,
    'Split it into several files.',
    { exitCode: 1 },
  );
}

export function unreadableContainer(file: string, what: string, help: string, cause?: unknown): SentinelError {
  return new SentinelError('report-unreadable', `${file} ${what}`, help, { exitCode: 1, cause });
}
