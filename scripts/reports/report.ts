import type { FalsePositive } from '../content/model.js';

/** Kinds of indicators, as `ingest --format json` names them. */
export type IndicatorType = 'ip' | 'ip:port' | 'cidr' | 'domain' | 'url' | 'md5' | 'sha1' | 'sha256' | 'email';

/** One indicator of one report. */
export interface Indicator {
  type: IndicatorType;
  /** Refanged and canonical: `194.246.83.43:9000`, `[2001:db8::1]:443`, `https://sendmay.icu/`, lower-case hashes. */
  value: string;
  /** Malware family as the report spells it; empty when the source names none. */
  family: string;
  /** `botnet_cc`, `payload_delivery`, `payload`, …; empty when unknown. */
  threatType: string;
  /** 0 to 100; null when the report states none. */
  confidence: number | null;
  /** ISO 8601, `2026-05-06` or `2026-05-06T13:36:27Z`; null when the report states none. */
  firstSeen: string | null;
  /** Where the source itself ends the indicator's life (STIX `valid_until`, a retraction); else null. */
  validUntil: string | null;
  /** The source withdraws the indicator: `validUntil` shortens a life that is on record. */
  retracted: boolean;
}

/** A value of a report that is no indicator, and why. */
export interface Rejection {
  value: string;
  reason: string;
}

/** A value that a person decides on: it may be an indicator, and no hunt looks for it until somebody says so. */
export interface Review extends Indicator {
  /** Why a person must look; names the warning list and its version where one asked for it. */
  reason: string;
  /** The heading under which it stands, the column that holds it, or empty. */
  section: string;
  list?: string;
  version?: string;
}

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
export interface Report {
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
  indicators: Indicator[];
  rejected: Rejection[];
  reviews: Review[];
  warnings: ReportWarning[];
  falsePositives: FalsePositive[];
  /** Sentinel tables that the report says it needs. */
  tables: string[];
}
