import type { Plan } from '../workspace/changes/change.js';
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
    const { applyDeployment, nothingDone, planDeployment } = await import('../workspace/changes/deployment.js');
    const { loadPlan, requireSamePlan } = await import('../workspace/changes/plan-file.js');
    const { requireWithinLimits } = await import('../workspace/changes/limits.js');
    const { pendingChanges } = await import('../workspace/changes/change.js');
    const { formatOutcomeJson, formatOutcomeText } = await import('../output/changes/deployment.js');
    const { oneLine } = await import('../output/text.js');
    const saved = paths[0] === undefined ? undefined : loadPlan(paths[0]);
    const target = saved && values.workspace === undefined ? { ...values, workspace: saved.workspace } : values;
    const prune = values.prune === true;
    return withWorkspace(context, target, async (repository, connection) => {
      const deployment = await planDeployment(repository, connection);
      if (saved) requireSamePlan(saved, deployment);
      requireWithinLimits(deployment.plan, prune, repository.configuration.limits);
      const { summary } = deployment.plan;
      const due = pendingChanges(summary) - (prune ? 0 : summary.delete);
      const agreed = due === 0 || values.yes === true || (await confirm(context, deployment.plan, prune));
      const outcome = agreed
        ? await applyDeployment(deployment, {
            prune,
            onChange: ({ action, name }, index, total) =>
              context.progress(`${index + 1}/${total} ${action} ${oneLine(name)}`),
          })
        : nothingDone(deployment);
      context.progress('');
      if (context.format === 'json') context.print(formatOutcomeJson(connection.name, outcome));
      else context.print(formatOutcomeText(connection.name, summary.unchanged, outcome));
      return agreed && outcome.failed.length === 0 ? 0 : 1;
    });
  },
};

/** Asks on a terminal, on standard error. Where nobody can answer, everything but a deletion goes ahead. */
async function confirm(context: Context, plan: Plan, prune: boolean): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    if (!prune || plan.summary.delete === 0) return true;
    const { SentinelError } = await import('../base/errors.js');
    throw new SentinelError(
      'confirm',
      `--prune would delete ${plan.summary.delete} resources.`,
      'Pass --yes to agree.',
    );
  }
  const { formatPlanText } = await import('../output/changes/plan.js');
  const { createInterface } = await import('node:readline');
  process.stderr.write(formatPlanText(plan, context.color));
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await new Promise<string>((resolve) => {
    prompt.question('Make these changes? (yes/no) ', resolve);
    // Without an answer: the end of the input, or an interruption.
    prompt.once('close', () => resolve(''));
  });
  prompt.close();
  return /^y(es)?$/i.test(answer.trim());
}
