import { shortestSeconds } from '../azure/throttle.js';
import { type Cost, type PlannedChange, summarise } from './change.js';
import { isDue } from './dependencies.js';

/** Watchlist item changes that the service allows in a month (service limits of Sentinel). */
export const MONTHLY_ITEM_CHANGES = 100_000;

/** What saved searches take one after the other, in seconds a request: an estimate of the service's answer time. */
const SERIAL_SECONDS = 0.25;

/** What the changes that are due take: requests, time under the throttle, and item changes of the month's budget. */
export function costOf(changes: readonly PlannedChange[]): Cost {
  const due = changes.filter(isDue);
  const steps = due.flatMap((planned) => planned.steps.flat());
  const deletions = steps.filter(({ method }) => method === 'DELETE').length;
  const uploads = steps.filter(({ method }) => method === 'POST').length;
  const serial = steps.filter(({ lane }) => lane === 'savedSearch').length;
  const seconds = Math.max(
    shortestSeconds('delete', deletions),
    shortestSeconds('write', steps.length - deletions - uploads),
    shortestSeconds('upload', uploads),
    serial * SERIAL_SECONDS,
  );
  return {
    requests: steps.length,
    minutes: Math.ceil(seconds / 6) / 10,
    itemChanges: summarise(due.map(({ change }) => change)).itemChanges,
    monthlyItemChanges: MONTHLY_ITEM_CHANGES,
  };
}
