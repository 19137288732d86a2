import { isDeepStrictEqual } from 'node:util';
import { FILE_START } from '../../base/diagnostic.js';
import { isObject } from '../../base/objects.js';
import type { BaseCheck } from '../check.js';

/** Fields that are not deployed. */
const NOT_DEPLOYED = ['version', 'status', 'tests', 'falsePositives'];

export const versionNotRaised: BaseCheck = {
  code: 'version-not-raised',
  scope: 'base',
  effect: 'blocked',
  summary: 'The version rises when the content changes',
  why: 'Analysts and the content hub tell by the version which state of the content a workspace has. The official repository refuses a change without a new version.',
  help: 'Raise the last number for a correction, the middle one for a new capability, the first one for another meaning.',
  *run(now, before) {
    if (!isObject(now.data) || !isObject(before.data)) return;
    if (isDeepStrictEqual(deployed(now.data), deployed(before.data))) return;
    const { version } = now.data;
    const old = before.data.version;
    if (typeof old !== 'string' || (typeof version === 'string' && compareVersions(version, old) > 0)) return;
    const range = version === undefined ? FILE_START : now.rangeOfValue(['version']);
    const message =
      version === old
        ? `The content has changed, but the version is still ${old}`
        : `The version was ${old}; it must rise, not fall`;
    yield { message, range };
  },
};

function deployed(data: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(data).filter(([field]) => !NOT_DEPLOYED.includes(field)));
}

/** Positive when the first of two versions of three numbers is the higher one. */
function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number));
  for (let part = 0; part < 3; part++) {
    const difference = (left?.[part] ?? 0) - (right?.[part] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
