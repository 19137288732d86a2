import { idChanged } from './changes/id-changed.js';
import { idForm } from './changes/id-form.js';
import { versionNotRaised } from './changes/version-not-raised.js';
import type { BaseCheck, Check } from './check.js';
import { queryCodes } from './detection/query-codes.js';
import { DETECTION_CHECKS } from './detection/registry.js';
import { READER_CHECKS } from './files/readers.js';
import { REPOSITORY_CHECKS } from './repository/registry.js';
import { WATCHLIST_CHECKS } from './watchlist/registry.js';

export const BASE_CHECKS: readonly BaseCheck[] = [idForm, idChanged, versionNotRaised];

/** Every check, in the order of its documentation: whatever `validate` prints has the code of one. */
export const CHECKS: readonly Check[] = [
  ...READER_CHECKS,
  ...queryCodes(),
  ...DETECTION_CHECKS,
  ...WATCHLIST_CHECKS,
  ...REPOSITORY_CHECKS,
  ...BASE_CHECKS,
];

/** Every check by its code. */
export const CODES: ReadonlyMap<string, Check> = new Map(CHECKS.map((check) => [check.code, check]));
