/** The comment above what `ingest` writes into its hunts: the declaration of the table `indicators`. */
export const GENERATED_PART = '// Indicators: this part is written by ingest';

/** The comment above the part of a generated hunt that is the analyst's, and that `ingest` never writes again. */
export const OWN_PART = '// Hunt: this part is yours';

/** A query without what `ingest` writes of it; all of a query that has no such part. */
export function ownPartOf(query: string): string {
  return query.slice(Math.max(0, query.indexOf(OWN_PART)));
}
