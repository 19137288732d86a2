import { type ErrorExitCode, SentinelError } from '../base/errors.js';

/** Signals that ask a program to end, and its exit code then: 128 and the signal's number, as shells have it. */
const EXIT_CODES: readonly [NodeJS.Signals, ErrorExitCode][] = [
  ['SIGINT', 130],
  ['SIGTERM', 143],
];

/**
 * Runs work that Ctrl-C or the end of a CI job may interrupt: its signal is aborted then, with the error that says so.
 * The work takes turns of the event loop to hear it, and leaves everything as it was.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const listeners = EXIT_CODES.map(([name, exitCode]) => {
    const error = new SentinelError('interrupted', 'interrupted; every file is as it was before', '', { exitCode });
    return { name, interrupt: () => controller.abort(error) };
  });
  for (const { name, interrupt } of listeners) process.on(name, interrupt);
  try {
    return await work(controller.signal);
  } finally {
    for (const { name, interrupt } of listeners) process.off(name, interrupt);
  }
}

/** Runs work that a signal ends at once: the process exits, and what it made for itself is removed on the way. */
export async function endable<T>(work: () => Promise<T>): Promise<T> {
  const listeners = EXIT_CODES.map(([name, exitCode]) => ({ name, end: () => process.exit(exitCode) }));
  for (const { name, end } of listeners) process.once(name, end);
  try {
    return await work();
  } finally {
    for (const { name, end } of listeners) process.off(name, end);
  }
}
