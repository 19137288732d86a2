import { createHash } from 'node:crypto';
import { compareText } from '../../base/diagnostic.js';
import { cleanText, flat, shorten } from '../../base/strings.js';
import type { FalsePositive } from '../../content/model.js';
import type { Indicator, Rejection, Review } from '../../indicators/indicator.js';
import type { ParsedIndicator } from '../../indicators/parse.js';
import { type Admission, admit, admitIndicator, type DoorOptions } from '../../indicators/screening/screen.js';
import { MAX_VALUES, TooMany } from '../containers/limits.js';
import { publishedOn } from '../meaning/dates.js';
import { noHints } from '../meaning/hints.js';
import { tlpOf } from '../meaning/tlp.js';
import { type Subject, understand } from '../meaning/understand.js';
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

/** What a reader knows about a report as a whole. */
export interface ReportFacts {
  file: string;
  sha256: string;
  source: string;
  /** The family of a field that is for it; empty where the report has none. */
  family: string;
  /** Records of many families: nothing but a record says which one it is. */
  isOfMany?: boolean | undefined;
  columns?: ReportColumn[];
  falsePositives?: FalsePositive[];
  tables?: string[];
}

/** Collects what a reader finds in one report: each value is screened, and none gets lost. */
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
  /** What the report says about itself. */
  readonly hints = noHints();

  constructor(options: DoorOptions) {
    this.#options = options;
  }

  #checkLimit(): void {
    const { indicators, rejected, reviews } = this.counts;
    if (indicators + rejected + reviews > MAX_VALUES) throw new TooMany(MAX_VALUES, 'values');
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
        // A flat copy of the value: a slice would keep the whole text of the report.
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
    this.#checkLimit();
  }

  #reason(text: string): string {
    const known = this.#reasons.get(text);
    if (known !== undefined) return known;
    const copy = flat(text);
    if (this.#reasons.size < MAX_REASONS) this.#reasons.set(copy, copy);
    return copy;
  }

  review(review: Review): void {
    if (this.#reviews.has(review.value)) return;
    this.#reviews.set(review.value, review);
    this.#checkLimit();
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

  /** The report on what was collected; what it is about comes from its hints where no field names it. */
  report(about: ReportFacts): Report {
    for (const [reason, values] of this.#flagged) this.warn('flagged', `${reason}: ${named(values)}`);
    const { file, sha256 } = about;
    const source = about.source || cleanText(this.hints.publishers[0] ?? '').slice(0, 100);
    const published = publishedOn(this.hints.dates, file, this.#options.asOf);
    const indicators = [...this.#indicators.values(), ...this.#otherFamilies.values()];
    this.#mendLives(indicators);
    let undated = 0;
    for (const indicator of indicators) {
      if (indicator.firstSeen !== null || indicator.retracted) continue;
      if (published === null) undated++;
      else indicator.firstSeen = published;
    }
    if (undated > 0)
      this.warn(
        'undated',
        `${undated} of ${indicators.length} indicators without a date: their life begins open, and ends a lifetime after today`,
      );
    const subject = this.#subject(about, indicators);
    return {
      file,
      sha256,
      source,
      ...subject,
      family: this.family(subject.family),
      tlp: tlpOf(this.hints.tlp),
      published,
      columns: about.columns ?? [],
      indicators,
      rejected: [...this.#rejected.values()].filter(
        ({ value }) => !this.#indicators.has(value) && !this.#reviews.has(value),
      ),
      reviews: [...this.#reviews.values()].filter(({ value }) => !this.#indicators.has(value)),
      warnings: [...this.#warnings.values()],
      falsePositives: about.falsePositives ?? [],
      tables: about.tables ?? [],
    };
  }

  /** A source's own end of a life that lies before its beginning says nothing: the usual lifetime holds. */
  #mendLives(indicators: readonly Indicator[]): void {
    for (const indicator of indicators) {
      const { firstSeen, validUntil, retracted } = indicator;
      if (retracted || firstSeen === null || validUntil === null || Date.parse(validUntil) >= Date.parse(firstSeen))
        continue;
      indicator.validUntil = null;
      this.warn('life-reversed', 'some lives would end before they begin; the usual lifetime holds for them');
    }
  }

  #subject({ family, file, isOfMany }: ReportFacts, indicators: readonly Indicator[]): Subject {
    const understood = understand(this.hints, file);
    if (family !== '') return { ...understood, family, certainty: 'high' };
    const families = new Set(indicators.map((indicator) => indicator.family));
    families.delete('');
    const [only, other] = families;
    if (isOfMany) return { ...understood, family: other === undefined ? (only ?? '') : '', campaign: '' };
    if (other !== undefined) return { ...understood, family: families.size > 3 ? '' : understood.family };
    return only === undefined ? understood : { ...understood, family: only, certainty: 'high' };
  }

  #keep(indicator: Indicator): void {
    const first = this.#indicators.get(indicator.value);
    const isFirst = first === undefined || first.family === indicator.family;
    const table = isFirst ? this.#indicators : this.#otherFamilies;
    const key = isFirst ? indicator.value : `${indicator.family}\n${indicator.value}`;
    const known = isFirst ? first : table.get(key);
    table.set(key, known === undefined ? indicator : merge(known, indicator));
    if (known === undefined) this.#checkLimit();
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
