import type { Change, Plan } from '../../workspace/changes/change.js';
import { markdown, markdownBlock, markdownCode } from '../text.js';
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

/** Characters of a comment on GitHub are 65,536; what puts the plan there may add a line or two. */
export const COMMENT_LIMIT = 65_000;

/** Rows of one list that are shown. */
const MAX_ROWS = 500;

/** A plan for the comment on a pull request, or the summary of a job: never longer than what fits there. */
export function formatPlanMarkdown(plan: Plan, limit = COMMENT_LIMIT, words: PlanWords = {}): string {
  const pending = plan.changes.filter(({ action }) => action !== 'unchanged');
  const title = `### ${words.title ?? 'Plan for'} workspace ${markdownCode(plan.workspace)}`;
  const head = [title, '', `${words.summary ?? describeSummary(plan.summary)}.`];
  const dangers = (words.lists ? [] : dangersOf(plan)).map((danger) => `- ⚠️ ${markdown(danger)}`);
  if (pending.length === 0) return `${[...head, ...(dangers.length > 0 ? ['', ...dangers] : [])].join('\n')}\n`;
  const text = new BoundedText(limit);
  text.add([...head, ...(plan.cost.requests > 0 ? [`It takes ${describeCost(plan)}.`] : []), ''].join('\n'));
  if (dangers.length > 0) text.add([...dangers, ''].join('\n'));
  text.add('| | kind | name | file | changes |\n|---|---|---|---|---|');
  for (const change of pending) text.add(tableRow(change, words.lists === true));
  for (const change of pending) for (const block of blocksOf(change)) text.add(block);
  return text.finish();
}

/** Adds what fits, and counts what does not. */
class BoundedText {
  #text = '';
  #left = 0;

  constructor(private readonly limit: number) {}

  add(block: string): void {
    if (this.#text.length + block.length + 200 > this.limit) this.#left++;
    else this.#text += `${block}\n`;
  }

  finish(): string {
    if (this.#left === 0) return this.#text;
    return `${this.#text}\n… and ${this.#left} more entries, which do not fit here: see the plan as text or JSON.\n`;
  }
}

function tableRow(change: Change, lists: boolean): string {
  const fields =
    change.action === 'update'
      ? change.fields.map(({ path }) => markdownCode(path))
      : describeSchedule(change).map(markdown);
  const rows = describeItems(change.items);
  const cells = [...fields, ...(rows === '' ? [] : [rows]), ...change.notes.map(markdown)];
  if (lists && (change.changedBy || change.changedAt)) {
    cells.push(markdown(['changed', change.changedBy ?? '', change.changedAt ?? ''].join(' ').trim()));
  }
  const action = change.done || lists ? change.action : `${change.action} (only listed)`;
  const file = change.file === '' ? '' : markdownCode(change.file);
  return `| ${action} | ${KINDS[change.kind]} | ${markdownCode(change.name)} | ${file} | ${cells.join(', ')} |`;
}

function* blocksOf(change: Change): Generator<string> {
  if (change.action === 'update' || change.action === 'replace') {
    for (const { path, before, after } of change.fields) {
      const lines = lineDiff(asText(before), asText(after)).map(({ sign, text }) => `${sign} ${text}`);
      yield folded(`${change.name}: ${path}`, 'diff', lines);
    }
  }
  const query = change.action === 'create' ? newQuery(change) : undefined;
  if (query !== undefined) yield folded(`${change.name}: query`, 'kusto', query.split('\n'));
  if (change.rows.length > 0) {
    const lines = change.rows
      .slice(0, MAX_ROWS)
      .map(
        (row) =>
          `${ROW_SIGNS[row.action] === '~' ? '!' : ROW_SIGNS[row.action]} ${row.key}  ${describeRow(row, row.key)}`,
      );
    if (change.rows.length > MAX_ROWS) lines.push(`  … and ${change.rows.length - MAX_ROWS} more rows`);
    yield folded(`${change.name}: ${describeItems(change.items)}`, 'diff', lines);
  }
}

function folded(title: string, language: string, lines: readonly string[]): string {
  return `\n<details><summary>${markdownCode(title)}</summary>\n\n${markdownBlock(language, lines)}\n</details>`;
}
