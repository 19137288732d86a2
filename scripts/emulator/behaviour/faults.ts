import { SentinelError } from '../../base/errors.js';
import { closest } from '../../base/spelling.js';

interface Description {
  /** The share of requests that it strikes where nothing else is said: 1 for a way to behave, less for an accident. */
  rate: number;
  help: string;
}

/** What can go wrong between a client and the service: documented by Microsoft, or reported by those who use it. */
export const FAULTS = {
  throttle: { rate: 1, help: '429 and Retry-After once the token bucket is empty (200 writes, then 10 a second)' },
  'too-many-requests': { rate: 0.1, help: '429 and Retry-After at any time' },
  'server-error': { rate: 0.05, help: '500 before the request has an effect' },
  unavailable: { rate: 0.05, help: '503 before the request has an effect' },
  'bad-gateway': { rate: 0.05, help: '502 with a page of HTML, before the request has an effect' },
  'gateway-timeout': { rate: 0.05, help: '504 after the request has had its effect' },
  'drop-before': { rate: 0.05, help: 'the connection ends before the request has an effect' },
  'drop-after': { rate: 0.05, help: 'the connection ends after the effect, without an answer' },
  'cut-answer': { rate: 0.05, help: 'the connection ends in the middle of the answer' },
  'no-answer': { rate: 0.01, help: 'the request has its effect, and its answer never comes' },
  slow: { rate: 1, help: 'every request takes 250 milliseconds' },
  conflict: { rate: 0.1, help: '409 NewerDataExists to a write of a saved search, as if somebody else wrote one' },
  'no-token': { rate: 1, help: '401 to requests without a token' },
  'expired-token': { rate: 0.05, help: '401 ExpiredAuthenticationToken' },
  forbidden: { rate: 0.1, help: '403 to a write, as while a role assignment spreads' },
  'read-only': { rate: 1, help: '403 to every write, as for a reader' },
  'not-onboarded': { rate: 1, help: 'Microsoft Sentinel is not onboarded on the workspace' },
  'slow-operations': {
    rate: 1,
    help: 'uploads and deletions of watchlists take 3 seconds; parts that overlap are lost',
  },
  'hanging-operations': { rate: 1, help: 'the status of a deletion stays at "Deleting", 100 %, for ever' },
  'early-recreation': { rate: 1, help: '409 to a watchlist whose alias was deleted less than 5 seconds ago' },
  late: { rate: 1, help: 'reads see a write after 2 seconds' },
  'lost-writes': { rate: 0.05, help: 'a PUT is answered with success, and nothing is kept' },
  'lost-rows': { rate: 0.1, help: 'the upload of a watchlist is answered with success, and has no items' },
  'auto-disable': { rate: 0.1, help: 'the service disables a rule after it was saved: AUTO DISABLED' },
  'ignored-etags': { rate: 1, help: 'watchlists and their items are overwritten whatever the etag' },
  'changed-case': { rate: 1, help: 'tag names and labels come back in lower case' },
  'changed-order': { rate: 1, help: 'sets (tactics, labels, tags) come back in another order' },
  'partial-results': { rate: 0.2, help: 'a query is answered with a part of its rows and PartialError' },
} as const satisfies Record<string, Description>;

export type FaultName = keyof typeof FAULTS;

/** The share of requests that each fault strikes, from 0 to 1. */
export type FaultRates = Partial<Record<FaultName, number>>;

/** Decides which requests a fault strikes: the same ones for the same seed and the same order of requests. */
export class Faults {
  readonly #dice = new Map<FaultName, () => number>();

  constructor(
    readonly rates: FaultRates = {},
    private readonly seed = 1,
  ) {}

  strikes(name: FaultName): boolean {
    const rate = this.rates[name] ?? 0;
    if (rate <= 0) return false;
    // Each fault throws its own dice: adding one does not change what the others strike.
    let next = this.#dice.get(name);
    if (!next) {
      next = randomNumbers([...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) | 0, this.seed | 0));
      this.#dice.set(name, next);
    }
    return next() < rate;
  }
}

/**
 * Reads `NAME` or `NAME=RATE` of a command line. Throws SentinelError `usage` for an unknown name or a rate that is no
 * number from 0 to 1.
 */
export function parseFault(text: string): [FaultName, number] {
  const [, name = '', given] = /^([^=]*)(?:=(.*))?$/s.exec(text) ?? [];
  if (!isFault(name)) {
    const meant = closest(name, Object.keys(FAULTS));
    const help = meant ? `Did you mean ${meant}?` : `Faults: ${Object.keys(FAULTS).join(', ')}.`;
    throw new SentinelError('usage', `--fault: there is no fault '${name}'.`, help);
  }
  const rate = given === undefined ? FAULTS[name].rate : Number(given);
  if (given?.trim() === '' || !(rate >= 0 && rate <= 1)) {
    throw new SentinelError('usage', `--fault ${name}: '${given}' is no rate.`, 'Give a number from 0 to 1, as 0.2.');
  }
  return [name, rate];
}

function isFault(name: string): name is FaultName {
  return Object.hasOwn(FAULTS, name);
}

/** Numbers from 0 to 1 that a seed decides (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
