interface Entry<T> {
  until: number;
  /** What reads still see at this place; undefined where they see nothing yet. */
  before: T | undefined;
}

/** The part of a list between two places; without `to` up to its end. */
export interface Span {
  /** Exclusive. */
  after: bigint;
  to?: bigint | undefined;
}

/**
 * Writes that reads do not see yet: the service is seen to answer with what was there before, for a while after it has
 * said that a write is done. It is forgotten when the server ends.
 */
export class Visibility<T extends { seq: bigint }> {
  readonly #lists = new Map<string, Map<bigint, Entry<T>>>();

  /**
   * Shows `before` at a place of a list until a time (milliseconds).
   * A place that is hidden already keeps what it shows: that is the last state that everybody saw.
   */
  hide(list: string, seq: bigint, before: T | undefined, until: number): void {
    const entries = this.#lists.get(list) ?? new Map<bigint, Entry<T>>();
    this.#lists.set(list, entries);
    const hidden = entries.get(seq);
    entries.set(seq, { until: Math.max(hidden?.until ?? 0, until), before: hidden ? hidden.before : before });
  }

  /** A part of a list as reads see it, in its order: without what is hidden, and with what is gone. */
  seen(list: string, found: readonly T[], span: Span, now: number): readonly T[] {
    const entries = this.#lists.get(list);
    if (!entries) return found;
    for (const [seq, { until }] of entries) if (until <= now) entries.delete(seq);
    const shown = new Map(found.map((one) => [one.seq, one]));
    for (const [seq, { before }] of entries) {
      if (seq <= span.after || (span.to !== undefined && seq > span.to)) continue;
      shown.delete(seq);
      if (before) shown.set(seq, before);
    }
    return [...shown.values()].sort((a, b) => (a.seq < b.seq ? -1 : 1));
  }
}
