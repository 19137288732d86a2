import { stringifyCsv } from '../../base/csv.js';
import { compareText } from '../../base/diagnostic.js';
import { SentinelError } from '../../base/errors.js';
import { type FileText, readTextIfThere } from '../../base/files.js';
import { readTable } from '../../base/strict-csv.js';
import { REVIEW_FILE } from '../../content/layout.js';
import type { Review, SortedValues } from '../indicator.js';
import { plainCell } from '../rows/merge.js';

const REQUIRED = ['Value', 'Type', 'MalwareFamily', 'Reason', 'Report', 'Decision'] as const;
const COLUMNS = [
  'Value',
  'Type',
  'MalwareFamily',
  'Reason',
  'Section',
  'Source',
  'Count',
  'Report',
  'Decision',
] as const;

type ReviewRow = Record<(typeof COLUMNS)[number], string>;

/** More values of one reason in one section of a report than this are one row: one decision. */
const MAX_SINGLE = 5;
const MAX_SECTION = 120;

/**
 * The values that wait for a decision, and those that have one. `ingest` adds lines and never changes one: once
 * Decision says `accept`, reading the report again makes the value an indicator. A value may hold `*` for anything; an
 * empty cell of Type, MalwareFamily, Reason or Section stands for any. What a person decided on a line that names a
 * source holds for the next reports of that source.
 */
export class Reviews {
  /** Lines for one value. */
  readonly #single = new Map<string, ReviewRow>();
  /** Lines for many values: with a `*`. */
  readonly #many = new Map<string, ReviewRow>();
  #changed = false;

  /**
   * Throws a `SentinelError` for a file that cannot be read, or a decision that is none, with its line.
   * @param accept reasons, or parts of them, whose values are accepted in this run; the lines say so afterwards
   */
  static load(root: string, accept: readonly string[] = []): Reviews {
    const reviews = new Reviews(accept);
    const text = readTextIfThere(root, REVIEW_FILE);
    if (text === undefined) return reviews;
    const { header, rows } = readTable(REVIEW_FILE, text, REQUIRED);
    for (const { line, cells } of rows) {
      const at = (column: (typeof COLUMNS)[number]) => cells[header.indexOf(column)] ?? '';
      const Decision = at('Decision').trim().toLowerCase();
      if (!['', 'accept', 'reject'].includes(Decision)) {
        const message = `${REVIEW_FILE}:${line} the decision '${at('Decision')}' is none`;
        throw new SentinelError('review', message, 'Write accept, reject, or nothing yet.', { exitCode: 1, line });
      }
      const row = Object.fromEntries(COLUMNS.map((column) => [column, at(column)]));
      reviews.#add({ ...EMPTY, ...row, Decision });
    }
    return reviews;
  }

  private constructor(private readonly accept: readonly string[]) {}

  /**
   * The report as a person decided on it: what was accepted is an indicator, what was rejected is rejected. A value
   * without a line gets one, and waits.
   */
  decide<T extends SortedValues & { source: string }>(
    report: T,
    reference: string,
    familyOf: (review: Review) => string,
  ): T {
    if (report.reviews.length === 0) return report;
    const decided: T = {
      ...report,
      indicators: [...report.indicators],
      rejected: [...report.rejected],
      reviews: [],
    };
    const waiting = new Map<string, ReviewRow[]>();
    for (const review of report.reviews) {
      const asked = rowFor(review, familyOf(review), report.source, reference);
      const known = this.#find(asked);
      const decision = this.#isAccepted(asked) ? 'accept' : (known?.Decision ?? '');
      if (known && known.Decision !== decision) this.#set({ ...known, Decision: decision });
      const { reason, list, version, section, ...indicator } = review;
      if (decision === 'accept') decided.indicators.push(indicator);
      else if (decision === 'reject')
        decided.rejected.push({ value: review.value, reason: `${REVIEW_FILE}: ${reason}` });
      else decided.reviews.push(review);
      if (known) continue;
      const group = [asked.Reason, asked.Section, decision].join('\n');
      const rows = waiting.get(group) ?? [];
      waiting.set(group, rows);
      rows.push({ ...asked, Decision: decision });
    }
    for (const rows of waiting.values()) this.#wait(rows);
    return decided;
  }

  /** How many lines wait for a decision. */
  get waiting(): number {
    return [...this.#single.values(), ...this.#many.values()].filter(({ Decision }) => Decision === '').length;
  }

  collectChanges(changes: Map<string, FileText | null>): void {
    if (!this.#changed) return;
    const rows = [...this.#many.values(), ...this.#single.values()].sort(
      (a, b) => compareText(keyOf(a), keyOf(b)) || compareText(a.Reason, b.Reason) || compareText(a.Report, b.Report),
    );
    const cells = rows.map((row) => COLUMNS.map((column) => row[column]));
    changes.set(REVIEW_FILE, stringifyCsv(COLUMNS, cells));
  }

  /** Values of one reason and section: a line each, or one line where they are many. */
  #wait(rows: readonly ReviewRow[]): void {
    const [first] = rows;
    if (first === undefined) return;
    if (rows.length <= MAX_SINGLE) for (const row of rows) this.#set(row);
    else {
      const types = [...new Set(rows.map(({ Type }) => Type))];
      const families = [...new Set(rows.map(({ MalwareFamily }) => MalwareFamily))];
      this.#set({
        ...first,
        Value: '*',
        Type: types.length === 1 ? (types[0] ?? '') : '',
        MalwareFamily: families.length === 1 ? (families[0] ?? '') : '',
        Count: String(rows.length),
      });
    }
  }

  #find(asked: ReviewRow): ReviewRow | undefined {
    const exact = this.#single.get(keyOf(asked));
    if (exact) return exact;
    let waiting: ReviewRow | undefined;
    for (const row of this.#many.values()) {
      if (!covers(row, asked)) continue;
      if (row.Decision !== '') return row;
      waiting ??= row;
    }
    return waiting;
  }

  #isAccepted({ Reason }: ReviewRow): boolean {
    return this.accept.some((part) => part !== '' && Reason.toLowerCase().includes(part.toLowerCase()));
  }

  #set(row: ReviewRow): void {
    this.#add(row);
    this.#changed = true;
  }

  #add(row: ReviewRow): void {
    if (row.Value.includes('*') && !row.Value.includes('?')) {
      this.#many.set(
        [row.Value, row.Type, row.MalwareFamily, row.Reason, row.Section, row.Source || row.Report].join('\n'),
        row,
      );
    } else this.#single.set(keyOf(row), row);
  }
}

const EMPTY: ReviewRow = {
  Value: '',
  Type: '',
  MalwareFamily: '',
  Reason: '',
  Section: '',
  Source: '',
  Count: '',
  Report: '',
  Decision: '',
};

function rowFor({ type, value, reason, section }: Review, family: string, source: string, report: string): ReviewRow {
  return {
    ...EMPTY,
    Value: value,
    Type: type,
    MalwareFamily: family,
    Reason: plainCell(reason),
    Section: plainCell(section).slice(0, MAX_SECTION),
    Source: plainCell(source),
    Report: report,
  };
}

/** Whether a line for many values holds for one: of the same source, or the same report where it names no source. */
function covers(row: ReviewRow, asked: ReviewRow): boolean {
  const fits = (column: 'Type' | 'MalwareFamily' | 'Reason' | 'Section') =>
    row[column] === '' || row[column] === asked[column];
  if (!fits('Type') || !fits('Reason') || !fits('Section')) return false;
  const isOwn = row.Source !== '' ? row.Source === asked.Source : row.Report === '' || row.Report === asked.Report;
  return isOwn && (row.Source !== '' || fits('MalwareFamily')) && matches(row.Value, asked.Value);
}

/** Whether a pattern, in which `*` stands for anything, is a value's: linear in both. */
export function matches(pattern: string, value: string): boolean {
  const parts = pattern.toLowerCase().split('*');
  const text = value.toLowerCase();
  const first = parts.shift() ?? '';
  const last = parts.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
  let at = first.length;
  const end = text.length - last.length;
  for (const part of parts) {
    const found = text.indexOf(part, at);
    if (found === -1 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}

function keyOf({ Value, Type, MalwareFamily }: ReviewRow): string {
  return `${Value}\n${Type}\n${MalwareFamily}`;
}
