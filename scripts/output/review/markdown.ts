import { csvLine } from '../../base/csv.js';
import { counted } from '../../base/strings.js';
import { REVIEW_FILE } from '../../content/layout.js';
import type { Review, Waiting } from '../../review/review.js';
import { markdown, markdownBlock, markdownCode } from '../text.js';
import { dangersOf, type Evidence } from './evidence.js';

/** GitHub's limit for a comment, in characters. */
export const MAX_COMMENT = 65_536;

/** Names the comment, so that the next run edits it instead of writing another. */
export const COMMENT_MARK = '<!-- sentinel-review -->';

/** How many lines a list shows: as many as fit, and the count of the others. */
const LIST_LENGTHS = [100, 30, 10, 3, 0];

/**
 * The one comment of a pull request: what it brings, what was proven, what the workspaces will see. Dangers come first,
 * details are folded, and it never exceeds what GitHub takes.
 */
export function formatReview(review: Review, evidence: Evidence): string {
  const attempts = LIST_LENGTHS.map((length) => comment(review, evidence, length));
  return attempts.find((text) => text.length <= MAX_COMMENT) ?? `${attempts.at(-1)?.slice(0, MAX_COMMENT - 1)}…`;
}

function comment(review: Review, evidence: Evidence, length: number): string {
  return [
    COMMENT_MARK,
    '## What this change brings',
    '',
    ...dangers(review, evidence),
    ...summary(review, evidence),
    ...decisions(review.waiting, length),
    ...reports(review, length),
    ...indicators(review, length),
    ...detections(review, length),
    ...evidence.plans.flatMap((plan) => [
      ...folded(
        `Plan for ${plan.workspace}: ${plan.summary}`,
        listed(plan.changes, length, (change) => `- ${markdown(change)}`),
      ),
    ]),
    '',
  ].join('\n');
}

function dangers(review: Review, evidence: Evidence): string[] {
  const found = dangersOf(review, evidence);
  if (found.length === 0) return [];
  return ['> [!WARNING]', ...found.map((danger) => `> - ${markdown(danger)}`), ''];
}

function summary(review: Review, { proof, plans }: Evidence): string[] {
  const rows: [string, string][] = [
    [
      'Reports',
      sentence(
        review.reports.map(({ file, action }) => `${file}${action === 'add' ? '' : ` (${action}d)`}`),
        3,
      ),
    ],
    ['Indicators', rowCounts(review)],
    [
      'For a person',
      review.waiting.length === 0 ? 'nothing to decide' : counted(open(review.waiting).length, 'decision'),
    ],
    ['Hunts and rules', detectionCounts(review)],
    ['Proof', proof ? proof.summary : 'not run'],
    ...plans.map(({ workspace, summary: text }): [string, string] => [`Plan for ${workspace}`, text]),
    ['Coverage gained', coverage(review)],
    ['Cost', cost(review)],
  ];
  return ['| | |', '|---|---|', ...rows.map(([name, text]) => `| ${markdown(name)} | ${markdown(text)} |`), ''];
}

function rowCounts({ rows }: Review): string {
  if (rows.length === 0) return 'none changed';
  const count = (action: string) => rows.filter((row) => row.action === action).length;
  const kinds = [...new Set(rows.map(({ kind }) => kind))].map(
    (kind) => `${rows.filter((row) => row.kind === kind).length} ${kind}`,
  );
  return `${count('add')} new, ${count('change')} changed, ${count('remove')} gone (${kinds.join(', ')})`;
}

function detectionCounts({ detections: changes }: Review): string {
  if (changes.length === 0) return 'none changed';
  const count = (action: string) => changes.filter((change) => change.action === action).length;
  return `${count('add')} new, ${count('change')} changed, ${count('remove')} gone`;
}

function coverage({ gained: { techniques, tables, kinds } }: Review): string {
  const parts = [sentence(techniques, 6), sentence(tables, 6), sentence(kinds, 5)].filter((text) => text !== 'none');
  return parts.join('; ') || 'nothing new';
}

function cost({ cost: { itemChanges, limit, ofMonth } }: Review): string {
  if (itemChanges === 0) return 'no watchlist item changes';
  const share = ofMonth < 0.001 ? 'less than 0.1' : (ofMonth * 100).toFixed(1);
  return `${counted(itemChanges, 'watchlist item change')} in each workspace, ${share} % of what the service allows in a month; one deployment may make ${limit}`;
}

/** The first few of some names, and how many more there are. */
function sentence(names: readonly string[], most: number): string {
  if (names.length === 0) return 'none';
  const more = names.length - most;
  return names.slice(0, most).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** What a person must decide, with the line to write: the file can be edited on GitHub's page. */
function decisions(waiting: readonly Waiting[], length: number): string[] {
  const lines = open(waiting);
  if (lines.length === 0) return [];
  const list = listed(lines, length, (line) => {
    const answer = csvLine([line.value, line.type, line.family, line.reason, line.report, 'accept']).trimEnd();
    return `- ${markdownCode(line.value)} (${markdown(line.type)}${line.family ? `, ${markdown(line.family)}` : ''}): ${markdown(line.reason)}\n\n${indented(markdownBlock('', [answer]))}\n`;
  });
  const how = `Each of these waits in \`${REVIEW_FILE}\`. Write \`accept\` or \`reject\` at the end of its line, as shown, and ingest the report again.`;
  return folded(`To decide: ${lines.length}`, [how, '', ...list]);
}

function open(waiting: readonly Waiting[]): Waiting[] {
  return waiting.filter(({ decision }) => decision.trim() === '');
}

function indented(block: string): string {
  return block.replace(/^/gm, '  ');
}

function reports({ reports: changes }: Review, length: number): string[] {
  if (changes.length === 0) return [];
  const list = listed(changes, length, ({ file, action, families, sources, indicators: count }) => {
    const about = [sentence(families, 4), ...(sources.length > 0 ? [`from ${sentence(sources, 3)}`] : [])].join(' ');
    return `- ${markdownCode(file)} ${action === 'add' ? 'new' : `${action}d`}: ${markdown(about)}, ${counted(count, 'row')}`;
  });
  return folded(`Reports: ${changes.length}`, list);
}

function indicators({ rows }: Review, length: number): string[] {
  if (rows.length === 0) return [];
  const head = ['| | Indicator | Family | Life | Source |', '|---|---|---|---|---|'];
  const list = listed(rows, length, ({ action, row, columns }) => {
    const value = row.Port === '' ? row.Indicator : `${row.Indicator} port ${row.Port}`;
    const sign = action === 'add' ? '+' : action === 'remove' ? '−' : `~ ${columns.join(', ')}`;
    const life = `${row.FirstSeen.slice(0, 10) || 'unknown'} to ${row.ValidUntil.slice(0, 10) || 'open'}`;
    return `| ${markdown(sign)} | ${markdownCode(value)} | ${markdown(row.MalwareFamily)} | ${markdown(life)} | ${markdown(row.Source)} |`;
  });
  return folded(`Indicators: ${rows.length}`, [...head, ...list]);
}

function detections({ detections: changes }: Review, length: number): string[] {
  if (changes.length === 0) return [];
  const list = listed(changes, length, ({ action, kind, name, file, movedFrom, fields }) => {
    const moved = movedFrom === undefined ? '' : `, moved from ${markdownCode(movedFrom)}`;
    const what =
      action === 'add' ? 'new' : action === 'remove' ? 'gone' : fields.length > 0 ? fields.join(', ') : 'moved';
    return `- ${markdown(`${kind} ${name}`)} (${markdownCode(file)}${moved}): ${markdown(what)}`;
  });
  return folded(`Hunts and rules: ${changes.length}`, list);
}

function listed<T>(items: readonly T[], most: number, line: (item: T) => string): string[] {
  const more = items.length - most;
  return [
    ...items.slice(0, most).map(line),
    ...(more > 0 ? ['', `… and ${more} more; the artifact of this run has them all.`] : []),
  ];
}

function folded(title: string, lines: readonly string[]): string[] {
  return [`<details><summary>${markdown(title)}</summary>`, '', ...lines, '', '</details>', ''];
}
