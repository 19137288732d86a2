import type { Range } from '../../base/diagnostic.js';

/** A log row with an indicator that a hunt or rule should have found, and did not. */
export interface Missed {
  /** As the list has it, with its port where it has one: `192.0.2.7:443`. */
  indicator: string;
  /** The hunt or rule; the list, where no hunt or rule looks for the indicator at all. */
  file: string;
  message: string;
  range: Range;
  /** Whether a hunt misses what it should catch; else nothing here looks for the indicator. */
  isFault: boolean;
}

/** A row that only looks like an indicator, or lies outside its life, and was found. */
export interface WronglyMatched {
  /** What the row holds. */
  value: string;
  /** The indicator that it looks like. */
  indicator: string;
  file: string;
  message: string;
  range: Range;
}

/** Which living indicators the hunts and rules reach, and whether they stay quiet on what is near. */
export interface Reachability {
  /** Living indicators that are certain enough to be hunted. */
  indicators: number;
  reached: number;
  unreached: readonly Missed[];
  /** Rows that must not be found, and were asked. */
  nearMisses: number;
  wronglyMatched: readonly WronglyMatched[];
  /** Hunts and rules about which nothing could be said, and why. */
  unproven: readonly { file: string; reason: string }[];
}
