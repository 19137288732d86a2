/** Regular expressions in Kusto's dialect (RE2 without look-around and back references) as a tree. */
export type RegexNode =
  | { readonly kind: 'empty' }
  /** One character of a set: the inside of a JavaScript character class, in Unicode mode. */
  | { readonly kind: 'set'; readonly source: string; readonly isNegated: boolean; readonly isFolded: boolean }
  | { readonly kind: 'assert'; readonly what: 'start' | 'end' | 'lineStart' | 'lineEnd' | 'boundary' | 'noBoundary' }
  | { readonly kind: 'group'; readonly inner: RegexNode; readonly index: number }
  | { readonly kind: 'sequence'; readonly items: readonly RegexNode[] }
  | { readonly kind: 'choice'; readonly items: readonly RegexNode[] }
  | {
      readonly kind: 'repeat';
      readonly inner: RegexNode;
      readonly min: number;
      readonly max: number;
      readonly isLazy: boolean;
    };

export interface ParsedRegex {
  readonly root: RegexNode;
  /** Groups that capture. */
  readonly groups: number;
  readonly names: ReadonlyMap<string, number>;
}

/** What is wrong with a pattern. */
export class RegexError extends Error {}

/** A match: the whole and the groups, as texts; a group that took no part is undefined. */
export interface Match {
  readonly index: number;
  readonly end: number;
  readonly groups: readonly (string | undefined)[];
}
