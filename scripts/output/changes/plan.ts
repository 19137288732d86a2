import picocolors from 'picocolors';
import { type Action, type Change, type Plan, pendingChanges, type Summary } from '../../workspace/changes/change.js';
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
      colors[change.action](`${SIGNS[change.action]} ${KINDS[change.kind]} ${plain(change.name)}`) + details(change),
    );
    if (change.action !== 'update') continue;
    for (const { path, before, after } of change.fields) {
      if (isText(before) && isText(after) && before.includes('\n')) {
        lines.push(`    ${path}:`);
        for (const { sign, text } of lineDiff(before, after)) {
          const line = `      ${sign} ${plain(text)}`.trimEnd();
          lines.push(sign === '+' ? paint.green(line) : sign === '-' ? paint.red(line) : paint.dim(line));
        }
      } else lines.push(`    ${path}: ${paint.red(show(before))} → ${paint.green(show(after))}`);
    }
  }
  if (lines.length > 0) lines.push('');
  lines.push(`Workspace ${plain(plan.workspace)}: ${describeSummary(plan.summary)}`);
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
  const lines = [`### Plan for workspace ${code(plan.workspace)}`, '', `${describeSummary(plan.summary)}.`, ''];
  if (pending.length === 0) return `${lines.slice(0, 3).join('\n')}\n`;
  lines.push('| | kind | name | file | changes |', '|---|---|---|---|---|');
  for (const change of pending) {
    const fields = change.action === 'update' ? change.fields.map(({ path }) => code(path)) : [];
    const { add, remove } = change.items;
    if (add + remove > 0) fields.push(`+${add} −${remove} rows`);
    const file = change.file === '' ? '' : code(change.file);
    lines.push(`| ${change.action} | ${KINDS[change.kind]} | ${code(change.name)} | ${file} | ${fields.join(', ')} |`);
  }
  for (const change of pending.filter(({ action }) => action === 'update')) {
    for (const { path, before, after } of change.fields) {
      const diff = lineDiff(asText(before), asText(after)).map(({ sign, text }) => `${sign} ${plain(text)}`);
      const fence = longestFence(diff);
      lines.push('', `<details><summary>${code(`${change.name}: ${path}`)}</summary>`, '');
      lines.push(`${fence}diff`, ...diff, fence, '</details>');
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
  const text = plain(asText(value)).replace(/\s+/g, ' ');
  return text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE - 1)}…` : text;
}

function asText(value: unknown): string {
  return isText(value) ? value : value === null ? '(none)' : JSON.stringify(value, null, 2);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** Without control characters, which could move a terminal's cursor or hide text (bidirectional marks). */
export function plain(text: string): string {
  return text.replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, ' ');
}

/** Inline code of a Markdown table: no value can end it, start a cell or become HTML. */
function code(text: string): string {
  return `<code>${html(plain(text)).replace(/[|`*_[\]@#~!\\]/g, (character) => `&#${character.charCodeAt(0)};`)}</code>`;
}

function html(text: string): string {
  return plain(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function longestFence(lines: readonly string[]): string {
  const longest =
    lines
      .join('\n')
      .match(/`{3,}/g)
      ?.reduce((most, run) => Math.max(most, run.length), 2) ?? 2;
  return '`'.repeat(longest + 1);
}
