import { Fields } from '../base/fields.js';
import { readTextIfThere } from '../base/files.js';
import { isObject } from '../base/objects.js';

/** One row of one run of the bench, a line of `bench/history.jsonl`. */
export interface SpeedRecord {
  /** ISO 8601. */
  date: string;
  commit: string;
  machine: string;
  suite: string;
  what: string;
  subject: string;
  baseline: string;
  /** What the ratio should be, in words: `at least 5 times as fast`. */
  target: string;
  ratio: number;
  met: boolean;
}

/** A row of the bench through time, the newest run last. */
export interface SpeedRow {
  suite: string;
  what: string;
  runs: readonly SpeedRecord[];
}

/** The bench's history of a repository, in the order of suites and of their newest rows; empty where there is none. */
export function readSpeed(root: string): SpeedRow[] {
  const rows = new Map<string, SpeedRecord[]>();
  for (const record of (readTextIfThere(root, 'bench/history.jsonl') ?? '').split('\n').flatMap(parseRecord)) {
    const key = `${record.suite}\n${record.what}`;
    rows.set(key, [...(rows.get(key) ?? []), record]);
  }
  return [...rows.values()]
    .map((runs) => ({ suite: runs[0]?.suite ?? '', what: runs[0]?.what ?? '', runs }))
    .sort((a, b) => (a.suite < b.suite ? -1 : a.suite > b.suite ? 1 : 0));
}

/** A line that is none of ours, such as one of a conflict, is passed over. */
function parseRecord(line: string): SpeedRecord[] {
  try {
    const value: unknown = JSON.parse(line);
    if (!isObject(value)) return [];
    const one = new Fields(value);
    const record = {
      ...{ date: one.text('date'), commit: one.text('commit'), machine: one.text('machine') },
      ...{ suite: one.text('suite'), what: one.text('what'), subject: one.text('subject') },
      ...{ baseline: one.text('baseline'), target: one.text('target') },
      ...{ ratio: one.number('ratio'), met: one.flag('met') === true },
    };
    return record.suite === '' || record.what === '' ? [] : [record];
  } catch {
    return [];
  }
}
