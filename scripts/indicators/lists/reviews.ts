import { stringifyCsv } from '../../base/csv.js';
import { compareText } from '../../base/diagnostic.js';
import { SentinelError } from '../../base/errors.js';
import { type FileText, readTextIfThere } from '../../base/files.js';
import { readTable } from '../../base/strict-csv.js';
import { REVIEW_FILE } from '../../content/layout.js';
import type { Review, SortedValues } from '../indicator.js';
import { plainCell } from '../rows/merge.js';

const COLUMNS = ['Value', 'Type', 'MalwareFamily', 'Reason', 'Report', 'Decision'] as const;

type ReviewRow = Record<(typeof COLUMNS)[number], string>;

/**
 * The values that wait for a decision, and those that have one. `ingest` adds lines and never changes one: once
 * Decision says `accept`, reading the report again makes the value an indicator.
 */
export class Reviews {
  readonly #rows = new Map<string, ReviewRow>();
  #changed = false;

  /** Throws a `SentinelError` for a file that cannot be read, or a decision that is none, with its line. */
  static load(root: string): Reviews {
    const reviews = new Reviews();
    const text = readTextIfThere(root, REVIEW_FILE);
    if (text === undefined) return reviews;
    const { header, rows } = readTable(REVIEW_FILE, text, COLUMNS);
    for (const { line, cells } of rows) {
      const at = (column: (typeof COLUMNS)[number]) => cells[header.indexOf(column)] ?? '';
      const [Value, Type, MalwareFamily] = [at('Value'), at('Type'), at('MalwareFamily')];
      const Decision = at('Decision').trim().toLowerCase();
      if (!['', 'accept', 'reject'].includes(Decision)) {
        const message = `${REVIEW_FILE}:${line} the decision '${at('Decision')}' is none`;
        throw new SentinelError('review', message, 'Write accept, reject, or nothing yet.', { exitCode: 1, line });
      }
      const row = { Value, Type, MalwareFamily, Reason: at('Reason'), Report: at('Report'), Decision };
      reviews.#rows.set(keyOf(row), row);
    }
    return reviews;
  }

  /**
   * The report as a person decided on it: what was accepted is an indicator, what was rejected is rejected. A value
   * without a line gets one, and waits.
   */
  decide<T extends SortedValues>(report: T, reference: string, familyOf: (review: Review) => string): T {
    if (report.reviews.length === 0) return report;
    const decided: T = {
      ...report,
      indicators: [...report.indicators],
      rejected: [...report.rejected],
      reviews: [],
    };
    for (const review of report.reviews) {
      const decision = this.#decisionOn(review, familyOf(review), reference);
      const { reason, list, version, ...indicator } = review;
      if (decision === 'accept') decided.indicators.push(indicator);
      else if (decision === 'reject')
        decided.rejected.push({ value: review.value, reason: `${REVIEW_FILE}: ${reason}` });
      else decided.reviews.push(review);
    }
    return decided;
  }

  #decisionOn({ type, value, reason }: Review, family: string, report: string): string {
    const row = {
      Value: value,
      Type: type,
      MalwareFamily: family,
      Reason: plainCell(reason),
      Report: report,
      Decision: '',
    };
    const known = this.#rows.get(keyOf(row));
    if (known) return known.Decision;
    this.#rows.set(keyOf(row), row);
    this.#changed = true;
    return '';
  }

  /** How many lines wait for a decision. */
  get waiting(): number {
    return [...this.#rows.values()].filter(({ Decision }) => Decision === '').length;
  }

  collectChanges(changes: Map<string, FileText | null>): void {
    if (!this.#changed) return;
    const rows = [...this.#rows.values()].sort((a, b) => compareText(keyOf(a), keyOf(b)));
    const cells = rows.map((row) => COLUMNS.map((column) => row[column]));
    changes.set(REVIEW_FILE, stringifyCsv(COLUMNS, cells));
  }
}

function keyOf({ Value, Type, MalwareFamily }: ReviewRow): string {
  return `${Value}\n${Type}\n${MalwareFamily}`;
}
