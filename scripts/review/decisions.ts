import { CsvSyntaxError, csvLine, parseCsv } from '../base/csv.js';
import { readTextIfThere } from '../base/files.js';
import { SourceText } from '../base/source.js';
import { REVIEW_FILE } from '../content/layout.js';

/** A value on which a person decides, or has decided: a line of `review.csv`. */
export interface Waiting {
  value: string;
  type: string;
  family: string;
  reason: string;
  report: string;
  /** `accept`, `reject`, or empty while it waits. */
  decision: string;
  /** In `review.csv`, from 1. */
  line: number;
  /** That line as it reads once it is accepted, to the byte; `reject` stands at the same place. */
  accepted: string;
}

/** Lines of `review.csv` that are new, or got a decision, in the order of the file. */
export function newlyWaiting(before: string, after: string): Waiting[] {
  const key = ({ value, type, family, reason, decision }: Waiting) =>
    [value, type, family, reason, decision].join('\n');
  const known = new Set(waitingOf(before).map(key));
  return waitingOf(after).filter((line) => !known.has(key(line)));
}

function waitingOf(root: string): Waiting[] {
  const text = readTextIfThere(root, REVIEW_FILE);
  if (text === undefined) return [];
  const { header, rows } = readCsv(text);
  const decisionAt = header.indexOf('Decision');
  return rows.map(({ line, cells }) => {
    const at = (name: string) => cells[header.indexOf(name)] ?? '';
    const accepted = header.map((_, index) => (index === decisionAt ? 'accept' : (cells[index] ?? '')));
    return {
      ...{ value: at('Value'), type: at('Type'), family: at('MalwareFamily') },
      ...{ reason: at('Reason'), report: at('Report'), decision: at('Decision').trim().toLowerCase() },
      ...{ line, accepted: csvLine(accepted).trimEnd() },
    };
  });
}

/** A file that is no CSV asks nothing; `validate` says what is wrong with it. */
function readCsv(text: string): Pick<ReturnType<typeof parseCsv>, 'header' | 'rows'> {
  try {
    return parseCsv(new SourceText(REVIEW_FILE, text));
  } catch (error) {
    if (error instanceof CsvSyntaxError) return { header: [], rows: [] };
    throw error;
  }
}
