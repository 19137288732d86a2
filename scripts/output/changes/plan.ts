import picocolors from 'picocolors';
import { shorten } from '../../base/strings.js';
import type { Action, Change, Plan } from '../../workspace/changes/change.js';
import { manyLines, oneLine } from '../text.js';
import { lineDiff } from './line-diff.js';
import {
  asText,
  dangersOf,
  describeCost,
  describeItems,
  describeRow,
  describeSchedule,
  describeSummary,
  KINDS,
  newQuery,
  type PlanWords,
  ROW_SIGNS,
} from './words.js';

const SIGNS: Record<Action, string> = { create: '+', update: '~', replace: '±', delete: '-', unchanged: ' ' };

/** Values longer than this are cut in the text, and more rows than this only counted; the JSON form has them whole. */
const MAX_VALUE = 60;
const MAX_ROWS = 20;
const MAX_ROW = 160;

/** A plan for a terminal: cost and dangers first, then a line a change with what differs below it. */
export function formatPlanText(plan: Plan, color: boolean, words: PlanWords = {}): string {
  const paint = picocolors.createColors(color);
  const colors: Record<Action, (text: string) => string> = {
    create: paint.green,
    update: paint.yellow,
    replace: paint.magenta,
    delete: paint.red,
    unchanged: paint.dim,
  };
  const pending = plan.changes.filter(({ action }) => action !== 'unchanged');
  const lines: string[] = [];
  if (plan.cost.requests > 0) lines.push(paint.dim(`It takes ${describeCost(plan)}.`));
  for (const danger of words.lists ? [] : dangersOf(plan)) lines.push(paint.red(`! ${oneLine(danger)}`));
  if (lines.length > 0) lines.push('');
  for (const change of pending) {
    const title = `${SIGNS[change.action]} ${KINDS[change.kind]} ${oneLine(change.name)}`;
    lines.push(colors[change.action](title) + details(change, words.lists === true));
    lines.push(...change.notes.map((note) => `    ${paint.dim(oneLine(note))}`));
    lines.push(...fieldLines(change, paint), ...rowLines(change, paint));
  }
  if (pending.length > 0) lines.push('');
  lines.push(`Workspace ${oneLine(plan.workspace)}: ${words.summary ?? describeSummary(plan.summary)}`);
  return `${lines.join('\n')}\n`;
}

type Paint = ReturnType<typeof picocolors.createColors>;

function details(change: Change, lists: boolean): string {
  const rows = describeItems(change.items);
  const place = change.file === '' ? '' : `  ${oneLine(change.file)}`;
  const open = change.done || lists ? '' : '  (only listed)';
  const who = lists && change.changedBy ? `  by ${oneLine(change.changedBy)}` : '';
  const when = lists && change.changedAt ? `  on ${oneLine(change.changedAt)}` : '';
  return `${rows === '' ? '' : `  ${rows}`}${place}${open}${who}${when}`;
}

function fieldLines(change: Change, paint: Paint): string[] {
  const diff = (before: string, after: string) =>
    lineDiff(before, after).map(({ sign, text }) => {
      const line = `      ${sign} ${oneLine(text)}`.trimEnd();
      return sign === '+' ? paint.green(line) : sign === '-' ? paint.red(line) : paint.dim(line);
    });
  if (change.action === 'create') {
    const schedule = describeSchedule(change);
    const query = newQuery(change);
    return [
      ...(schedule.length > 0 ? [`    ${oneLine(schedule.join(', '))}`] : []),
      ...(query === undefined
        ? []
        : manyLines(query)
            .split('\n')
            .map((line) => paint.dim(`      ${line}`.trimEnd()))),
    ];
  }
  return change.fields.flatMap(({ path, before, after }) => {
    if (typeof before === 'string' && typeof after === 'string' && before.includes('\n')) {
      return [`    ${oneLine(path)}:`, ...diff(before, after)];
    }
    return [`    ${oneLine(path)}: ${paint.red(show(before))} → ${paint.green(show(after))}`];
  });
}

function rowLines({ rows }: Change, paint: Paint): string[] {
  const colors = { add: paint.green, change: paint.yellow, remove: paint.red };
  const lines = rows.slice(0, MAX_ROWS).map((row) => {
    const text = oneLine(`${row.key}  ${describeRow(row, row.key)}`).trimEnd();
    return colors[row.action](`    ${ROW_SIGNS[row.action]} ${shorten(text, MAX_ROW)}`);
  });
  if (rows.length > MAX_ROWS) lines.push(paint.dim(`    … and ${rows.length - MAX_ROWS} more rows`));
  return lines;
}

function show(value: unknown): string {
  return shorten(oneLine(asText(value)).replace(/\s+/g, ' '), MAX_VALUE);
}
