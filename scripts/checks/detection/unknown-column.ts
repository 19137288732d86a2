import { didYouMean } from '../../base/spelling.js';
import type { DetectionCheck } from '../check.js';
import { columnUses } from './column-uses.js';

export const unknownColumn: DetectionCheck = {
  code: 'unknown-column',
  scope: 'detection',
  effect: 'refused',
  summary: 'Mappings, details, placeholders and tests name columns of the query’s output',
  why: 'The service rejects a rule whose entity mapping names a column that the query does not return; a placeholder for a missing column stays empty in the alert, and a test of it proves nothing.',
  help: 'Name a column that the query returns, or add it to the last project or summarize.',
  *run(detection) {
    const { columns, isSound } = detection.query.facts;
    if (!columns) return;
    const names = columns.map(({ name }) => name);
    for (const { column, range, role } of columnUses(detection)) {
      if (names.includes(column)) continue;
      const hint = didYouMean(column, names);
      // A slip in the query itself, which is told there, leaves its own spelling behind.
      if (!isSound && hint !== '') continue;
      yield { message: `${role} names the column '${column}', which the query does not return${hint}`, range };
    }
  },
};
