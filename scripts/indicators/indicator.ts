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

/** What was found in a text: every value is in one of the three. */
export interface SortedValues {
  indicators: Indicator[];
  rejected: Rejection[];
  reviews: Review[];
}
