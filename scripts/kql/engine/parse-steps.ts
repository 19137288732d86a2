import type { Expr, Step, StepBase } from './plan.js';
import type { ValueType } from './values/value.js';

/** `parse`, `parse-where`, `parse-kv`. */
export interface Parse extends StepBase {
  readonly kind: 'parse';
  readonly input: Step;
  readonly text: Expr;
  readonly pattern: ParsePattern;
  /** Position in the result of what is parsed, in the order of the pattern. */
  readonly positions: readonly number[];
  /** Rows that do not match are dropped. */
  readonly isFilter: boolean;
}

export interface ParsePattern {
  readonly kind: 'simple' | 'relaxed' | 'regex';
  readonly flags: string;
  readonly parts: readonly (
    | { readonly kind: 'text'; readonly text: string }
    | { readonly kind: 'star' }
    | { readonly kind: 'column'; readonly name: string; readonly type: ValueType }
  )[];
}

export interface ParseKv extends StepBase {
  readonly kind: 'parse-kv';
  readonly input: Step;
  readonly text: Expr;
  readonly keys: readonly { readonly name: string; readonly type: ValueType; readonly position: number }[];
  readonly options: Readonly<Record<string, string>>;
}
