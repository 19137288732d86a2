import type { Base } from '../checks/changes/base.js';

const VERSION = /^(version:[ \t]*)(["']?)(\d+)\.(\d+)\.(\d+)\2/m;

/**
 * The new text of a content file with a version that is higher than at the base: the last number rises once, however
 * often the file is rewritten on a branch. A file that states no version, or that the base does not have, stays as it is.
 * @param before the text that the file has now
 * @param after the text that it gets
 * @param base how the repository stood where the branch left; without one, what is there now counts
 */
export function raiseVersion(file: string, before: string, after: string, base: Base | undefined): string {
  if (base?.added.has(file)) return after;
  const old = versionOf(base?.texts.get(file) ?? before);
  const now = versionOf(after);
  if (!old || !now || isHigher(now, old)) return after;
  const [major, minor, patch] = old;
  return after.replace(
    VERSION,
    (_, key: string, quote: string) => `${key}${quote}${major}.${minor}.${patch + 1}${quote}`,
  );
}

type Version = [major: number, minor: number, patch: number];

function versionOf(text: string): Version | undefined {
  const match = VERSION.exec(text);
  return match ? [Number(match[3]), Number(match[4]), Number(match[5])] : undefined;
}

function isHigher([major, minor, patch]: Version, [oldMajor, oldMinor, oldPatch]: Version): boolean {
  if (major !== oldMajor) return major > oldMajor;
  if (minor !== oldMinor) return minor > oldMinor;
  return patch > oldPatch;
}
