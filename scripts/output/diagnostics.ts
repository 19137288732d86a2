import { formatGithub } from './github.js';
import { formatJson } from './json.js';
import { formatJunit } from './junit.js';
import type { Report } from './report.js';
import { formatSarif } from './sarif.js';
import { formatStylish } from './stylish.js';

const FORMATTERS: Record<string, (report: Report) => string> = {
  stylish: formatStylish,
  json: formatJson,
  sarif: formatSarif,
  github: formatGithub,
  junit: formatJunit,
};

/** The report in one of the formats of `sentinel validate`. */
export function formatDiagnostics(format: string, report: Report): string {
  const formatter = FORMATTERS[format];
  if (!formatter) throw new RangeError(`no such format: ${format}`);
  return formatter(report);
}
