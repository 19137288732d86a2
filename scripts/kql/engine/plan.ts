import type { Parse, ParseKv, ParsePattern } from './parse-steps.js';
import type { Value, ValueType } from './values/value.js';

export type { Parse, ParseKv, ParsePattern };

/** Offsets in the text of the query, in UTF-16 code units; the end is exclusive. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

export interface PlanColumn {
  readonly name: string;
  readonly type: ValueType;
}

/** An expression over a row, or over nothing. */
export type Expr = Constant | ColumnRef | LateRef | Call | Scalar | Needles;

export interface Constant {
  readonly kind: 'constant';
  readonly type: ValueType;
  readonly value: Value;
  readonly at: Range;
}

/** A column of the input, by position. */
export interface ColumnRef {
  readonly kind: 'column';
  readonly type: ValueType;
  readonly index: number;
  readonly name: string;
  readonly at: Range;
}

/** A column that only the data can tell, such as those of `evaluate bag_unpack`: looked up by name when the step runs. */
export interface LateRef {
  readonly kind: 'late';
  readonly type: ValueType;
  readonly name: string;
  readonly at: Range;
}

/** An operator (`==`, `has_any`, `+`) or a function, by its name in the catalogue. */
export interface Call {
  readonly kind: 'call';
  readonly type: ValueType;
  readonly name: string;
  readonly args: readonly Expr[];
  readonly at: Range;
}

/** `toscalar(…)`: the first cell of a table, worked out once. */
export interface Scalar {
  readonly kind: 'scalar';
  readonly type: ValueType;
  readonly input: Step;
  readonly at: Range;
}

/** The first column of a table as a list, worked out once: the right side of `in (T)` and `has_any (T)`. */
export interface Needles {
  readonly kind: 'needles';
  readonly type: 'dynamic';
  readonly input: Step;
  readonly at: Range;
}

/** An aggregate function over the rows of a group. */
export interface Aggregate {
  readonly name: string;
  readonly args: readonly Expr[];
  readonly type: ValueType;
  readonly at: Range;
}

/** What all steps have. */
export interface StepBase {
  /** Columns of the result; where `isOpen`, the data may add others after them. */
  readonly columns: readonly PlanColumn[];
  readonly isOpen: boolean;
  /** Where the operator stands in the query. */
  readonly at: Range;
}

/** Rows from outside. */
export interface Scan extends StepBase {
  readonly kind: 'scan';
  readonly source: 'table' | 'watchlist' | 'external';
  /** Table, alias of a watchlist, or URL. */
  readonly name: string;
  /** Properties of externaldata: `format`, `ignoreFirstRecord`. */
  readonly properties: Readonly<Record<string, string>>;
}

/** `datatable` and `print`: rows of expressions over nothing. */
export interface Rows extends StepBase {
  readonly kind: 'rows';
  readonly rows: readonly (readonly Expr[])[];
}

export interface RangeStep extends StepBase {
  readonly kind: 'range';
  readonly from: Expr;
  readonly to: Expr;
  readonly step: Expr;
}

export interface Where extends StepBase {
  readonly kind: 'where';
  readonly input: Step;
  readonly condition: Expr;
}

/** Every operator that makes columns of each row: project and its kin, extend, serialize. */
export interface Project extends StepBase {
  readonly kind: 'project';
  readonly input: Step;
  readonly outputs: readonly Expr[];
  /** What becomes of the columns that only the data knows: extend keeps them, project does not. */
  readonly late: LateColumns;
}

export interface LateColumns {
  readonly keep: boolean;
  /** Names, or patterns with `*`, that are left out even so. */
  readonly without: readonly string[];
}

export interface Summarize extends StepBase {
  readonly kind: 'summarize';
  readonly input: Step;
  readonly keys: readonly Expr[];
  readonly aggregates: readonly Aggregate[];
}

export type JoinKind =
  | 'innerunique'
  | 'inner'
  | 'leftouter'
  | 'rightouter'
  | 'fullouter'
  | 'leftsemi'
  | 'rightsemi'
  | 'leftanti'
  | 'rightanti';

export interface Join extends StepBase {
  readonly kind: 'join';
  readonly operator: 'join' | 'lookup';
  readonly join: JoinKind;
  readonly left: Step;
  readonly right: Step;
  /** Pairs of keys; the first over the left row, the second over the right row. */
  readonly on: readonly { readonly left: Expr; readonly right: Expr }[];
  /** The columns of the result, as positions in the left row or in the right row. */
  readonly outputs: readonly { readonly side: 'left' | 'right'; readonly index: number }[];
}

export interface Union extends StepBase {
  readonly kind: 'union';
  /** For each input, the position of each column of the result in it, or -1. */
  readonly inputs: readonly { readonly input: Step; readonly name: string; readonly positions: readonly number[] }[];
  /** Position of the column of `withsource`, or -1. */
  readonly source: number;
}

export interface SortKey {
  readonly expr: Expr;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

export interface Sort extends StepBase {
  readonly kind: 'sort';
  readonly input: Step;
  readonly by: readonly SortKey[];
  /** `top`: how many rows stay. */
  readonly limit: Expr | undefined;
}

/** `take` and `sample`. */
export interface Take extends StepBase {
  readonly kind: 'take';
  readonly input: Step;
  readonly limit: Expr;
}

export interface Distinct extends StepBase {
  readonly kind: 'distinct';
  readonly input: Step;
  readonly keys: readonly Expr[];
}

export interface Expand extends StepBase {
  readonly kind: 'expand';
  readonly input: Step;
  /** What is expanded, over the input row, and the position that its items take in the result. */
  readonly items: readonly { readonly expr: Expr; readonly position: number; readonly type: ValueType }[];
  /** Position of the column that counts the items from 0, or -1. */
  readonly itemIndex: number;
  /** `kind=array`: a bag gives pairs of name and value. */
  readonly bagsAsArrays: boolean;
  readonly limit: Expr | undefined;
}

/** `mv-apply`: a pipeline over the items of each row, whose source is the step `items`. */
export interface Apply extends StepBase {
  readonly kind: 'apply';
  readonly expand: Expand;
  /** Leaf of `body`, under this name. */
  readonly group: Group;
  readonly body: Step;
  /** Columns of the result: of the input row, or of the row that the body returns. */
  readonly outputs: readonly { readonly side: 'left' | 'right'; readonly index: number }[];
}

/** The rows that the enclosing `mv-apply` or `partition` gives to its body. */
export interface Group extends StepBase {
  readonly kind: 'group';
}

/** `partition by`: a pipeline over the rows of each key. */
export interface Partition extends StepBase {
  readonly kind: 'partition';
  readonly input: Step;
  readonly key: Expr;
  readonly group: Group;
  readonly body: Step;
}

export interface MakeSeries extends StepBase {
  readonly kind: 'make-series';
  readonly input: Step;
  readonly keys: readonly Expr[];
  readonly aggregates: readonly (Aggregate & { readonly fallback: Expr | undefined })[];
  readonly axis: Expr;
  readonly from: Expr | undefined;
  readonly to: Expr | undefined;
  readonly isStopIncluded: boolean;
  readonly step: Expr;
}

/** `evaluate NAME(…)`. */
export interface Plugin extends StepBase {
  readonly kind: 'plugin';
  readonly name: string;
  readonly input: Step;
  readonly args: readonly PluginArgument[];
}

export type PluginArgument =
  | { readonly kind: 'scalar'; readonly expr: Expr }
  | { readonly kind: 'table'; readonly input: Step }
  | { readonly kind: 'aggregate'; readonly aggregate: Aggregate };

/** `getschema`. */
export interface GetSchema extends StepBase {
  readonly kind: 'getschema';
  readonly input: Step;
}

/** A table that is read more than once: `let`, `materialize`, `as`. Worked out once in a run. */
export interface Shared extends StepBase {
  readonly kind: 'shared';
  readonly name: string;
  readonly input: Step;
}

export type Step =
  | Scan
  | Rows
  | RangeStep
  | Where
  | Project
  | Summarize
  | Join
  | Union
  | Sort
  | Take
  | Distinct
  | Expand
  | Apply
  | Group
  | Partition
  | Parse
  | ParseKv
  | MakeSeries
  | Plugin
  | GetSchema
  | Shared;
