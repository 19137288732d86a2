import type { Report } from './report.js';

type Formatter = (report: Report) => string;

/** Each format's file is loaded when it is asked for. */
const FORMATTERS: Record<string, () => Promise<Formatter>> = {
  stylish: async () => (await import('./stylish.js')).formatStylish,
  json: async () => (await import('./json.js')).formatJson,
  sarif: async () => (await import('./sarif.js')).formatSarif,
  github: async () => (await import('./github.js')).formatGithub,
  junit: async () => (await import('./junit.js')).formatJunit,
};

/** The report in one of the formats of `sentinel validate`. */
export async function formatDiagnostics(format: string, report: Report): Promise<string> {
  const load = FORMATTERS[format];
  if (!load) throw new RangeError(`no such format: ${format}`);
  return (await load())(report);
}
