/**
 * An error that a person can act on. The command line prints it without a stack and ends with `exitCode`:
 * 1 for findings in the user's data, 2 for wrong usage, configuration or environment, 128 and the signal's number for
 * an interrupt, as shells have it.
 */
export class SentinelError extends Error {
  override readonly name = 'SentinelError';

  constructor(
    /** Stable, kebab-case. */
    readonly code: string,
    message: string,
    /** What to do about it. */
    readonly help: string,
    options: { exitCode?: ErrorExitCode; cause?: unknown; line?: number | undefined } = {},
  ) {
    super(message, { cause: options.cause });
    this.exitCode = options.exitCode ?? 2;
    this.line = options.line;
  }

  readonly exitCode: ErrorExitCode;

  /** Of the file that the message names, from 1; undefined where the file as a whole is meant. */
  readonly line: number | undefined;
}

export type ErrorExitCode = 1 | 2 | 130 | 143;
