import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { SentinelError } from './base/errors.js';
import { openCatalog } from './kql/analysis/catalog.js';
import { type CaseReport, type QueryReport, readSuite, runCases, runQueries } from './kql/engine/conformance/suite.js';

/** Runs suites of KQL on the engine: queries with the rows that they should return, or queries that should only run. */
const SCHEMAS = join(__dirname, '..', 'schemas');
const USAGE = 'Usage: npm run conformance -- FILE [--format text|json]\n';

function conformance(args: readonly string[]): number {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { format: { type: 'string', default: 'text' } },
  });
  const [file] = positionals;
  if (file === undefined || positionals.length > 1 || !['text', 'json'].includes(values.format)) {
    process.stderr.write(USAGE);
    return 2;
  }
  const suite = readSuite(file);
  const report = 'cases' in suite ? runCases(suite.cases, openCatalog([SCHEMAS])) : runQueries(suite, [SCHEMAS]);
  process.stdout.write(values.format === 'json' ? `${JSON.stringify(report, null, 2)}\n` : textOf(report, file));
  const failed = 'cases' in report ? report.summary.mismatch : report.summary.failed;
  return failed > 0 ? 1 : 0;
}

function textOf(report: CaseReport | QueryReport, file: string): string {
  const lines =
    'cases' in report
      ? report.cases.flatMap((one) =>
          one.outcome === 'match'
            ? []
            : [`${one.outcome}  ${one.page}  ${one.reason}`, `    ${one.query.replace(/\s+/g, ' ')}`],
        )
      : report.queries.flatMap((one) => (one.outcome === 'ran' ? [] : [`${one.outcome}  ${one.id}  ${one.reason}`]));
  const counts = Object.entries(report.summary).map(([outcome, count]) => `${count} ${outcome}`);
  return `${[...lines, `${relative('.', file)}: ${counts.join(', ')}`].join('\n')}\n`;
}

try {
  process.exitCode = conformance(process.argv.slice(2));
} catch (error) {
  const isUsage = error instanceof SentinelError || (error instanceof TypeError && 'code' in error);
  if (!isUsage) throw error;
  process.stderr.write(`${error.message}\n${USAGE}`);
  process.exitCode = 2;
}
