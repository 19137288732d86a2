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

/** By the numbers in them: 1.0.10 comes after 1.0.9. */
const { compare: compareVersions } = new Intl.Collator('en', { numeric: true });
