import { cleanText, flat, shorten } from '../../base/strings.js';
import { type Collector, type Details, NO_DETAILS } from '../extraction/collector.js';
import { parseConfidence, parseDate } from '../fields.js';
import type { Hints } from '../meaning/hints.js';
import { endOfDay } from './dates.js';

/** Different texts that are kept once: families, dates, reasons. */
const MAX_SHARED_TEXTS = 50_000;
const MAX_SHOWN = 300;
/** Values that are kept to be named in one warning. */
const MAX_EXAMPLES = 5;

/** What a feed says about a value; what it leaves out is unknown. */
export type FeedDetails = Partial<Details>;

/** Takes the values of a feed for the report: bounded, compact in memory, with warnings that count. */
export class FeedRecords {
  /** Who published the feed. */
  source = '';
  readonly #collector: Collector;
  readonly #texts = new Map<string, string>();
  /** Dates by what the feed wrote: rows of one batch have the same. */
  readonly #dates = new Map<string, string>();
  readonly #notes = new Map<string, { code: string; message: string; count: number; examples: string[] }>();

  constructor(collector: Collector) {
    this.#collector = collector;
  }

  /** What the feed says about itself. */
  get hints(): Hints {
    return this.#collector.hints;
  }

  /** @param stated the feed's word for the type; empty when it has none */
  add(value: string, stated: string, details: FeedDetails): void {
    if (value === '') {
      this.reject(stated, 'the record has no value');
      return;
    }
    this.#collector.add(value, stated === '' ? undefined : stated, {
      ...NO_DETAILS,
      ...details,
      family: this.text(details.family ?? ''),
      threatType: this.text(details.threatType ?? ''),
    });
  }

  /** Withdraws a value as of a date or an instant; a date counts to its end. */
  retract(value: string, stated: string, details: FeedDetails, asOf: string | null): void {
    if (asOf === null) this.reject(value, 'withdrawn by its source without a date');
    else this.add(value, stated, { ...details, retracted: true, validUntil: this.text(endOfDay(asOf)) });
  }

  reject(value: string, reason: string): void {
    this.#collector.reject(flat(shorten(cleanText(value.slice(0, MAX_SHOWN * 2)), MAX_SHOWN)), this.text(reason));
  }

  warn(code: string, message: string): void {
    this.#collector.warn(code, message);
  }

  /** A warning that occurs many times: told once, with the number of times and the first examples. */
  note(code: string, message: string, example: string): void {
    const key = `${code}\n${message}`;
    const note = this.#notes.get(key) ?? { code, message, count: 0, examples: [] };
    this.#notes.set(key, note);
    note.count++;
    if (note.examples.length < MAX_EXAMPLES) note.examples.push(flat(shorten(cleanText(example.slice(0, 200)), 100)));
  }

  /** ISO 8601, or null for no date; one that cannot be read is noted. */
  date(text: string): string | null {
    const known = this.#dates.get(text);
    if (known !== undefined) return known;
    const iso = parseDate(text);
    if (iso === undefined) this.note('unreadable-date', 'these dates cannot be read', text);
    if (iso === undefined || iso === null) return null;
    const copy = flat(iso);
    if (this.#dates.size < MAX_SHARED_TEXTS) this.#dates.set(flat(text), copy);
    return copy;
  }

  /** 0 to 100, or null for none; one that cannot be read is noted. */
  confidence(text: string): number | null {
    const confidence = parseConfidence(text);
    if (confidence === undefined) this.note('unreadable-confidence', 'these confidences cannot be read', text);
    return confidence ?? null;
  }

  /** One copy of a text that occurs often. */
  text(text: string): string {
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    const copy = flat(text);
    if (this.#texts.size < MAX_SHARED_TEXTS) this.#texts.set(copy, copy);
    return copy;
  }

  /** Turns the notes into warnings. */
  end(): void {
    for (const { code, message, count, examples } of this.#notes.values()) {
      const more = count > examples.length ? ` and ${count - examples.length} more` : '';
      this.warn(code, `${message}: ${examples.join(', ')}${more}`);
    }
    this.#notes.clear();
  }
}
