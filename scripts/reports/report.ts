import type { FalsePositive } from '../content/model.js';
import type { SortedValues } from '../indicators/indicator.js';

export interface ReportWarning {
  /** Stable, kebab-case: `count-mismatch`, `truncated`. */
  code: string;
  message: string;
}

/** A column of a report's table, and what it was understood as: `url`, `family`, `reference`, `other`, … */
export interface ReportColumn {
  /** From 1. */
  index: number;
  header: string;
  as: string;
}

/** What a reader made of one file. Every row of the file is in `indicators`, in `rejected` or in `reviews`. */
export interface Report extends SortedValues {
  /** The file as the user named it, relative to the root where it lies inside. */
  file: string;
  /** SHA-256 of the file's bytes, hexadecimal: a report is known by its content, never by its name. */
  sha256: string;
  /** Who published the indicators: `ThreatFox`, `URLhaus`, …; empty when unknown. */
  source: string;
  /** The family, when the report is about one; else empty. */
  family: string;
  /** What the report is about, in its own words: the title, or the name of an event or a campaign; empty when unknown. */
  campaign: string;
  /** The group behind it; empty when unknown. */
  actor: string;
  /** How sure the family is: named in a field of its own, found in a title, or guessed. */
  certainty: 'high' | 'medium' | 'low';
  /** `clear`, `green`, `amber`, `amber+strict`, `red`; empty when the report has none. */
  tlp: string;
  /** The day on which it was published, ISO 8601; null when it does not say. */
  published: string | null;
  /** How the columns of its tables were understood. */
  columns: ReportColumn[];
  warnings: ReportWarning[];
  falsePositives: FalsePositive[];
  /** Sentinel tables that the report says it needs. */
  tables: string[];
}
