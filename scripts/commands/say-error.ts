import { SentinelError } from '../base/errors.js';
import { manyLines } from '../output/text.js';

/** Says on standard error what is wrong and what to do, and returns the exit code. A crash is thrown again. */
export function sayError(error: unknown): number {
  const known = error instanceof SentinelError ? error : toFileError(error);
  const help = known.help ? `  ${known.help.replaceAll('\n', '\n  ')}\n` : '';
  process.stderr.write(manyLines(`sentinel: ${known.message}\n${help}`));
  return known.exitCode;
}

/** A file that is not what it should be (a folder, unreadable) is nobody's crash. Other errors are thrown again. */
function toFileError(error: unknown): SentinelError {
  if (!(error instanceof Error) || !('syscall' in error)) throw error;
  // Of a folder that is read as a file, Node does not say which.
  const file = 'path' in error ? String(error.path) : error.syscall === 'read' ? 'A file' : undefined;
  if (file === undefined) throw error;
  const help = 'Check the path and its permissions.';
  return new SentinelError('file', `${file} cannot be used: ${error.message}`, help, { cause: error });
}
