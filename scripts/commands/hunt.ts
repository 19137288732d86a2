import type { HuntReport } from '../output/hunting/report.js';
import type { Logs, TimeRange } from '../workspace/logs/search.js';
import { catalogOf } from './catalog-of.js';
import type { Command, Context, Values } from './command.js';
import { endable } from './interrupt.js';
import { LOG_OPTIONS, tablesOf } from './log-options.js';

export const hunt: Command = {
  summary: 'Runs hunts over the logs of a workspace, or over log files. A rule that is named runs on its schedule.',
  arguments: '[path…]',
  takes: [0, Number.POSITIVE_INFINITY],
  formats: ['text', 'json', 'csv'],
  options: {
    ...LOG_OPTIONS,
    from: { type: 'string', value: 'DATE', help: 'the first moment (default: the log retention before the last)' },
    to: { type: 'string', value: 'DATE', help: 'the last moment, exclusive (default: --as-of)' },
    record: { type: 'boolean', help: 'write into records/hunts/ what was hunted, and with how many hits' },
    workspace: {
      type: 'string',
      value: 'NAME',
      help: 'a workspace of sentinel.config.yaml (default: its defaultWorkspace)',
    },
  },
  examples: [
    ['sentinel hunt --logs ~/export', 'all hunts over a folder of logs'],
    ['sentinel hunt hunts/sectoprat --workspace production --from 2026-05-01', 'one family over a workspace'],
    ['sentinel hunt analytic-rules/listed-url-click.yaml --logs ~/export', 'how often would this rule have fired?'],
    ['sentinel hunt --logs ~/export --table dump.csv=SecurityEvent', 'a file that does not say its table'],
    ['sentinel hunt --record', 'leaves a record for the catalog'],
  ],
  async run(context, paths, values) {
    const { loadRepository } = await import('../content/repository.js');
    const { isAmong } = await import('../checks/validate.js');
    const { hunt: huntAll } = await import('../workspace/logs/hunting.js');
    const { resolvePaths } = await import('./paths.js');
    const wanted = resolvePaths(context, paths);
    const repository = loadRepository(context.root);
    const range = await rangeOf(context, values, repository.configuration.logRetention);
    // Rules run on their schedule, many times over: only those that are named.
    const rules = wanted.length > 0 ? repository.analyticRules : [];
    const detections = [...repository.huntingQueries, ...rules].filter(({ file }) => isAmong(file, wanted));
    const run = async (logs: Logs) => huntAll(detections, logs, range, context.progress);
    const { logs } = values;
    const found =
      typeof logs === 'string'
        ? await endable(() => overFolder(context, values, logs, repository, run))
        : await overWorkspace(context, values, repository, run);
    context.progress('');
    const record = values.record === true ? await writeRecord(context, values, found, range, repository) : undefined;
    const report: HuntReport = { ...found, range, record, color: context.color };
    await print(context, report);
    const isUnread = report.files.some(({ problem }) => problem !== undefined);
    const broken = repository.diagnostics.filter(({ file, severity }) => severity === 'error' && isAmong(file, wanted));
    for (const { file, message } of broken) process.stderr.write(`sentinel: ${file} was not hunted: ${message}\n`);
    return isUnread || broken.length > 0 || report.hunts.some(({ outcome }) => outcome === 'failed') ? 1 : 0;
  },
};

type Repository = import('../content/repository.js').Repository;
type Found = Pick<HuntReport, 'hunts' | 'files' | 'others'>;
type Run = (logs: Logs) => Promise<HuntReport['hunts']>;

async function overFolder(
  context: Context,
  values: Values,
  folder: string,
  repository: Repository,
  run: Run,
): Promise<Found> {
  const { openLogFolder } = await import('../kql/engine/logs/folder.js');
  const { LogFolder } = await import('../workspace/logs/log-folder.js');
  const { files, others } = openLogFolder(folder, await tablesOf(values));
  context.progress('reading logs');
  const rowsInMemory = process.env.SENTINEL_LOGS_IN_MEMORY === undefined ? undefined : Number.POSITIVE_INFINITY;
  const logs = await LogFolder.open(files, repository, await catalogOf(repository), { rowsInMemory });
  try {
    return { hunts: await run(logs), files: logs.reports, others };
  } finally {
    logs.close();
  }
}

async function overWorkspace(context: Context, values: Values, repository: Repository, run: Run): Promise<Found> {
  const { withConnection } = await import('./workspace-options.js');
  const { WorkspaceLogs } = await import('../workspace/logs/query-api.js');
  const { createAnalyser } = await import('../kql/analysis/analyser.js');
  const analyser = createAnalyser(await catalogOf(repository));
  return withConnection(context, values, repository.configuration, async (connection) => ({
    hunts: await run(new WorkspaceLogs(connection, analyser)),
    files: [],
    others: [],
  }));
}

async function rangeOf({ asOf }: Context, values: Values, retention: string): Promise<TimeRange> {
  const { milliseconds } = await import('../base/duration.js');
  const { SentinelError } = await import('../base/errors.js');
  const { parseInstant } = await import('../base/instant.js');
  const instant = (name: 'from' | 'to'): Date | undefined => {
    const text = values[name];
    if (typeof text !== 'string') return undefined;
    const date = parseInstant(text);
    if (date) return date;
    throw new SentinelError(
      'usage',
      `--${name}: '${text}' is no date.`,
      'Write it as 2026-05-31 or 2026-05-31T12:00:00Z.',
    );
  };
  const to = instant('to') ?? asOf;
  const from = instant('from') ?? new Date(to.getTime() - milliseconds(retention));
  if (from < to) return { from, to };
  const help = 'Give --from an earlier date than --to (default: --as-of).';
  throw new SentinelError('usage', `There is nothing between ${from.toISOString()} and ${to.toISOString()}.`, help);
}

async function writeRecord(
  { root, asOf }: Context,
  values: Values,
  { hunts }: Found,
  range: TimeRange,
  { configuration }: Repository,
): Promise<string> {
  const { basename, resolve } = await import('node:path');
  const { recordFile } = await import('../workspace/logs/record.js');
  const { writeFiles } = await import('../base/files.js');
  const workspace = typeof values.workspace === 'string' ? values.workspace : configuration.defaultWorkspace;
  const source = typeof values.logs === 'string' ? { logs: basename(resolve(values.logs)) } : { workspace };
  const [file, text] = recordFile({ recordedAt: asOf, source, range, hunts });
  writeFiles(root, new Map([[file, text]]));
  return file;
}

async function print(context: Context, report: HuntReport): Promise<void> {
  if (context.format === 'json') {
    const { formatHuntJson } = await import('../output/hunting/json.js');
    await context.printPieces(formatHuntJson(report));
  } else if (context.format === 'csv') {
    const { formatHuntCsv } = await import('../output/hunting/csv.js');
    await context.printPieces(formatHuntCsv(report));
  } else {
    const { formatHuntText } = await import('../output/hunting/text.js');
    context.print(formatHuntText(report));
  }
}
