import picocolors from 'picocolors';
import { shorten } from '../../base/strings.js';
import { type Action, type Change, type Plan, pendingChanges, type Summary } from '../../workspace/changes/change.js';
import { markdownBlock, markdownCode, oneLine } from '../text.js';
import { lineDiff } from './line-diff.js';

const SIGNS: Record<Action, string> = { create: '+', update: '~', delete: '-', unchanged: ' ' };

/** Kinds of resources as people call them. */
export const KINDS: Record<Change['kind'], string> = {
  huntingQuery: 'hunting query',
  analyticRule: 'analytic rule',
  watchlist: 'watchlist',
};

/** Values longer than this are cut in the text; the JSON form has them whole. */
const MAX_VALUE = 60;

/** A plan for a terminal: one line a change, the fields below it, queries as line diffs. */
export function formatPlanText(plan: Plan, color: boolean): string {
  const paint = picocolors.createColors(color);
  const colors: Record<Action, (text: string) => string> = {
    create: paint.green,
    update: paint.yellow,
    delete: paint.red,
    unchanged: paint.dim,
  };
  const lines: string[] = [];
  for (const change of plan.changes.filter(({ action }) => action !== 'unchanged')) {
    lines.push(
      colors[change.action](`${SIGNS[change.action]} ${KINDS[change.kind]} ${oneLine(change.name)}`) + details(change),
    );
    if (change.action !== 'update') continue;
    for (const { path, before, after } of change.fields) {
      if (isText(before) && isText(after) && before.includes('\n')) {
        lines.push(`    ${path}:`);
        for (const { sign, text } of lineDiff(before, after)) {
          const line = `      ${sign} ${oneLine(text)}`.trimEnd();
          lines.push(sign === '+' ? paint.green(line) : sign === '-' ? paint.red(line) : paint.dim(line));
        }
      } else lines.push(`    ${path}: ${paint.red(show(before))} → ${paint.green(show(after))}`);
    }
  }
  if (lines.length > 0) lines.push('');
  lines.push(`Workspace ${oneLine(plan.workspace)}: ${describeSummary(plan.summary)}`);
  return `${lines.join('\n')}\n`;
}

/** The last line of a plan: `9 to create, 1 to update, 0 to delete, 2 unchanged; 8 watchlist item changes`. */
export function describeSummary(summary: Summary): string {
  if (pendingChanges(summary) === 0) return `nothing to change, ${summary.unchanged} unchanged`;
  const { create, update, unchanged, itemChanges } = summary;
  return `${create} to create, ${update} to update, ${summary.delete} to delete, ${unchanged} unchanged; ${itemChanges} watchlist item changes`;
}

/** A plan for the comment on a pull request. */
export function formatPlanMarkdown(plan: Plan): string {
  const pending = plan.changes.filter(({ action }) => action !== 'unchanged');
  const lines = [`### Plan for workspace ${markdownCode(plan.workspace)}`, '', `${describeSummary(plan.summary)}.`, ''];
  if (pending.length === 0) return `${lines.slice(0, 3).join('\n')}\n`;
  lines.push('| | kind | name | file | changes |', '|---|---|---|---|---|');
  for (const change of pending) {
    const fields = change.action === 'update' ? change.fields.map(({ path }) => markdownCode(path)) : [];
    const { add, remove } = change.items;
    if (add + remove > 0) fields.push(`+${add} −${remove} rows`);
    const file = change.file === '' ? '' : markdownCode(change.file);
    lines.push(
      `| ${change.action} | ${KINDS[change.kind]} | ${markdownCode(change.name)} | ${file} | ${fields.join(', ')} |`,
    );
  }
  for (const change of pending.filter(({ action }) => action === 'update')) {
    for (const { path, before, after } of change.fields) {
      const diff = lineDiff(asText(before), asText(after)).map(({ sign, text }) => `${sign} ${text}`);
      lines.push('', `<details><summary>${markdownCode(`${change.name}: ${path}`)}</summary>`, '');
      lines.push(markdownBlock('diff', diff), '</details>');
    }
  }
  return `${lines.join('\n')}\n`;
}

function details({ items, action, file }: Change): string {
  const rows = items.add + items.remove > 0 ? `  +${items.add} −${items.remove} rows` : '';
  const origin = action === 'delete' ? '  (no file asks for it; deploy --prune deletes it)' : `  ${file}`;
  return `${rows}${origin}`;
}

function show(value: unknown): string {
  return shorten(oneLine(asText(value)).replace(/\s+/g, ' '), MAX_VALUE);
}

function asText(value: unknown): string {
  return isText(value) ? value : value === null ? '(none)' : JSON.stringify(value, null, 2);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
