import type { DeploymentReport } from '../output/changes/deployment.js';
import type { Plan } from '../workspace/changes/change.js';
import type { Verified } from '../workspace/changes/deploy.js';
import type { SavedPlan } from '../workspace/changes/plan-file.js';
import type { Command, Context, Values } from './command.js';
import { confirm } from './confirm.js';
import { interruptible } from './interrupt.js';
import { requireReadable } from './plan.js';
import { PLAN_OPTIONS, type Planned, planEach, settingsOf, throwFailures } from './planning.js';
import { WORKSPACES_OPTION } from './workspace-options.js';

export const deploy: Command = {
  summary: 'Brings a workspace to what the repository says. What it does not own it never touches.',
  arguments: '[plan file] [--workspace NAME] [--prune] [--yes]',
  takes: [0, 1],
  formats: ['text', 'json', 'markdown'],
  options: {
    ...WORKSPACES_OPTION,
    ...PLAN_OPTIONS,
    record: { type: 'boolean', help: 'write who deployed what to records/deployments/' },
    yes: { type: 'boolean', help: 'do not ask; needed for deletions where nobody can answer' },
  },
  examples: [
    ['sentinel deploy', 'into the default workspace, which is the local one'],
    ['sentinel deploy plan.json', 'a saved plan; refused when the workspace or the content moved'],
    ['sentinel deploy --prune --yes', 'deletions too'],
    ['sentinel deploy --at HEAD~1 --prune', 'back to what the repository was'],
    ['sentinel deploy --only hunts/sectoprat/url.yaml', 'one file, in an emergency'],
  ],
  async run(context, paths, values) {
    const { loadPlan } = await import('../workspace/changes/plan-file.js');
    const saved = paths[0] === undefined ? undefined : loadPlan(paths[0]);
    if (saved) await refuseOptions(values);
    const settings = saved?.settings ?? settingsOf(values);
    const target = saved && values.workspace === undefined ? { ...values, workspace: saved.workspace } : values;
    const reports: DeploymentReport[] = [];
    const unreadable: unknown[] = [];
    let interrupted: number | undefined;
    const failures = await planEach(context, target, settings, async (planned) => {
      if (interrupted !== undefined) return;
      const report = await interruptible(async (signal) => {
        const done = await deployOne(context, values, planned, settings.allowShrink, saved, signal);
        if (signal.aborted) interrupted = exitCodeOf(signal.reason);
        return done;
      });
      reports.push(report);
      try {
        requireReadable(planned.deployment.plan);
      } catch (error) {
        unreadable.push(error);
      }
    });
    await print(context, reports, [target.workspace ?? []].flat().length > 1);
    await throwFailures([...failures, ...unreadable]);
    return interrupted ?? (reports.every(({ complete }) => complete) ? 0 : 1);
  },
};

/** A saved plan has its own: others beside it would make something that nobody reviewed. */
async function refuseOptions(values: Values): Promise<void> {
  const given = Object.keys(PLAN_OPTIONS).filter((name) => values[name] !== undefined);
  if (given.length === 0) return;
  const { SentinelError } = await import('../base/errors.js');
  const list = given.map((name) => `--${name}`).join(', ');
  throw new SentinelError(
    'usage',
    `A saved plan is made as it stands: ${list} has no place beside it.`,
    'Make another plan.',
  );
}

async function deployOne(
  context: Context,
  values: Values,
  planned: Planned,
  allowShrink: readonly string[],
  saved: SavedPlan | undefined,
  signal: AbortSignal,
): Promise<DeploymentReport> {
  const { requireSamePlace, requireSamePlan } = await import('../workspace/changes/plan-file.js');
  const { lifeIsOver, requireWithinLimits } = await import('../workspace/changes/limits.js');
  const { nothingDone } = await import('../workspace/changes/apply.js');
  const workspace = await import('../workspace/changes/deploy.js');
  const { repository, connection, deployment } = planned;
  const { plan } = deployment;
  if (saved) {
    requireSamePlace(saved, connection.arm.workspaceId, deployment.options.owner.id);
    requireSamePlan(saved, deployment);
  }
  const { configuration } = repository;
  requireWithinLimits(plan, configuration.limits, allowShrink, lifeIsOver(configuration, context.asOf));
  const due = plan.changes.filter(({ action, done }) => done && action !== 'unchanged');
  const agreed = due.length === 0 || values.yes === true || (await confirm(plan, context.color));
  const outcome: Verified = agreed
    ? await workspace.deploy(repository, connection, deployment, {
        signal,
        onChange: ({ action, name }, done, total) => context.progress(`${done}/${total} ${action} ${safe(name)}`),
      })
    : { ...nothingDone(deployment), moved: [] };
  context.progress('');
  // A kind that could not be read fails alone, but it fails.
  const complete = agreed && workspace.isComplete(outcome) && plan.unreadable.length === 0;
  if (agreed) {
    await record(context, values, plan, outcome, complete);
    await remember(context, planned, outcome);
  }
  return { workspace: connection.name, unchanged: plan.summary.unchanged, outcome, complete };
}

async function print(context: Context, reports: DeploymentReport[], several: boolean): Promise<void> {
  const { deploymentJson, formatDeploymentMarkdown, formatDeploymentText } = await import(
    '../output/changes/deployment.js'
  );
  if (context.format === 'json') {
    const results = reports.map(deploymentJson);
    const document = several || results.length > 1 ? { deployments: results } : results[0];
    if (document) context.print(JSON.stringify(document, null, 2));
  } else if (context.format === 'markdown') context.print(reports.map(formatDeploymentMarkdown).join('\n'));
  else context.print(reports.map(formatDeploymentText).join('\n'));
  const summary = process.env.GITHUB_STEP_SUMMARY;
  if (summary === undefined || summary === '' || reports.length === 0) return;
  const { appendFileSync } = await import('node:fs');
  appendFileSync(summary, `${reports.map(formatDeploymentMarkdown).join('\n')}\n`);
}

async function record(
  context: Context,
  values: Values,
  plan: Plan,
  outcome: Verified,
  complete: boolean,
): Promise<void> {
  if (values.record !== true) return;
  const { recordFile, recordOf } = await import('../workspace/changes/record.js');
  const { askGit } = await import('../base/system/git.js');
  const { writeFiles } = await import('../base/files.js');
  const { userInfo } = await import('node:os');
  const commit = (await askGit(context.root, ['rev-parse', 'HEAD'])) ?? '';
  const actor =
    process.env.GITHUB_ACTOR ?? (await askGit(context.root, ['config', 'user.email'])) ?? userInfo().username;
  const made = recordOf(plan, outcome, complete, { at: context.asOf, commit, actor });
  writeFiles(context.root, new Map([[recordFile(made), `${JSON.stringify(made, null, 2)}\n`]]));
}

/** Keeps on this machine what the workspace has got, so that `drift` knows what was deleted there by hand. */
async function remember({ root }: Context, { connection, deployment }: Planned, outcome: Verified): Promise<void> {
  const { readDeployed, writeDeployed } = await import('../workspace/changes/deployed.js');
  const { keyOf } = await import('../workspace/changes/change.js');
  const known = readDeployed(root, connection.name, connection.arm.workspaceId) ?? new Set<string>();
  const unchanged = deployment.plan.changes.filter(({ action }) => action === 'unchanged');
  for (const { kind, id, action } of [...unchanged, ...outcome.applied]) {
    if (action === 'delete') known.delete(keyOf(kind, id));
    else known.add(keyOf(kind, id));
  }
  writeDeployed(root, connection.name, connection.arm.workspaceId, known);
}

function safe(name: string): string {
  return name.replace(/\p{C}/gu, ' ');
}

function exitCodeOf(reason: unknown): number {
  return typeof reason === 'object' && reason !== null && 'exitCode' in reason ? Number(reason.exitCode) : 130;
}
