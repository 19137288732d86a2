import type { Plan } from '../workspace/changes/change.js';
import type { Command } from './command.js';
import { requireReadable } from './plan.js';
import { throwFailures } from './planning.js';
import { connectTo, ownerOf, WORKSPACES_OPTION, workspaceNames } from './workspace-options.js';

export const drift: Command = {
  summary: 'Shows what changed in a workspace since we deployed it: by whom and when, where the service tells.',
  arguments: '[--workspace NAME]',
  takes: [0, 0],
  formats: ['text', 'json', 'markdown'],
  needsRepository: true,
  options: WORKSPACES_OPTION,
  examples: [
    ['sentinel drift', 'ends with 3 when something changed'],
    ['sentinel drift --workspace production --format markdown', 'for an issue'],
  ],
  async run(context, _paths, values) {
    const { loadRepository } = await import('../content/repository.js');
    const { findDrift } = await import('../workspace/changes/drift.js');
    const { readDeployed } = await import('../workspace/changes/deployed.js');
    const { tailor } = await import('../workspace/changes/tailor.js');
    const { pendingChanges } = await import('../workspace/changes/change.js');
    const { formatPlanText } = await import('../output/changes/plan.js');
    const { formatPlanMarkdown } = await import('../output/changes/plan-markdown.js');
    const { describeDrift } = await import('../output/changes/words.js');
    const repository = loadRepository(context.root);
    const { configuration } = repository;
    const names = await workspaceNames(values, configuration);
    const found: Plan[] = [];
    const failures: unknown[] = [];
    for (const name of names) {
      try {
        await connectTo(context, configuration, name, async (connection) => {
          const owner = await ownerOf(context, configuration, connection, false);
          const workspace = configuration.workspaces[name];
          const content = workspace ? tailor(repository, name, workspace) : repository;
          const deployed = readDeployed(context.root, name, connection.arm.workspaceId);
          found.push(await findDrift(content, connection, { owner, now: context.asOf }, deployed));
        });
      } catch (error) {
        failures.push(error);
      }
    }
    for (const plan of found) {
      try {
        requireReadable(plan);
      } catch (error) {
        failures.push(error);
      }
    }
    const words = (plan: Plan) => ({ title: 'Drift of', summary: describeDrift(plan.summary), lists: true });
    if (context.format === 'json')
      context.print(JSON.stringify(names.length > 1 ? { plans: found } : (found[0] ?? {}), null, 2));
    else if (context.format === 'markdown') {
      context.print(found.map((plan) => formatPlanMarkdown(plan, undefined, words(plan))).join('\n'));
    } else context.print(found.map((plan) => formatPlanText(plan, context.color, words(plan))).join('\n'));
    await throwFailures(failures);
    return found.some(({ summary }) => pendingChanges(summary) > 0) ? 3 : 0;
  },
};
