import { setMaxListeners } from 'node:events';
import { SentinelError } from '../../base/errors.js';

/** What Resource Manager counts apart, and what the upload of indicators is allowed. */
export type RequestClass = 'read' | 'write' | 'delete' | 'upload';

/** A token bucket: so many requests at once, then so many a second. */
export interface Allowance {
  capacity: number;
  perSecond: number;
}

/**
 * Resource Manager's limits a subscription, principal and region (its page on request limits, since 2024), and that of
 * the indicator upload: 100 requests a minute.
 */
export const ALLOWANCES: Record<RequestClass, Allowance> = {
  read: { capacity: 250, perSecond: 25 },
  write: { capacity: 200, perSecond: 10 },
  delete: { capacity: 200, perSecond: 10 },
  upload: { capacity: 100, perSecond: 100 / 60 },
};

/** The longest that one answer makes us wait, in milliseconds, whatever it asks for. */
const LONGEST_BRAKE = 5 * 60_000;

/** The clock and the sleep that a throttle goes by, in milliseconds. */
export interface Timing {
  now(): number;
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

const REAL_TIME: Timing = {
  now: () => performance.now(),
  sleep: (milliseconds, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const timer = setTimeout(done, milliseconds);
      function done() {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      }
      signal.addEventListener('abort', done);
    }),
};

/** A token bucket as it is now, and who waits for a token of it. */
interface Bucket {
  tokens: number;
  /** When it was counted last, in milliseconds. */
  at: number;
  urgent: (() => void)[];
  others: (() => void)[];
  /** When an urgent request came last. */
  urgentAt: number;
  pumping: boolean;
}

/** Tokens that we do not use: the service's clock and ours differ, and a request too many makes all of them wait. */
const MARGIN = 5;

/** For so long after an urgent request a token is kept for the next one, in milliseconds. */
const RESERVED_FOR = 1000;

/**
 * The pace of all requests to a workspace: one token bucket a class of request, and one brake for all of them when the
 * service says that it is too much.
 */
export class Throttle {
  readonly #buckets = new Map<RequestClass, Bucket>();
  readonly #stop = new AbortController();
  #brakedUntil = 0;

  constructor(
    private limited: boolean,
    private readonly tell: (text: string) => void = () => {},
    private readonly timing: Timing = REAL_TIME,
  ) {
    // As many requests wait as there are, each of them to hear of an interruption.
    setMaxListeners(0, this.#stop.signal);
  }

  /**
   * Waits for the turn of a request. Throws a `SentinelError` `interrupted` once the work was interrupted.
   * @param urgent goes before others: what is sent one by one would wait behind all that is sent at once
   */
  async turn(kind: RequestClass, urgent = false): Promise<void> {
    const { now } = this.timing;
    if (this.limited) await this.#take(kind, urgent);
    while (this.#brakedUntil > now()) await this.pause(this.#brakedUntil - now());
    this.#requireGoingOn();
  }

  /**
   * All requests wait that long, in milliseconds. The bucket of the braked class is empty then, whatever we had counted;
   * a local workspace that brakes is paced like the service from then on.
   */
  brake(kind: RequestClass, milliseconds: number): void {
    const wait = Math.min(milliseconds, LONGEST_BRAKE);
    this.limited = true;
    this.#brakedUntil = Math.max(this.#brakedUntil, this.timing.now() + wait);
    this.#refilled(kind).tokens = 0;
    if (wait >= 1000) this.tell(`the service asks to wait ${Math.ceil(wait / 1000)} s`);
  }

  /** Ends every wait: what has not been sent is not sent any more. */
  interrupt(): void {
    this.#stop.abort();
  }

  async pause(milliseconds: number): Promise<void> {
    await this.timing.sleep(milliseconds, this.#stop.signal);
    this.#requireGoingOn();
  }

  #requireGoingOn(): void {
    if (this.#stop.signal.aborted) throw new SentinelError('interrupted', 'interrupted', '', { exitCode: 130 });
  }

  async #take(kind: RequestClass, urgent: boolean): Promise<void> {
    const bucket = this.#refilled(kind);
    if (urgent) bucket.urgentAt = bucket.at;
    if (urgent && bucket.tokens >= 1) {
      bucket.tokens--;
      return;
    }
    const served = new Promise<void>((resolve) => (urgent ? bucket.urgent : bucket.others).push(resolve));
    if (!bucket.pumping) void this.#serve(kind, bucket);
    await served;
  }

  /** Gives tokens to those who wait, as they come in; all may go when the work was interrupted, to hear of it. */
  async #serve(kind: RequestClass, bucket: Bucket): Promise<void> {
    bucket.pumping = true;
    while (bucket.urgent.length + bucket.others.length > 0) {
      const { tokens, at, urgentAt } = this.#refilled(kind);
      const needed = bucket.urgent.length === 0 && at - urgentAt < RESERVED_FOR ? 2 : 1;
      if (tokens >= needed || this.#stop.signal.aborted) {
        bucket.tokens--;
        (bucket.urgent.shift() ?? bucket.others.shift())?.();
      } else {
        await this.timing.sleep(((needed - tokens) / ALLOWANCES[kind].perSecond) * 1000, this.#stop.signal);
      }
    }
    bucket.pumping = false;
  }

  #refilled(kind: RequestClass): Bucket {
    const { capacity, perSecond } = ALLOWANCES[kind];
    const now = this.timing.now();
    const known = this.#buckets.get(kind);
    const bucket = known ?? {
      tokens: capacity - MARGIN,
      at: now,
      urgent: [],
      others: [],
      urgentAt: -Infinity,
      pumping: false,
    };
    bucket.tokens = Math.min(capacity - MARGIN, bucket.tokens + ((now - bucket.at) / 1000) * perSecond);
    bucket.at = now;
    this.#buckets.set(kind, bucket);
    return bucket;
  }
}

/** How many seconds so many requests of a class take at the least. */
export function shortestSeconds(kind: RequestClass, count: number): number {
  const { capacity, perSecond } = ALLOWANCES[kind];
  return Math.max(0, count - capacity) / perSecond;
}
