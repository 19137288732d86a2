import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pc from 'picocolors';
import type { Diagnostic, Severity } from '../../base/diagnostic.js';
import { SourceText } from '../../base/source.js';
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
      `${colors.bold(`${printable(file)}:${line}:${column}`)} ${paint[severity](severity)} ${printable(message)} ${colors.dim(code)}`,
      ...excerpt(diagnostic, source, paint[severity], colors.dim),
      `    ${colors.dim(printable(help))}`,
      '',
    );
  }
  const errors = count(report, 'error');
  const warnings = count(report, 'warning');
  const verdict = `${plural(errors, 'error')}, ${plural(warnings, 'warning')} in ${plural(report.fileCount, 'file')}`;
  lines.push((errors > 0 ? colors.red : warnings > 0 ? colors.yellow : colors.green)(verdict));
  return lines.join('\n');
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
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
  const before = printable(shown.slice(0, start.column - 1 - from));
  const marked = printable(shown.slice(start.column - 1 - from, Math.max(last, start.column) - from));
  const number = String(start.line);
  return [
    `    ${dim(`${number} |`)} ${printable(shown)}`,
    `    ${dim(`${' '.repeat(number.length)} |`)} ${' '.repeat(width(before))}${mark('~'.repeat(Math.max(1, width(marked))))}`,
  ];
}

/** Tabs as two blanks; control characters and those that change the direction of writing as a visible mark. */
function printable(text: string): string {
  return text.replaceAll('\t', '  ').replace(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\p{Cs}]/gu, '\ufffd');
}

/** Columns that a text takes on a terminal: wide characters take two, combining marks none. */
function width(text: string): number {
  let columns = 0;
  for (const character of text)
    columns += /\p{Mn}|\p{Me}|\u200d|\ufe0f/u.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return columns;
}

const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
