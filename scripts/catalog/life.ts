import { parseInstant } from '../base/instant.js';
import type { IndicatorRow } from '../indicators/rows/row.js';

const DAY = 86_400_000;

/** When an indicator counts, in milliseconds; `begin` is undefined where no report says when it was first seen. */
export interface Life {
  begin: number | undefined;
  /** Infinity where it has no end. */
  end: number;
  state: 'alive' | 'ending' | 'over' | 'ahead';
}

/** A life that ends within so many days is ending. */
export const ENDING_DAYS = 14;

/** The life of a row on a day. A date that cannot be read counts as open. */
export function lifeOf({ FirstSeen, ValidUntil }: IndicatorRow, asOf: Date): Life {
  const begin = parseInstant(FirstSeen)?.getTime();
  const end = parseInstant(ValidUntil)?.getTime() ?? Number.POSITIVE_INFINITY;
  const now = asOf.getTime();
  const state =
    end <= now
      ? 'over'
      : begin !== undefined && begin > now
        ? 'ahead'
        : end <= now + ENDING_DAYS * DAY
          ? 'ending'
          : 'alive';
  return { begin, end, state };
}

/** `2026-05-06` of an instant. */
export function day(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
