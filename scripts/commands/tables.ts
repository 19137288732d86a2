import type { Command } from './command.js';
import { WORKSPACE_OPTION, withConnection } from './workspace-options.js';

export const tables: Command = {
  summary:
    'Writes the tables of a workspace, custom ones included, to schemas/tables/, so that queries are checked on them.',
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
    const { loadConfiguration } = await import('../content/configuration.js');
    const { writeFiles } = await import('../base/files.js');
    const { formatTablePull } = await import('../output/tables.js');
    const { refreshSchemas } = await import('../workspace/tables/table-schemas.js');
    const { readTables } = await import('../workspace/tables/tables.js');
    const pull = await withConnection(context, values, loadConfiguration(context.root), async (connection) => {
      const read = await readTables(connection);
      return { workspace: connection.name, read, refresh: refreshSchemas(context.root, read.tables) };
    });
    const dryRun = values['dry-run'] === true;
    if (!dryRun) writeFiles(context.root, pull.refresh.changes);
    context.print(formatTablePull({ ...pull, dryRun }, context.format));
    return pull.read.rejected.length + pull.refresh.rejected.length > 0 ? 1 : 0;
  },
};
