/**
 * An error that a person can act on. The command line prints it without a stack and ends with `exitCode`:
 * 1 for findings in the user's data, 2 for wrong usage, configuration or environment.
 */
export class SentinelError extends Error {
  override readonly name = 'SentinelError';

  constructor(
    /** Stable, kebab-case. */
    readonly code: string,
    message: string,
    /** What to do about it. */
    readonly help: string,
    options: { exitCode?: 1 | 2; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.exitCode = options.exitCode ?? 2;
  }

  readonly exitCode: 1 | 2;
}
