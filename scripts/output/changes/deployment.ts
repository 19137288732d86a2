import type { Change } from '../../workspace/changes/change.js';
import type { Outcome } from '../../workspace/changes/deployment.js';
import { oneLine } from '../text.js';
import { KINDS } from './plan.js';

const DONE: Record<Change['action'], string> = {
  create: 'created',
  update: 'updated',
  delete: 'deleted',
  unchanged: 'unchanged',
};

/** What a deployment did, for a program. */
export function formatOutcomeJson(workspace: string, { applied, failed, left }: Outcome): string {
  const brief = ({ kind, id, name, file, action, items }: Change) => ({ kind, id, name, file, action, items });
  const result = {
    workspace,
    applied: applied.map(brief),
    failed: failed.map(({ change, error }) => ({ ...brief(change), error })),
    left: left.map(brief),
  };
  return `${JSON.stringify(result, null, 2)}\n`;
}

/** What a deployment did, a line a change. */
export function formatOutcomeText(workspace: string, unchanged: number, { applied, failed, left }: Outcome): string {
  const title = ({ kind, name }: Change) => `${KINDS[kind]} ${oneLine(name)}`;
  const lines = applied.map((change) => {
    const { add, remove } = change.items;
    return `  ${DONE[change.action]} ${title(change)}${add + remove > 0 ? `, +${add} −${remove} rows` : ''}`;
  });
  lines.push(...failed.map(({ change, error }) => `  FAILED ${change.action} ${title(change)}: ${oneLine(error)}`));
  lines.push(...left.map((change) => `  left: ${change.action} ${title(change)}`));
  const counts = `${applied.length} changed, ${failed.length} failed, ${left.length} left, ${unchanged} unchanged`;
  lines.push(`Workspace ${oneLine(workspace)}: ${counts}.`);
  if (failed.length > 0) lines.push('Run deploy again when the cause is mended: it goes on from here.');
  return `${lines.join('\n')}\n`;
}
