import type { TestReport } from './report.js';

type Formatter = (report: TestReport) => string;

/** Each format's file is loaded when it is asked for. */
const FORMATTERS: Record<string, () => Promise<Formatter>> = {
  stylish: async () => (await import('./stylish.js')).formatTestStylish,
  json: async () => (await import('./json.js')).formatTestJson,
  junit: async () => (await import('./junit.js')).formatTestJunit,
  github: async () => (await import('./github.js')).formatTestGithub,
};

/** The report in one of the formats of `sentinel test`. */
export async function formatTests(format: string, report: TestReport): Promise<string> {
  const load = FORMATTERS[format];
  if (!load) throw new RangeError(`no such format: ${format}`);
  return (await load())(report);
}
