import { isObject } from '../../base/objects.js';
import type { BaseCheck } from '../check.js';

export const idChanged: BaseCheck = {
  code: 'id-changed',
  scope: 'base',
  effect: 'blocked',
  summary: 'The id of content never changes',
  why: 'With a new id the workspace gets a second object, and the old one stays behind with its alerts and bookmarks.',
  help: 'Put the old id back. For content that takes the place of another, remove that file and add a new one.',
  *run(now, before) {
    if (!isObject(now.data) || !isObject(before.data)) return;
    const { id } = now.data;
    const old = before.data.id;
    if (typeof id !== 'string' || typeof old !== 'string' || id.toLowerCase() === old.toLowerCase()) return;
    yield { message: `The id was ${old}`, range: now.rangeOfValue(['id']) };
  },
};
