import { formatJson } from './json.js';
import type { Report } from './report.js';
import { formatStylish } from './stylish.js';

const FORMATTERS: Record<string, (report: Report) => string> = {
  stylish: formatStylish,
  json: formatJson,
};

/** The report in one of the formats of `sentinel validate`. */
export function formatDiagnostics(format: string, report: Report): string {
  const formatter = FORMATTERS[format];
  if (!formatter) throw new RangeError(`no such format: ${format}`);
  return formatter(report);
}
