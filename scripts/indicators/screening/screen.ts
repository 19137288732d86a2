import { cleanText, shorten } from '../../base/strings.js';
import { type ParsedIndicator, parseIndicator } from '../parse.js';
import { refang } from '../refang.js';
import { type AllowListEntry, findAllowed } from './allow-list.js';
import { assess } from './assess.js';

/** What decides on a value beyond the warning lists. */
export interface DoorOptions {
  /** The team's own exceptions. */
  allowList: readonly AllowListEntry[];
  /** The day of the run: allow-list entries that expired before it no longer hold. */
  asOf: Date;
}

/** What becomes of one value of a report. `value` is canonical where the value could be read, else as it stood. */
export type Admission =
  | { outcome: 'accept'; indicator: ParsedIndicator }
  | { outcome: 'flag' | 'review'; indicator: ParsedIndicator; reason: string; list: string; version: string }
  | { outcome: 'reject'; value: string; reason: string; indicator: ParsedIndicator | null };

/** Rejected values are shown to people: more than this tells them nothing. */
const MAX_SHOWN = 300;

/**
 * Decides on one value: the shape first, then the team's allow-list, then the warning lists. The reasons name the
 * list and its version. `stated` is the source's word for the type.
 */
export function admit(raw: string, stated: string | undefined, options: DoorOptions): Admission {
  const indicator = parseIndicator(raw, stated);
  if ('rejected' in indicator) {
    const shown = shorten(refang(cleanText(raw.slice(0, MAX_SHOWN + 1))), MAX_SHOWN);
    return { outcome: 'reject', value: shown, reason: indicator.rejected, indicator: null };
  }
  return admitIndicator(indicator, options);
}

/** Decides on a value that has been read already. */
export function admitIndicator(indicator: ParsedIndicator, options: DoorOptions): Admission {
  const allowed = findAllowed(options.allowList, indicator, options.asOf);
  if (allowed !== null) {
    const until = `allowed by ${allowed.owner} until ${allowed.expiry}`;
    return { outcome: 'reject', value: indicator.value, reason: `${until}: ${allowed.reason}`, indicator };
  }
  const assessment = assess(indicator);
  if (assessment.outcome === 'accept') return { outcome: 'accept', indicator };
  const { outcome, list, version } = assessment;
  const reason = `${assessment.reason} (${list}, ${version})`;
  return outcome === 'reject'
    ? { outcome, value: indicator.value, reason, indicator }
    : { outcome, indicator, reason, list, version };
}
