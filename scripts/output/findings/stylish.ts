import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pc from 'picocolors';
import type { Diagnostic, Severity } from '../../base/diagnostic.js';
import { SourceText } from '../../base/source.js';
import { counted } from '../../base/strings.js';
import { columnsOf, oneLine } from '../text.js';
import { count, type Report } from './report.js';

/** For people: findings by file, each with its source line underlined and what to do. */
export function formatStylish(report: Report): string {
  const colors = pc.createColors(report.color);
  const paint: Record<Severity, (text: string) => string> = {
    error: colors.red,
    warning: colors.yellow,
    info: colors.blue,
  };
  const lines: string[] = [];
  let source: SourceText | undefined;
  for (const diagnostic of report.diagnostics) {
    const { file, severity, message, code, help, range } = diagnostic;
    if (source?.file !== file) {
      source = new SourceText(file, readText(report.root, file));
    }
    const { line, column } = range.start;
    lines.push(
      `${colors.bold(`${oneLine(file)}:${line}:${column}`)} ${paint[severity](severity)} ${oneLine(message)} ${colors.dim(code)}`,
      ...excerpt(diagnostic, source, paint[severity], colors.dim),
      `    ${colors.dim(oneLine(help))}`,
      '',
    );
  }
  const errors = count(report, 'error');
  const warnings = count(report, 'warning');
  const verdict = `${counted(errors, 'error')}, ${counted(warnings, 'warning')} in ${counted(report.fileCount, 'file')}`;
  lines.push((errors > 0 ? colors.red : warnings > 0 ? colors.yellow : colors.green)(verdict));
  return lines.join('\n');
}

function readText(root: string, file: string): string {
  try {
    return readFileSync(join(root, file), 'utf8');
  } catch {
    return '';
  }
}

/** How much of a long line is shown. */
const WIDTH = 120;

function excerpt(
  { range: { start, end } }: Diagnostic,
  source: SourceText,
  mark: (text: string) => string,
  dim: (text: string) => string,
): string[] {
  const text = source.line(start.line);
  if (text.trim() === '') return [];
  const from = start.column - 1 > WIDTH - 20 ? Math.max(0, start.column - 41) : 0;
  const last = end.line > start.line ? text.length : Math.max(end.column - 1, start.column);
  const shown = text.slice(from, from + WIDTH);
  const before = oneLine(shown.slice(0, start.column - 1 - from));
  const marked = oneLine(shown.slice(start.column - 1 - from, Math.max(last, start.column) - from));
  const number = String(start.line);
  return [
    `    ${dim(`${number} |`)} ${oneLine(shown)}`,
    `    ${dim(`${' '.repeat(number.length)} |`)} ${' '.repeat(columnsOf(before))}${mark('~'.repeat(Math.max(1, columnsOf(marked))))}`,
  ];
}
