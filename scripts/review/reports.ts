import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareText } from '../base/diagnostic.js';
import { listFiles } from '../base/files.js';
import type { ReadOptions } from '../reports/reader.js';
import { readSource } from '../reports/sources.js';
import type { RowChange } from './rows.js';

/** A report that came, changed or went, and what its rows are about. */
export interface ReportChange {
  file: string;
  action: 'add' | 'change' | 'remove';
  /** Families and sources of the changed rows that name it. */
  families: readonly string[];
  sources: readonly string[];
  /** How many changed rows name it. */
  indicators: number;
  /** What the report says of itself: its title, its day (ISO 8601) and its TLP; empty where it does not say. */
  title: string;
  published: string;
  tlp: string;
  /** Values that the program left out: private addresses, names of files, what is no indicator. */
  rejected: number;
}

/** Reading more reports than a person would look at tells nobody anything. */
const MAX_READ = 20;

/** What changed below `reports/`, in the order of files. */
export function changedReports(before: string, after: string, rows: readonly RowChange[]): ReportChange[] {
  const every = () => true;
  const [old, now] = [listFiles(before, 'reports', every), listFiles(after, 'reports', every)];
  const bytes = (root: string, file: string) => readFileSync(join(root, file));
  const changed = now.filter((file) => !old.includes(file) || !bytes(before, file).equals(bytes(after, file)));
  const about = (file: string, action: ReportChange['action']): ReportChange => {
    const own = rows.filter(({ row }) => row.Report.split(' ').some((name) => name.startsWith(`${file}@`)));
    const distinct = (values: readonly string[]) => [...new Set(values)].filter(Boolean).sort(compareText);
    return {
      ...{ file, action, indicators: own.length },
      families: distinct(own.map(({ row }) => row.MalwareFamily)),
      sources: distinct(own.flatMap(({ row }) => row.Source.split('; '))),
      ...{ title: '', published: '', tlp: '', rejected: 0 },
    };
  };
  return [
    ...changed.map((file) => about(file, old.includes(file) ? 'change' : 'add')),
    ...old.filter((file) => !now.includes(file)).map((file) => about(file, 'remove')),
  ].sort((a, b) => compareText(a.file, b.file));
}

/** The same with what the reports say of themselves. One that cannot be read says nothing: `ingest` tells why. */
export async function withTitles(
  root: string,
  changes: readonly ReportChange[],
  options: ReadOptions,
): Promise<ReportChange[]> {
  const read = async (change: ReportChange, index: number) => {
    if (change.action === 'remove' || index >= MAX_READ) return change;
    try {
      const { reports } = await readSource({ file: change.file, path: join(root, change.file) }, options);
      const [first] = reports;
      return {
        ...change,
        ...{ title: first?.campaign ?? '', published: first?.published ?? '', tlp: first?.tlp ?? '' },
        rejected: reports.reduce((sum, { rejected }) => sum + rejected.length, 0),
      };
    } catch {
      return change;
    }
  };
  return Promise.all(changes.map(read));
}
