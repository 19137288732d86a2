import { isObject } from '../../base/objects.js';
import type { BaseCheck } from '../check.js';

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const idForm: BaseCheck = {
  code: 'id-form',
  scope: 'base',
  effect: 'blocked',
  summary: 'The id of new content is a GUID',
  why: 'A GUID is nobody else’s. Names that came with content of a workspace stay as they are: with another id the workspace would get a second object.',
  help: 'Remove the id and run sentinel validate --fix, which gives it one.',
  *run(now, before) {
    if (!isObject(now.data) || isObject(before.data)) return;
    const { id } = now.data;
    if (typeof id === 'string' && !GUID.test(id)) {
      yield { message: `The id '${id}' is no GUID (8-4-4-4-12 hexadecimal digits)`, range: now.rangeOfValue(['id']) };
    }
  },
};
