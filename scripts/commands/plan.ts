import type { Plan } from '../workspace/changes/change.js';
import type { Command } from './command.js';
import { PLAN_OPTIONS, planEach, settingsOf, throwFailures } from './planning.js';
import { WORKSPACES_OPTION } from './workspace-options.js';

export const plan: Command = {
  summary: 'Shows what a deployment would change in a workspace. Changes nothing.',
  arguments: '[--workspace NAME] [--prune] [--out FILE] [--exit-code]',
  takes: [0, 0],
  formats: ['text', 'json', 'markdown'],
  options: {
    ...WORKSPACES_OPTION,
    ...PLAN_OPTIONS,
    out: { type: 'string', value: 'FILE', help: 'save the plan; deploy FILE then makes exactly these changes' },
    'exit-code': { type: 'boolean', help: 'end with 3 when changes are pending' },
  },
  examples: [
    ['sentinel plan', 'against the default workspace'],
    ['sentinel plan --workspace production --format markdown', 'for a pull request'],
    ['sentinel plan --prune --out plan.json && sentinel deploy plan.json', 'what was reviewed, and nothing else'],
    ['sentinel plan --at HEAD~3 --prune', 'what going back three commits would change'],
  ],
  async run(context, _paths, values) {
    const { formatPlanText } = await import('../output/changes/plan.js');
    const { formatPlanMarkdown } = await import('../output/changes/plan-markdown.js');
    const { lifeIsOver, requireWithinLimits } = await import('../workspace/changes/limits.js');
    const { pendingChanges } = await import('../workspace/changes/change.js');
    const { savePlan } = await import('../workspace/changes/plan-file.js');
    const settings = settingsOf(values);
    const plans: Plan[] = [];
    const refusals: unknown[] = [];
    const failures = await planEach(context, values, settings, async ({ repository, connection, deployment }) => {
      plans.push(deployment.plan);
      try {
        requireReadable(deployment.plan);
        const { configuration } = repository;
        const isOver = lifeIsOver(configuration, context.asOf);
        requireWithinLimits(deployment.plan, configuration.limits, settings.allowShrink, isOver);
        if (typeof values.out === 'string') savePlan(values.out, deployment, connection.arm.workspaceId, settings);
      } catch (error) {
        refusals.push(error);
      }
    });
    const several = [values.workspace ?? []].flat().length > 1 || plans.length > 1;
    if (context.format === 'json') {
      if (several || plans.length > 0) context.print(JSON.stringify(several ? { plans } : plans[0], null, 2));
    } else if (context.format === 'markdown') context.print(plans.map((it) => formatPlanMarkdown(it)).join('\n'));
    else context.print(plans.map((it) => formatPlanText(it, context.color)).join('\n'));
    await throwFailures([...failures, ...refusals]);
    return values['exit-code'] === true && plans.some(({ summary }) => pendingChanges(summary) > 0) ? 3 : 0;
  },
};

/** A kind that could not be read is no kind without changes. */
export function requireReadable({ workspace, unreadable }: Plan): void {
  if (unreadable.length === 0) return;
  const { SentinelError }: typeof import('../base/errors.js') = require('../base/errors.js');
  const message = unreadable.map(({ kind, reason }) => `${kind}: ${reason}`).join('\n');
  throw new SentinelError(
    'forbidden',
    `Not everything of the workspace '${workspace}' can be read:\n${message}`,
    'The identity needs Microsoft Sentinel Reader and Log Analytics Reader on the workspace.',
    { exitCode: 1 },
  );
}
