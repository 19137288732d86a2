import type { Change } from '../../workspace/changes/change.js';
import type { Verified } from '../../workspace/changes/deploy.js';
import { markdown, markdownCode, oneLine } from '../text.js';
import { describeItems, KINDS } from './words.js';

const DONE: Record<Change['action'], string> = {
  create: 'created',
  update: 'updated',
  replace: 'replaced',
  delete: 'deleted',
  unchanged: 'unchanged',
};

/** What a deployment of one workspace did. */
export interface DeploymentReport {
  workspace: string;
  unchanged: number;
  outcome: Verified;
  complete: boolean;
}

/** What a deployment did, for a program. */
export function deploymentJson({ workspace, outcome, complete }: DeploymentReport): object {
  const brief = ({ kind, id, name, file, action, items }: Change) => ({ kind, id, name, file, action, items });
  return {
    workspace,
    complete,
    applied: outcome.applied.map(brief),
    failed: outcome.failed.map(({ change, error }) => ({ ...brief(change), error })),
    left: outcome.left.map(({ change, reason }) => ({ ...brief(change), reason })),
    moved: outcome.moved.map(brief),
  };
}

/** What a deployment did, a line a change. */
export function formatDeploymentText({ workspace, unchanged, outcome }: DeploymentReport): string {
  const { applied, failed, left, moved, stopped } = outcome;
  const title = ({ kind, name }: Change) => `${KINDS[kind]} ${oneLine(name)}`;
  const lines = applied.map((change) => {
    const rows = describeItems(change.items);
    return `  ${DONE[change.action]} ${title(change)}${rows === '' ? '' : `, ${rows}`}`;
  });
  lines.push(...failed.map(({ change, error }) => `  FAILED ${change.action} ${title(change)}: ${oneLine(error)}`));
  lines.push(...left.map(({ change, reason }) => `  left: ${change.action} ${title(change)}: ${oneLine(reason)}`));
  lines.push(
    ...moved.map((change) => `  CHANGED MEANWHILE ${title(change)}: another one wrote it while this deployment ran`),
  );
  const counts = `${applied.length} changed, ${failed.length} failed, ${left.length} left, ${unchanged} unchanged`;
  lines.push(`Workspace ${oneLine(workspace)}: ${counts}.`);
  if (failed.length > 0) lines.push('Run deploy again when the cause is corrected: it goes on from here.');
  else if (moved.length > 0 || (stopped && left.length > 0)) lines.push('Run deploy again: it goes on from here.');
  return `${lines.join('\n')}\n`;
}

/** The record of a deployment for the summary of a job. */
export function formatDeploymentMarkdown({ workspace, unchanged, outcome, complete }: DeploymentReport): string {
  const { applied, failed, left, moved } = outcome;
  const row = (what: string, { kind, name }: Change, note = '') =>
    `| ${what} | ${KINDS[kind]} | ${markdownCode(name)} | ${markdown(note)} |`;
  const rows = [
    ...failed.map(({ change, error }) => row(`❌ ${change.action} failed`, change, error)),
    ...moved.map((change) => row('❌ changed meanwhile', change)),
    ...left.map(({ change, reason }) => row(`left: ${change.action}`, change, reason)),
    ...applied.map((change) => row(DONE[change.action], change, describeItems(change.items))),
  ];
  const table = rows.length > 0 ? ['', '| | kind | name | |', '|---|---|---|---|', ...rows.slice(0, 1000)] : [];
  const more = rows.length > 1000 ? [`… and ${rows.length - 1000} more.`] : [];
  const state = complete ? 'The workspace is what the plan says.' : 'The workspace is **not** what the plan says.';
  return [
    `### Deployment to ${markdownCode(workspace)}`,
    '',
    `${applied.length} changed, ${failed.length} failed, ${left.length} left, ${unchanged} unchanged. ${state}`,
    ...table,
    ...more,
    '',
  ].join('\n');
}
