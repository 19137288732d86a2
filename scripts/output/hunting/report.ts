import type { FileReport } from '../../kql/engine/logs/file-reader.js';
import type { HuntOutcome } from '../../workspace/logs/hunting.js';
import type { TimeRange } from '../../workspace/logs/search.js';

/** What a run of `sentinel hunt` found. */
export interface HuntReport {
  hunts: readonly HuntOutcome[];
  /** The log files, where a folder was searched. */
  files: readonly FileReport[];
  /** Files of the folder that hold no logs. */
  others: readonly string[];
  range: TimeRange;
  /** The file of the record, where one was written. */
  record: string | undefined;
  color: boolean;
}
