import type { Finding } from '../workspace/azure/checkup.js';
import type { Command } from './command.js';
import { connectTo, ownerOf, WORKSPACES_OPTION, workspaceNames } from './workspace-options.js';

export const doctor: Command = {
  summary:
    'Tells what is missing to reach a workspace: login, roles, the workspace, Sentinel, the clock. Changes nothing.',
  arguments: '[--workspace NAME]',
  takes: [0, 0],
  formats: ['text', 'json'],
  options: WORKSPACES_OPTION,
  examples: [
    ['sentinel doctor --workspace production', 'ends with 1 when something is missing'],
    ['sentinel doctor --format json', 'for a program'],
  ],
  async run(context, _paths, values) {
    const { loadConfiguration } = await import('../content/configuration.js');
    const { checkUp } = await import('../workspace/azure/checkup.js');
    const { formatCheckUp } = await import('../output/doctor.js');
    const { SentinelError } = await import('../base/errors.js');
    const configuration = loadConfiguration(context.root);
    const names = await workspaceNames(values, configuration);
    const results: { workspace: string; checks: Finding[] }[] = [];
    for (const name of names) {
      const checks: Finding[] = [];
      try {
        await connectTo(context, configuration, name, async (connection) => {
          const owner = await ownerOf(context, configuration, connection, false).catch((error: unknown) => error);
          if (owner instanceof SentinelError) checks.push(lacking('owner', owner.message, owner.help));
          checks.push(...(await checkUp(connection, process.env, new Date())));
        });
      } catch (error) {
        if (!(error instanceof SentinelError)) throw error;
        checks.push(lacking('workspace', error.message, error.help));
      }
      results.push({ workspace: name, checks });
    }
    if (context.format === 'json') {
      context.print(JSON.stringify(names.length > 1 ? { workspaces: results } : results[0], null, 2));
    } else
      context.print(results.map(({ workspace, checks }) => formatCheckUp(workspace, checks, context.color)).join('\n'));
    return results.some(({ checks }) => checks.some(({ outcome }) => outcome === 'missing')) ? 1 : 0;
  },
};

function lacking(name: string, message: string, help: string): Finding {
  return { name, outcome: 'missing', message, help };
}
