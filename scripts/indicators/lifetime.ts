import { milliseconds } from '../base/duration.js';
import { parseInstant } from '../base/instant.js';
import type { Configuration, IndicatorKind } from '../content/model.js';

/**
 * The instant at which an indicator's life ends, ISO 8601 in the precision of `from`: a date stays a date.
 * @param from when the indicator was seen, `2026-05-06` or `2026-05-06T13:36:27Z`
 */
export function endOfLife(configuration: Configuration, kind: IndicatorKind, threatType: string, from: string): string {
  const lifetimes = configuration.lifetimes[kind];
  const end = Date.parse(from) + milliseconds(lifetimes[threatType] ?? lifetimes.default);
  return isoLike(end, from);
}

/** Ends of life that are remembered: the indicators of a report were seen on few days. */
const MAX_REMEMBERED = 10_000;

/** `endOfLife` for many indicators. */
export class EndsOfLife {
  readonly #known = new Map<string, string>();

  constructor(private readonly configuration: Configuration) {}

  of(kind: IndicatorKind, threatType: string, from: string): string {
    const key = `${kind} ${threatType} ${from}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const end = endOfLife(this.configuration, kind, threatType, from);
    if (this.#known.size >= MAX_REMEMBERED) this.#known.clear();
    this.#known.set(key, end);
    return end;
  }
}

/** An instant written like another: as a date where that one is a date, else to the second. */
function isoLike(instant: number, like: string): string {
  const iso = new Date(instant).toISOString();
  return like.length === 10 ? iso.slice(0, 10) : `${iso.slice(0, 19)}Z`;
}

/** The earlier of two ISO 8601 texts; the empty text means "unknown" and loses. */
export function earlier(a: string, b: string): string {
  if (a === '' || b === '') return a || b;
  return Date.parse(b) < Date.parse(a) ? b : a;
}

/** The later of two ISO 8601 texts; the empty text means "no end" and wins. */
export function later(a: string, b: string): string {
  if (a === '' || b === '') return '';
  return Date.parse(b) > Date.parse(a) ? b : a;
}

/** When a life ends, in milliseconds: never is Infinity; NaN for a text that is no date. */
export function instantOfEnd(validUntil: string): number {
  return validUntil === '' ? Number.POSITIVE_INFINITY : (parseInstant(validUntil)?.getTime() ?? Number.NaN);
}
