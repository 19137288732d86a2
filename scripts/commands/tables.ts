import type { Repository } from '../content/repository.js';
import type { Connection } from '../workspace/azure/connection.js';
import { catalogOf } from './catalog-of.js';
import type { Command } from './command.js';
import { WORKSPACE_OPTION, withConnection } from './workspace-options.js';

export const tables: Command = {
  summary: 'Writes the tables and saved functions of a workspace to schemas/, so that queries are checked on them.',
  arguments: 'pull [--workspace NAME] [--dry-run]',
  takes: [1, 1],
  formats: ['text', 'json'],
  options: {
    ...WORKSPACE_OPTION,
    'dry-run': { type: 'boolean', help: 'say what would be written, and write nothing' },
  },
  examples: [
    ['sentinel tables pull --workspace production', 'write what the known schemas lack'],
    ['sentinel tables pull --dry-run', 'only say what it would be'],
  ],
  async run(context, [action], values) {
    if (action !== 'pull') {
      const { SentinelError } = await import('../base/errors.js');
      throw new SentinelError('usage', `sentinel tables: there is no action '${action}'.`, 'The only one is: pull.');
    }
    const { collectedTables } = await import('../ingestion/due-hunts.js');
    const { loadTemplates } = await import('../ingestion/templates.js');
    const { loadRepository } = await import('../content/repository.js');
    const { readTextIfThere, writeFiles } = await import('../base/files.js');
    const { formatTablePull } = await import('../output/tables.js');
    const { refreshSchemas } = await import('../workspace/tables/table-schemas.js');
    const { readTables } = await import('../workspace/tables/tables.js');
    const { functionsOf, refreshFunctions } = await import('../workspace/tables/functions.js');
    const { recordText, workspaceRecord } = await import('../workspace/tables/record.js');
    const repository = loadRepository(context.root);
    const pull = await withConnection(context, values, repository.configuration, async (connection) => {
      const read = await readTables(connection);
      const functions = functionsOf(await connection.arm.list('savedSearches'));
      const known = (file: string) => readTextIfThere(context.root, file);
      const [tables, saved] = [
        refreshSchemas(context.root, read.tables),
        refreshFunctions(repository, functions, known),
      ];
      const record = workspaceRecord(connection.name);
      const filled = await filledOf(connection, repository, context.asOf);
      const text = recordText({
        tables: read.tables.map(({ name }) => name),
        functions: functions.map(({ name }) => name),
        ...('names' in filled ? { filled: filled.names } : {}),
      });
      const changes = new Map([...tables.changes, ...saved.changes]);
      if (known(record) !== text) changes.set(record, text);
      const refresh = {
        changes,
        unchanged: tables.unchanged + saved.unchanged,
        rejected: [...tables.rejected, ...saved.rejected],
      };
      const collected = 'names' in filled ? collectedTables(loadTemplates(context.root), filled.names) : [];
      return { workspace: connection.name, read, functions: functions.length, refresh, filled, collected };
    });
    const dryRun = values['dry-run'] === true;
    if (!dryRun) writeFiles(context.root, pull.refresh.changes);
    context.print(formatTablePull({ ...pull, dryRun }, context.format));
    return pull.read.rejected.length + pull.refresh.rejected.length > 0 ? 1 : 0;
  },
};

/** The tables that got data lately, or why nobody can tell: columns and functions are worth having without it. */
async function filledOf(
  connection: Connection,
  repository: Repository,
  now: Date,
): Promise<{ names: string[] } | { reason: string }> {
  const { SentinelError } = await import('../base/errors.js');
  const { createAnalyser } = await import('../kql/analysis/analyser.js');
  const { WorkspaceLogs } = await import('../workspace/logs/query-api.js');
  const { filledTables } = await import('../workspace/tables/filled.js');
  try {
    const logs = new WorkspaceLogs(connection, createAnalyser(await catalogOf(repository)));
    return await filledTables(logs, now);
  } catch (error) {
    if (!(error instanceof SentinelError)) throw error;
    return { reason: error.message };
  }
}
