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
      const text = recordText(
        read.tables.map(({ name }) => name),
        functions.map(({ name }) => name),
      );
      const changes = new Map([...tables.changes, ...saved.changes]);
      if (known(record) !== text) changes.set(record, text);
      const refresh = {
        changes,
        unchanged: tables.unchanged + saved.unchanged,
        rejected: [...tables.rejected, ...saved.rejected],
      };
      return { workspace: connection.name, read, functions: functions.length, refresh };
    });
    const dryRun = values['dry-run'] === true;
    if (!dryRun) writeFiles(context.root, pull.refresh.changes);
    context.print(formatTablePull({ ...pull, dryRun }, context.format));
    return pull.read.rejected.length + pull.refresh.rejected.length > 0 ? 1 : 0;
  },
};
