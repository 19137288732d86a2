/**
 * KQL as a library: Microsoft's analyser behind a small interface, and an engine that runs queries over tables of rows.
 * Nothing here knows of Sentinel's content.
 */
export { type Analyser, type Analysis, createAnalyser } from './analysis/analyser.js';
export {
  type Catalog,
  type FunctionSchema,
  openCatalog,
  type TableSchema,
  type WatchlistColumns,
} from './analysis/catalog.js';
export { createEngine, type Engine, run } from './engine/engine.js';
export { mutants } from './engine/mutants.js';
export type {
  JsonRow,
  Mutant,
  Outcome,
  Preparation,
  Prepared,
  Refusal,
  Result,
  Row,
  RunOptions,
  Sources,
  Table,
  TraceStep,
  Value,
  ValueType,
} from './engine/types.js';
export { fromJson, type Misfit, tableOf, toJson, toObjects } from './engine/values/input.js';
export type { Column, KqlDiagnostic, KqlType } from './model.js';
