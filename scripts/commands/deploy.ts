import type { Plan } from '../workspace/change.js';
import type { Command, Context } from './command.js';
import { WORKSPACE_OPTION, withWorkspace } from './workspace-options.js';

export const deploy: Command = {
  summary: 'Brings a workspace to what the repository says. What it does not own it never touches.',
  arguments: '[plan file] [--workspace NAME] [--prune] [--yes]',
  takes: [0, 1],
  formats: ['text', 'json'],
  options: {
    ...WORKSPACE_OPTION,
    prune: { type: 'boolean', help: 'also delete what we deployed earlier and no file asks for now' },
    yes: { type: 'boolean', help: 'do not ask; needed for --prune where nobody can answer' },
  },
  examples: [
    ['sentinel deploy', 'into the default workspace, which is the local one'],
    ['sentinel deploy plan.json --workspace production', 'a saved plan; refused when the workspace moved'],
    ['sentinel deploy --prune --yes', 'deletions too'],
  ],
  async run(context, paths, values) {
    const { applyDeployment, planDeployment } = await import('../workspace/deployment.js');
    const { loadPlan, requireSamePlan } = await import('../workspace/plan-file.js');
    const { requireWithinLimits } = await import('../workspace/limits.js');
    const { pendingChanges } = await import('../workspace/change.js');
    const { formatOutcomeJson, formatOutcomeText } = await import('../output/deployment.js');
    const saved = paths[0] === undefined ? undefined : loadPlan(paths[0]);
    const target = saved && values.workspace === undefined ? { ...values, workspace: saved.workspace } : values;
    const prune = values.prune === true;
    return withWorkspace(context, target, async (repository, connection) => {
      const deployment = await planDeployment(repository, connection);
      if (saved) requireSamePlan(saved, deployment.plan);
      requireWithinLimits(deployment.plan, prune, repository.configuration.limits);
      const pending = pendingChanges(deployment.plan.summary);
      if (pending > 0 && values.yes !== true && !(await confirm(context, deployment.plan, prune))) {
        context.print('Nothing was changed.');
        return 1;
      }
      const outcome = await applyDeployment(deployment, {
        prune,
        onChange: (change, index, total) => context.progress(`${index + 1}/${total} ${change.action} ${change.name}`),
      });
      context.progress('');
      const { unchanged } = deployment.plan.summary;
      if (context.format === 'json') context.print(formatOutcomeJson(connection.name, outcome));
      else context.print(formatOutcomeText(connection.name, unchanged, outcome));
      return outcome.failed.length > 0 ? 1 : 0;
    });
  },
};

/** Asks on a terminal. Where nobody can answer, everything but a deletion goes ahead. */
async function confirm(context: Context, plan: Plan, prune: boolean): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    if (!prune || plan.summary.delete === 0) return true;
    const { SentinelError } = await import('../content/errors.js');
    throw new SentinelError(
      'confirm',
      `--prune would delete ${plan.summary.delete} resources.`,
      'Pass --yes to agree.',
    );
  }
  const { formatPlanText } = await import('../output/plan.js');
  const { createInterface } = await import('node:readline/promises');
  context.print(formatPlanText(plan, context.color));
  const prompt = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test((await prompt.question('Make these changes? (yes/no) ')).trim());
  } finally {
    prompt.close();
  }
}
