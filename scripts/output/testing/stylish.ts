import pc from 'picocolors';
import { counted } from '../../base/strings.js';
import { manyLines, oneLine } from '../text.js';
import { findingsOf } from './findings.js';
import { countOutcomes, type TestReport } from './report.js';

/** Findings of one kind that are shown; a broken list could have thousands. */
const MAX_SHOWN = 50;

/** For people: what failed with the row and the step, then one line for each part of the run. */
export function formatTestStylish(report: TestReport): string {
  const colors = pc.createColors(report.color);
  const findings = findingsOf(report);
  const lines = findings.slice(0, MAX_SHOWN).flatMap(({ file, range: { start }, title, message, level }) => {
    const place = colors.bold(`${oneLine(file)}:${start.line}:${start.column}`);
    const word = level === 'error' ? colors.red('failed') : colors.yellow('warning');
    return [`${place} ${word} ${oneLine(title)}`, `    ${manyLines(message).replaceAll('\n', '\n    ')}`, ''];
  });
  if (findings.length > MAX_SHOWN) lines.push(`… and ${findings.length - MAX_SHOWN} more (--format json)`, '');
  const { passed, failed, notRun } = countOutcomes(report.tests);
  const { indicators, reached, nearMisses, wronglyMatched } = report.reachability;
  const verdict = `${passed} passed, ${failed} failed, ${notRun} not run`;
  lines.push(`${(failed > 0 ? colors.red : notRun > 0 ? colors.yellow : colors.green)(verdict)}`);
  if (indicators > 0) {
    const quiet = `${nearMisses - wronglyMatched.length} of ${nearMisses} near misses left alone`;
    lines.push(`Reachability: ${reached} of ${counted(indicators, 'living indicator')} found; ${quiet}`);
  }
  const { made, noticed, equivalent, unnoticed } = report.mutants;
  if (made > 0) {
    lines.push(
      `Mutants: ${noticed} of ${made} noticed, ${unnoticed.length} unnoticed, ${equivalent} named as equivalent`,
    );
  }
  return lines.join('\n');
}
