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

/**
 * The pace of all requests to a workspace: one token bucket a class of request, and one brake for all of them when the
 * service says that it is too much.
 */
export class Throttle {
  readonly #levels = new Map<RequestClass, { tokens: number; at: number }>();
  readonly #stop = new AbortController();
  #brakedUntil = 0;

  constructor(
    private limited: boolean,
    private readonly tell: (text: string) => void = () => {},
    private readonly timing: Timing = REAL_TIME,
  ) {}

  /** Waits for the turn of a request. Throws a `SentinelError` `interrupted` once the work was interrupted. */
  async turn(kind: RequestClass): Promise<void> {
    const { now } = this.timing;
    const wait = this.limited ? this.#take(kind) : 0;
    if (wait > 0) await this.pause(wait);
    while (this.#brakedUntil > now()) await this.pause(this.#brakedUntil - now());
    this.#requireGoingOn();
  }

  /** All requests wait that long, in milliseconds; a local workspace that brakes is paced like the service from then on. */
  brake(milliseconds: number): void {
    const wait = Math.min(milliseconds, LONGEST_BRAKE);
    this.limited = true;
    this.#brakedUntil = Math.max(this.#brakedUntil, this.timing.now() + wait);
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

  /** Takes a token, of the future if need be; returns how long it takes until it is there. */
  #take(kind: RequestClass): number {
    const { capacity, perSecond } = ALLOWANCES[kind];
    const now = this.timing.now();
    const { tokens, at } = this.#levels.get(kind) ?? { tokens: capacity, at: now };
    const left = Math.min(capacity, tokens + ((now - at) / 1000) * perSecond) - 1;
    this.#levels.set(kind, { tokens: left, at: now });
    return left >= 0 ? 0 : (-left / perSecond) * 1000;
  }
}

/** How many seconds so many requests of a class take at the least. */
export function shortestSeconds(kind: RequestClass, count: number): number {
  const { capacity, perSecond } = ALLOWANCES[kind];
  return Math.max(0, count - capacity) / perSecond;
}
