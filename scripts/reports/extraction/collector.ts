import { createHash } from 'node:crypto';
import { compareText } from '../../base/diagnostic.js';
import { cleanText, flat, shorten } from '../../base/strings.js';
import type { FalsePositive } from '../../content/model.js';
import type { Indicator, Rejection, Review } from '../../indicators/indicator.js';
import type { ParsedIndicator } from '../../indicators/parse.js';
import { type Admission, admit, admitIndicator, type DoorOptions } from '../../indicators/screening/screen.js';
import type { Report, ReportColumn, ReportWarning } from '../report.js';

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
/** Different reasons that are kept once; some hold a part of the value. */
const MAX_REASONS = 1_000;
/** Values that one warning about many names. */
const MAX_NAMED = 5;

/** Collects what a reader finds in one report: each value passes the door, and none gets lost. */
export class Collector {
  readonly #options: DoorOptions;
  /** By value, which tells the type too. */
  readonly #indicators = new Map<string, Indicator>();
  /** The same value under another family than its first, by family and value. */
  readonly #otherFamilies = new Map<string, Indicator>();
  /** By value; a feed may be nothing else. */
  readonly #rejected = new Map<string, Rejection>();
  /** Reasons by themselves: one copy of each. */
  readonly #reasons = new Map<string, string>();
  readonly #reviews = new Map<string, Review>();
  readonly #warnings = new Map<string, ReportWarning>();
  readonly #flagged = new Map<string, string[]>();
  readonly #families = new Map<string, string>();
  /** How often a value was taken, rejected or left to a person: a row that changes nothing here gave nothing. */
  taken = 0;

  constructor(options: DoorOptions) {
    this.#options = options;
  }

  /** Takes one value. The same indicator again is merged: earliest first seen, highest confidence. */
  add(raw: string, stated: string | undefined, details: Details): Admission {
    return this.#take(admit(raw, stated, this.#options), details);
  }

  /** Takes a value that has been read already. */
  addIndicator(indicator: ParsedIndicator, details: Details, section = ''): Admission {
    return this.#take(admitIndicator(indicator, this.#options), details, section);
  }

  /** Leaves a value to a person, unless it is an indicator already; what can be none is rejected. */
  leave(indicator: ParsedIndicator, reason: string, section: string, details: Details = NO_DETAILS): void {
    this.taken++;
    if (this.knows(indicator)) return;
    const admission = admitIndicator(indicator, this.#options);
    if (admission.outcome === 'reject') this.reject(admission.value, admission.reason);
    else if (admission.outcome !== 'review') this.review({ ...indicator, ...details, reason, section });
    else {
      const { list, version } = admission;
      this.review({ ...indicator, ...details, reason: `${reason}; ${admission.reason}`, section, list, version });
    }
  }

  #take(admission: Admission, details: Details, section = ''): Admission {
    this.taken++;
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
          section,
          list: admission.list,
          version: admission.version,
        });
        break;
      default:
        if (admission.outcome === 'flag') this.#flag(admission.reason, admission.indicator.value);
        // One literal, and a flat copy of the value: a feed of 100 MB holds half a million of these.
        this.#keep({
          type: admission.indicator.type,
          value: flat(admission.indicator.value),
          family: this.family(details.family),
          threatType: details.threatType,
          confidence: details.confidence,
          firstSeen: details.firstSeen,
          validUntil: details.validUntil,
          retracted: details.retracted,
        });
    }
    return admission;
  }

  reject(value: string, reason: string): void {
    this.taken++;
    if (this.#rejected.has(value)) return;
    const copy = flat(value);
    this.#rejected.set(copy, { value: copy, reason: this.#reason(reason) });
  }

  #reason(text: string): string {
    const known = this.#reasons.get(text);
    if (known !== undefined) return known;
    const copy = flat(text);
    if (this.#reasons.size < MAX_REASONS) this.#reasons.set(copy, copy);
    return copy;
  }

  review(review: Review): void {
    if (!this.#reviews.has(review.value)) this.#reviews.set(review.value, review);
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
    return this.#indicators.has(indicator.value) || this.#reviews.has(indicator.value);
  }

  /** How many values ended up where. */
  get counts(): { indicators: number; rejected: number; reviews: number } {
    const indicators = this.#indicators.size + this.#otherFamilies.size;
    const rejected = this.#rejected.size;
    return { indicators, rejected, reviews: this.#reviews.size };
  }

  /** The report on what was collected. `sha256` is the hash of the file's bytes, hexadecimal. */
  report(about: {
    file: string;
    sha256: string;
    source: string;
    family: string;
    campaign?: string;
    actor?: string;
    certainty?: Report['certainty'];
    tlp?: string;
    published?: string | null;
    columns?: ReportColumn[];
    falsePositives?: FalsePositive[];
    tables?: string[];
  }): Report {
    for (const [reason, values] of this.#flagged) this.warn('flagged', `${reason}: ${named(values)}`);
    return {
      file: about.file,
      sha256: about.sha256,
      source: about.source,
      family: this.family(about.family),
      campaign: about.campaign ?? '',
      actor: about.actor ?? '',
      certainty: about.certainty ?? (about.family === '' ? 'low' : 'high'),
      tlp: about.tlp ?? '',
      published: about.published ?? null,
      columns: about.columns ?? [],
      indicators: [...this.#indicators.values(), ...this.#otherFamilies.values()],
      rejected: [...this.#rejected.values()].filter(
        ({ value }) => !this.#indicators.has(value) && !this.#reviews.has(value),
      ),
      reviews: [...this.#reviews.values()].filter(({ value }) => !this.#indicators.has(value)),
      warnings: [...this.#warnings.values()],
      falsePositives: about.falsePositives ?? [],
      tables: about.tables ?? [],
    };
  }

  #keep(indicator: Indicator): void {
    const first = this.#indicators.get(indicator.value);
    const isFirst = first === undefined || first.family === indicator.family;
    const table = isFirst ? this.#indicators : this.#otherFamilies;
    const key = isFirst ? indicator.value : `${indicator.family}\n${indicator.value}`;
    const known = isFirst ? first : table.get(key);
    table.set(key, known === undefined ? indicator : merge(known, indicator));
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
    // A live sighting says more than a retraction of the same value in the same file.
    validUntil:
      a.retracted === b.retracted ? pick(a.validUntil, b.validUntil, later) : (a.retracted ? b : a).validUntil,
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
