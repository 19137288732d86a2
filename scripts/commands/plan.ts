import type { Command } from './command.js';
import { WORKSPACE_OPTION, withWorkspace } from './workspace-options.js';

export const plan: Command = {
  summary: 'Shows what a deployment would change in a workspace. Changes nothing.',
  arguments: '[--workspace NAME] [--out FILE] [--exit-code]',
  takes: [0, 0],
  formats: ['text', 'json', 'markdown'],
  options: {
    ...WORKSPACE_OPTION,
    out: { type: 'string', value: 'FILE', help: 'save the plan; deploy FILE then makes exactly these changes' },
    'exit-code': { type: 'boolean', help: 'end with 3 when changes are pending' },
  },
  examples: [
    ['sentinel plan', 'against the default workspace'],
    ['sentinel plan --workspace production --format markdown', 'for a pull request'],
    ['sentinel plan --out plan.json && sentinel deploy plan.json', 'what was reviewed, and nothing else'],
  ],
  async run(context, _paths, values) {
    const { planDeployment } = await import('../workspace/changes/deployment.js');
    const { formatPlanMarkdown, formatPlanText } = await import('../output/changes/plan.js');
    const deployment = await withWorkspace(context, values, planDeployment);
    const { plan: result } = deployment;
    if (typeof values.out === 'string') {
      const { savePlan } = await import('../workspace/changes/plan-file.js');
      savePlan(values.out, deployment);
    }
    if (context.format === 'json') context.print(JSON.stringify(result, null, 2));
    else if (context.format === 'markdown') context.print(formatPlanMarkdown(result));
    else context.print(formatPlanText(result, context.color));
    const { pendingChanges } = await import('../workspace/changes/change.js');
    return values['exit-code'] === true && pendingChanges(result.summary) > 0 ? 3 : 0;
  },
};
