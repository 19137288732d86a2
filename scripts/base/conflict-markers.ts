import type { Range } from './diagnostic.js';
import type { SourceText } from './source.js';

/** What people read about a file that git could not merge. */
export const CONFLICT = {
  message: 'The file has conflict markers: git could not join two versions of it',
  help: 'Choose between the parts and remove the lines <<<<<<<, ======= and >>>>>>>. Of a list, `sentinel merge` joins both versions.',
};

/** The line of the first of git's conflict markers; undefined without one. */
export function conflictRange(source: SourceText): Range | undefined {
  const at = source.text.search(/^(?:<{7}|>{7}) /m);
  return at === -1 ? undefined : source.lineRange(source.position(at).line);
}
