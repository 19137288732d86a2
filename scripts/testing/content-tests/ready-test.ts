import type { RunOptions, Sources, Table } from '../../kql/index.js';
import type { PlacedTest } from '../subject.js';

/** A test that is ready to run, many times over: for mutants as well. */
export interface ReadyTest {
  placed: PlacedTest;
  logs: ReadonlyMap<string, Table>;
  sources: Sources;
  options: RunOptions;
}
