import { counted } from '../../base/strings.js';
import type { Review } from '../../review/review.js';
import type { Evidence, PlanDigest, Remark } from './evidence.js';

/** How many of one sort are named before the rest is counted. */
const NAMED = 5;

/** What speaks against a merge, the worst first; each is an error of the checks or the proof. */
export function faultsOf({ unreadable }: Review, { findings, proof }: Evidence): string[] {
  return [
    unreadable.length > 0 ? `Cannot be read: ${named(unreadable)}` : '',
    findings && findings.errors > 0 ? `${counted(findings.errors, 'error')} of validation${first(findings.list)}` : '',
    proof && proof.failed > 0 ? `${counted(proof.failed, 'test')} failed${first(proof.remarks)}` : '',
    proof && proof.unreached.length > 0 ? `No hunt finds ${named(proof.unreached)}` : '',
    proof && proof.wronglyMatched > 0
      ? `${counted(proof.wronglyMatched, 'near miss', 'near misses')} matched that must not`
      : '',
    proof && proof.unnoticed > 0
      ? `No test would notice ${counted(proof.unnoticed, 'weakened query', 'weakened queries')}`
      : '',
  ].filter(Boolean);
}

function first([remark]: readonly Remark[]): string {
  return remark === undefined ? '' : `: ${remark.place} ${remark.text}`;
}

/** What is lost or overwritten, which may be meant: a person looks at each before agreeing. */
export function dangersOf({ rows, detections, cost }: Review, { plans }: Evidence): string[] {
  const gone = detections.filter(({ action }) => action === 'remove');
  const removed = rows.filter(({ action }) => action === 'remove').length;
  return [
    ...plans.flatMap(dangersOfPlan),
    gone.length > 0
      ? `${counted(gone.length, 'hunt or rule', 'hunts and rules')} removed: ${named(gone.map(({ name }) => name))}`
      : '',
    removed > 0
      ? `${counted(removed, 'indicator')} of ${rows.length} changed ${removed === 1 ? 'is' : 'are'} removed`
      : '',
    cost.itemChanges > cost.limit
      ? `${cost.itemChanges} watchlist item changes are more than one deployment may make (${cost.limit})`
      : '',
  ].filter(Boolean);
}

function dangersOfPlan({ dangers }: PlanDigest): readonly string[] {
  return dangers.length > NAMED ? [...dangers.slice(0, NAMED), `… and ${dangers.length - NAMED} more`] : dangers;
}

/** What a colleague who has looked at it all would say first. */
export function verdictOf(review: Review, evidence: Evidence): string {
  const faults = faultsOf(review, evidence).length;
  if (faults > 0) return `Not yet: ${counted(faults, 'thing')} to mend.`;
  const open = review.waiting.filter(({ decision }) => decision === '').length;
  const dangers = dangersOf(review, evidence).length;
  const asks = [
    open > 0 ? `${counted(open, 'value')} ${open === 1 ? 'waits' : 'wait'} for your decision` : '',
    dangers > 0 ? `look at what is lost or overwritten` : '',
  ].filter(Boolean);
  const { findings, proof } = evidence;
  const unknown = [findings ? '' : 'was not validated', proof ? '' : 'was not tested'].filter(Boolean);
  if (unknown.length > 0) return `It ${unknown.join(' and ')} here${asks.length > 0 ? `; ${asks.join('; ')}` : ''}.`;
  if (asks.length > 0) return `Checks and proof are green; ${asks.join('; ')}.`;
  return 'Checks and proof are green, and nothing waits for a decision.';
}

/** The first few of some names, and how many more there are. */
export function named(names: readonly string[], most = NAMED): string {
  const more = names.length - most;
  return names.slice(0, most).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
