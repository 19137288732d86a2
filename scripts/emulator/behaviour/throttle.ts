import { ArmError } from '../server/arm-error.js';
import type { Bucket } from './behaviour.js';

type Buckets = Record<'reads' | 'writes' | 'deletes', Bucket>;

/** Token buckets as Resource Manager has them: one for each caller and sort of request. */
export class Throttle {
  readonly #levels = new Map<string, { tokens: number; at: number }>();

  constructor(private readonly buckets: Buckets) {}

  /** Takes a token; throws a 429 that says when there is one again. `now` is in milliseconds. */
  take(caller: string, method: string, now: number): void {
    const seconds = this.wait(caller, method, now);
    if (seconds > 0) throw tooManyRequests(seconds);
  }

  /** Takes a token and returns 0, or the seconds until there is one. */
  wait(caller: string, method: string, now: number): number {
    const sort = method === 'GET' || method === 'HEAD' ? 'reads' : method === 'DELETE' ? 'deletes' : 'writes';
    const { size, perSecond } = this.buckets[sort];
    const key = `${caller} ${sort}`;
    const last = this.#levels.get(key) ?? { tokens: size, at: now };
    const tokens = Math.min(size, last.tokens + (Math.max(0, now - last.at) / 1000) * perSecond);
    this.#levels.set(key, { tokens: tokens >= 1 ? tokens - 1 : tokens, at: now });
    return tokens >= 1 ? 0 : Math.ceil((1 - tokens) / perSecond);
  }
}

/** Resource Manager's 429; `seconds` is what `Retry-After` says. */
export function tooManyRequests(seconds: number): ArmError {
  const message = 'The number of requests for the subscription has exceeded its limit. Try again later.';
  return new ArmError(429, 'TooManyRequests', message, { 'retry-after': String(seconds) });
}
