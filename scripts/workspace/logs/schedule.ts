import { ruleDuration } from '../../base/duration.js';
import type { AnalyticRule } from '../../content/model.js';
import type { Firing, Hit, Logs, SearchOutcome, TimeRange } from './search.js';

const MINUTE = 60_000;

/** The service makes at most so many alerts of the rows of one run. */
const MAX_ALERTS_OF_A_RUN = 150;

/** Runs of a rule over one range; more are refused: a year of a rule that runs each minute. */
const MAX_RUNS = 600_000;

/** A rule's schedule in milliseconds. One in near real time runs each minute over the last. */
interface Schedule {
  frequency: number;
  period: number;
  /** No run for so long after one that fired. */
  suppression: number;
  fires(rows: number): boolean;
}

/** Runs a rule as the service would have over a range: each period at its time, with threshold and suppression. */
export async function runOnSchedule(rule: AnalyticRule, logs: Logs, range: TimeRange): Promise<SearchOutcome> {
  const schedule = scheduleOf(rule);
  const count = Math.ceil((range.to.getTime() - range.from.getTime()) / schedule.frequency);
  if (count > MAX_RUNS) {
    return {
      outcome: 'not-run',
      reason: `it would run ${count} times in this range; choose a shorter one with --from`,
    };
  }
  const moments = await logs.moments?.(rule.query, range);
  const result = {
    outcome: 'ran' as const,
    hits: [] as Hit[],
    notes: new Set<string>(),
    firings: [] as Firing[],
    alerts: 0,
  };
  let quietUntil = Number.NEGATIVE_INFINITY;
  let ofNothing: Hit[] | undefined;
  for (let run = 1; run <= count; run++) {
    const end = Math.min(range.from.getTime() + run * schedule.frequency, range.to.getTime());
    if (end < quietUntil) continue;
    const seen = { from: new Date(Math.max(range.from.getTime(), end - schedule.period)), to: new Date(end) };
    const isEmpty = moments !== undefined && !hasMoment(moments, seen);
    let hits = isEmpty ? ofNothing : undefined;
    if (!hits) {
      const ran = await logs.search({ query: rule.query, range: seen, now: seen.to });
      if (ran.outcome !== 'ran') return ran;
      for (const note of ran.notes) result.notes.add(note);
      hits = ran.hits;
      // A run over no events gives the same rows each time.
      if (isEmpty) ofNothing = hits;
    }
    if (!schedule.fires(hits.length)) continue;
    result.firings.push({ at: seen.to.toISOString(), rows: hits.length });
    result.alerts += alertsOf(rule, hits.length);
    result.hits.push(...hits);
    quietUntil = end + schedule.suppression;
  }
  return { ...result, notes: [...result.notes] };
}

function scheduleOf(rule: AnalyticRule): Schedule {
  const suppression = rule.suppressionEnabled === true ? (ruleDuration(rule.suppressionDuration ?? '') ?? 0) : 0;
  if (rule.kind === 'NRT') return { frequency: MINUTE, period: MINUTE, suppression, fires: (rows) => rows > 0 };
  const frequency = Math.max(ruleDuration(rule.queryFrequency ?? '') ?? MINUTE, MINUTE);
  const period = ruleDuration(rule.queryPeriod ?? '') ?? frequency;
  const threshold = rule.triggerThreshold ?? 0;
  return { frequency, period, suppression, fires: (rows) => exceeds(rows, rule.triggerOperator ?? 'gt', threshold) };
}

function exceeds(rows: number, operator: string, threshold: number): boolean {
  switch (operator.toLowerCase()) {
    case 'lt':
    case 'lessthan':
      return rows < threshold;
    case 'eq':
    case 'equal':
      return rows === threshold;
    case 'ne':
    case 'notequal':
      return rows !== threshold;
    default:
      return rows > threshold;
  }
}

function alertsOf({ eventGroupingSettings }: AnalyticRule, rows: number): number {
  return eventGroupingSettings?.aggregationKind === 'AlertPerResult' ? Math.min(rows, MAX_ALERTS_OF_A_RUN) : 1;
}

/** Whether one of some sorted moments lies in a range. */
function hasMoment(moments: readonly number[], { from, to }: TimeRange): boolean {
  let low = 0;
  let high = moments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((moments[middle] ?? 0) < from.getTime()) low = middle + 1;
    else high = middle;
  }
  const first = moments[low];
  return first !== undefined && first < to.getTime();
}
