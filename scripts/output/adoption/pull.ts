import { counted } from '../../base/strings.js';
import type { Outcome } from '../../workspace/changes/apply.js';
import type { Pull, PulledFile } from '../../workspace/pull/pull.js';
import { oneLine } from '../text.js';

/** What a pull did, and an adoption with it. */
export interface PullReport {
  workspace: string;
  pull: Pull;
  written: boolean;
  /** Only with `--adopt`. */
  adoption?: { outcome: Outcome; differing: readonly string[] };
}

const SIGNS: Record<PulledFile['action'], string> = { add: '+', edit: '~', unchanged: ' ' };

/** A pull for a terminal: what came, what was edited, what was left in the workspace, by reason. */
export function formatPull({ workspace, pull, written, adoption }: PullReport): string {
  const changed = pull.files.filter(({ action }) => action !== 'unchanged');
  const lines = changed.map(({ action, file, name, fields }) => {
    const what = fields.length > 0 ? `: ${fields.join(', ')}` : '';
    return `${SIGNS[action]} ${oneLine(file)}  ${oneLine(name)}${oneLine(what)}`;
  });
  const reasons = new Map<string, string[]>();
  for (const { name, reason } of pull.skipped) reasons.set(reason, [...(reasons.get(reason) ?? []), name]);
  for (const [reason, names] of reasons) {
    const more = names.length > 3 ? ` and ${names.length - 3} more` : '';
    lines.push(`  left in the workspace: ${names.slice(0, 3).map(oneLine).join(', ')}${more}: ${oneLine(reason)}`);
  }
  if (pull.missing.length > 0) {
    lines.push(`  not in the workspace: ${pull.missing.map(oneLine).join(', ')}. The files stay.`);
  }
  const count = (action: PulledFile['action']) => pull.files.filter((file) => file.action === action).length;
  const verb = written ? '' : 'would be ';
  lines.push(
    `Workspace ${oneLine(workspace)}: ${counted(count('add'), 'file')} ${verb}added, ${count('edit')} ${verb}edited, ${count('unchanged')} unchanged.`,
  );
  if (adoption) lines.push(...adopted(adoption));
  return `${lines.join('\n')}\n`;
}

function adopted({ outcome, differing }: NonNullable<PullReport['adoption']>): string[] {
  const lines = outcome.failed.map(({ change, error }) => `  not marked: ${oneLine(change.name)}: ${oneLine(error)}`);
  if (differing.length > 0) {
    lines.push(`  not adopted, since the workspace has it otherwise: ${differing.map(oneLine).join(', ')}`);
  }
  return [
    ...lines,
    `${counted(outcome.applied.length, 'resource')} marked as deployed from here, ${outcome.failed.length} failed.`,
  ];
}

/** The same as data. */
export function pullJson({ workspace, pull, written, adoption }: PullReport): string {
  const { files, skipped, missing, changes } = pull;
  const marked = adoption && {
    marked: adoption.outcome.applied.map(({ kind, id, file }) => ({ kind, id, file })),
    failed: adoption.outcome.failed.map(({ change: { kind, id, file }, error }) => ({ kind, id, file, error })),
    differing: adoption.differing,
  };
  const json = {
    workspace,
    files,
    skipped,
    missing,
    written: written ? [...changes.keys()].sort() : [],
    ...(marked ? { adoption: marked } : {}),
  };
  return `${JSON.stringify(json, null, 2)}\n`;
}
