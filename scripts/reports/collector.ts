import { createHash } from 'node:crypto';
import { compareText } from '../content/diagnostic.js';
import type { FalsePositive } from '../content/model.js';
import { type Admission, admit, admitIndicator, type DoorOptions } from './hygiene/door.js';
import type { ParsedIndicator } from './indicator.js';
import type { Indicator, Rejection, Report, ReportWarning, Review } from './report.js';
import { cleanText, shorten } from './text.js';

/** What a source says about a value beside its type. */
export type Details = Omit<Indicator, 'type' | 'value'>;

export const NO_DETAILS: Details = {
  family: '',
  threatType: '',
  confidence: null,
  firstSeen: null,
  validUntil: null,
  retracted: false,
};

/** Longer family names are cut: names of files, rules and rows derive from them. */
export const MAX_FAMILY_LENGTH = 100;
/** Values that one warning about many names. */
const MAX_NAMED = 5;

/** Collects what a reader finds in one report: each value passes the door, and none gets lost. */
export class Collector {
  readonly #options: DoorOptions;
  readonly #indicators = new Map<string, Indicator>();
  readonly #rejected = new Map<string, Rejection>();
  readonly #reviews = new Map<string, Review>();
  /** Type and value of all indicators and reviews. */
  readonly #known = new Set<string>();
  readonly #warnings = new Map<string, ReportWarning>();
  readonly #flagged = new Map<string, string[]>();
  readonly #families = new Map<string, string>();

  constructor(options: DoorOptions) {
    this.#options = options;
  }

  /** Takes one value. The same indicator again is merged: earliest first seen, highest confidence. */
  add(raw: string, stated: string | undefined, details: Details): Admission {
    return this.#take(admit(raw, stated, this.#options), details);
  }

  /** Takes a value that has been read already. */
  addIndicator(indicator: ParsedIndicator, details: Details): Admission {
    return this.#take(admitIndicator(indicator, this.#options), details);
  }

  #take(admission: Admission, details: Details): Admission {
    switch (admission.outcome) {
      case 'reject':
        this.reject(admission.value, admission.reason);
        break;
      case 'review':
        this.review({
          ...admission.indicator,
          ...details,
          family: this.family(details.family),
          reason: admission.reason,
          list: admission.list,
          version: admission.version,
        });
        break;
      default:
        if (admission.outcome === 'flag') this.#flag(admission.reason, admission.indicator.value);
        this.#keep({ ...admission.indicator, ...details, family: this.family(details.family) });
    }
    return admission;
  }

  reject(value: string, reason: string): void {
    this.#rejected.set(`${value}\n${reason}`, { value, reason });
  }

  review(review: Review): void {
    const key = `${review.type}\n${review.value}`;
    this.#known.add(key);
    this.#reviews.set(key, review);
  }

  /** The same warning twice is one. */
  warn(code: string, message: string): void {
    this.#warnings.set(`${code}\n${message}`, { code, message });
  }

  /** A family's name, cleaned and of a sane length. */
  family(name: string): string {
    const known = this.#families.get(name);
    if (known !== undefined) return known;
    const clean = cleanText(name);
    const cut = shorten(clean, MAX_FAMILY_LENGTH);
    if (cut !== clean) this.warn('long-family', `the family's name of ${clean.length} characters was cut to "${cut}"`);
    this.#families.set(name, cut);
    return cut;
  }

  /** Whether this value has been taken before, as an indicator or for review. */
  knows(indicator: ParsedIndicator): boolean {
    return this.#known.has(`${indicator.type}\n${indicator.value}`);
  }

  /** How many values ended up where. */
  get counts(): { indicators: number; rejected: number; reviews: number } {
    return { indicators: this.#indicators.size, rejected: this.#rejected.size, reviews: this.#reviews.size };
  }

  /** The report on what was collected. `sha256` is the hash of the file's bytes, hexadecimal. */
  report(about: {
    file: string;
    sha256: string;
    source: string;
    family: string;
    falsePositives?: FalsePositive[];
    tables?: string[];
  }): Report {
    for (const [reason, values] of this.#flagged) this.warn('flagged', `${reason}: ${named(values)}`);
    return {
      file: about.file,
      sha256: about.sha256,
      source: about.source,
      family: this.family(about.family),
      indicators: [...this.#indicators.values()],
      rejected: [...this.#rejected.values()],
      reviews: [...this.#reviews.values()],
      warnings: [...this.#warnings.values()],
      falsePositives: about.falsePositives ?? [],
      tables: about.tables ?? [],
    };
  }

  #keep(indicator: Indicator): void {
    const value = `${indicator.type}\n${indicator.value}`;
    const key = `${value}\n${indicator.family}`;
    this.#known.add(value);
    const known = this.#indicators.get(key);
    this.#indicators.set(key, known === undefined ? indicator : merge(known, indicator));
  }

  #flag(reason: string, value: string): void {
    const values = this.#flagged.get(reason);
    if (values === undefined) this.#flagged.set(reason, [value]);
    else values.push(value);
  }
}

/** SHA-256 of a file's bytes, hexadecimal: by it a report is known. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** `a, b, c and 7 more` */
export function named(values: readonly string[]): string {
  const shown = values.slice(0, MAX_NAMED).join(', ');
  return values.length > MAX_NAMED ? `${shown} and ${values.length - MAX_NAMED} more` : shown;
}

function merge(a: Indicator, b: Indicator): Indicator {
  return {
    ...a,
    threatType: a.threatType === '' ? b.threatType : a.threatType,
    confidence: pick(a.confidence, b.confidence, Math.max),
    firstSeen: pick(a.firstSeen, b.firstSeen, earlier),
    validUntil: pick(a.validUntil, b.validUntil, later),
    retracted: a.retracted && b.retracted,
  };
}

/** Chooses between two statements; the one that says something wins over silence. */
function pick<T>(a: T | null, b: T | null, choose: (a: T, b: T) => T): T | null {
  return a === null || b === null ? (a ?? b) : choose(a, b);
}

/** ISO 8601 dates in UTC compare as texts. */
const earlier = (a: string, b: string): string => (compareText(a, b) <= 0 ? a : b);
const later = (a: string, b: string): string => (compareText(a, b) >= 0 ? a : b);
