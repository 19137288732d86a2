import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCsv } from '../base/csv.js';
import { compareText } from '../base/diagnostic.js';
import { listFiles, readTextIfThere } from '../base/files.js';
import { SourceText } from '../base/source.js';
import { REVIEW_FILE } from '../content/layout.js';
import type { Repository } from '../content/repository.js';
import { changedDetections, type DetectionChange, gained, type Reach } from './detections.js';
import { changedRows, type RowChange } from './rows.js';

/** A report that came, changed or went, and what its rows are about. */
export interface ReportChange {
  file: string;
  action: 'add' | 'change' | 'remove';
  /** Families and sources of the rows that name it. */
  families: readonly string[];
  sources: readonly string[];
  indicators: number;
}

/** A value on which a person decides. */
export interface Waiting {
  value: string;
  type: string;
  family: string;
  reason: string;
  report: string;
  decision: string;
}

/** Everything that a change of the repository brings, as a reviewer wants to know it. */
export interface Review {
  reports: readonly ReportChange[];
  rows: readonly RowChange[];
  /** Lines of `review.csv` that are new, or got a decision. */
  waiting: readonly Waiting[];
  detections: readonly DetectionChange[];
  gained: Reach;
  /** Watchlist item changes that the service will count, of the configured limit of one deployment. */
  cost: { itemChanges: number; limit: number; ofMonth: number };
  /** Files of content that could not be read. */
  unreadable: readonly string[];
}

/** The service's allowance: watchlist item changes of a workspace in a month. */
export const ITEM_CHANGES_A_MONTH = 100_000;

/** What the repository is now, against what it was. */
export function reviewChange(before: Repository, after: Repository): Review {
  const rows = changedRows(before, after);
  return {
    reports: changedReports(before.root, after.root, rows),
    rows,
    waiting: newlyWaiting(before.root, after.root),
    detections: changedDetections(before, after),
    gained: gained(before, after),
    cost: {
      itemChanges: rows.length,
      limit: after.configuration.limits.itemChanges,
      ofMonth: rows.length / ITEM_CHANGES_A_MONTH,
    },
    unreadable: [...new Set(after.diagnostics.map(({ file }) => file))].sort(compareText),
  };
}

function changedReports(before: string, after: string, rows: readonly RowChange[]): ReportChange[] {
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
    };
  };
  return [
    ...changed.map((file) => about(file, old.includes(file) ? 'change' : 'add')),
    ...old.filter((file) => !now.includes(file)).map((file) => about(file, 'remove')),
  ].sort((a, b) => compareText(a.file, b.file));
}

function newlyWaiting(before: string, after: string): Waiting[] {
  const key = ({ value, type, family, decision }: Waiting) => [value, type, family, decision].join('\n');
  const known = new Set(waitingOf(before).map(key));
  return waitingOf(after).filter((line) => !known.has(key(line)));
}

function waitingOf(root: string): Waiting[] {
  const text = readTextIfThere(root, REVIEW_FILE);
  if (text === undefined) return [];
  const { header, rows } = parseCsv(new SourceText(REVIEW_FILE, text));
  return rows.map(({ cells }) => {
    const at = (name: string) => cells[header.indexOf(name)] ?? '';
    return {
      ...{ value: at('Value'), type: at('Type'), family: at('MalwareFamily') },
      ...{ reason: at('Reason'), report: at('Report'), decision: at('Decision') },
    };
  });
}
