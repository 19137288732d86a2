import { ruleDuration } from '../../base/duration.js';

/** From one moment to another, both included, in milliseconds. */
export interface Timespan {
  from: number;
  to: number;
}

/** Reads `P1D` (back from now), `start/end`, `start/duration` or `duration/end`; undefined for any other text. */
export function readTimespan(text: string, now: Date): Timespan | undefined {
  const [first = '', second, ...more] = text.split('/');
  if (more.length > 0) return undefined;
  const duration = ruleDuration(first);
  if (second === undefined)
    return duration === undefined ? undefined : { from: now.getTime() - duration, to: now.getTime() };
  const [start, end, length] = [momentOf(first), momentOf(second), ruleDuration(second)];
  if (start !== undefined && end !== undefined) return { from: start, to: end };
  if (start !== undefined && length !== undefined) return { from: start, to: start + length };
  if (duration !== undefined && end !== undefined) return { from: end - duration, to: end };
  return undefined;
}

function momentOf(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d/.test(text)) return undefined;
  const moment = Date.parse(text);
  return Number.isNaN(moment) ? undefined : moment;
}
