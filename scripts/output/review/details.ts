import { counted } from '../../base/strings.js';
import { REVIEW_FILE } from '../../content/layout.js';
import type { Waiting } from '../../review/decisions.js';
import type { DetectionChange } from '../../review/detections.js';
import type { ReportChange } from '../../review/reports.js';
import type { Review } from '../../review/review.js';
import type { RowChange } from '../../review/rows.js';
import { markdown, markdownBlock, markdownCode } from '../text.js';
import type { Evidence, Remark } from './evidence.js';
import type { Links } from './links.js';
import { named } from './verdict.js';

/** The folded part of the comment. @param length how many lines a list shows before it counts the others */
export function details(review: Review, { findings, proof, plans }: Evidence, links: Links, length: number): string[] {
  const list = <T>(items: readonly T[], line: (item: T) => string) => listed(items, length, line, links);
  return [
    ...decisions(review.waiting, links, list),
    ...folded('Found by validation', list(findings?.list ?? [], remarkLine)),
    ...folded('Not proven', list(proof?.remarks ?? [], remarkLine)),
    ...folded(`Reports: ${review.reports.length}`, list(review.reports, reportLine)),
    ...indicators(review.rows, list),
    ...folded(`Hunts and rules: ${review.detections.length}`, list(inOrder(review.detections), detectionLine)),
    ...plans.flatMap(({ workspace, summary, changes }) =>
      folded(
        `Plan for ${workspace}: ${summary}`,
        list(changes, (change) => `- ${markdown(change)}`),
      ),
    ),
  ];
}

type List = <T>(items: readonly T[], line: (item: T) => string) => string[];

/** What a person must decide, with the line to write: the file can be edited on GitHub's page. */
function decisions(waiting: readonly Waiting[], { edit }: Links, list: List): string[] {
  const open = waiting.filter(({ decision }) => decision === '');
  const made = waiting.filter(({ decision }) => decision !== '');
  const file = edit === undefined ? `\`${REVIEW_FILE}\`` : `[\`${REVIEW_FILE}\`](${edit})`;
  const how = `Replace the line of ${file} by the one shown, or write \`reject\` where it says \`accept\`. The next ingest of the report acts on it; until then the value is not hunted.`;
  return [
    ...folded(`To decide: ${open.length}`, open.length === 0 ? [] : [how, '', ...list(open, decisionLine)]),
    ...folded(
      `Decided here: ${made.length}`,
      list(
        made,
        ({ value, decision, reason }) => `- ${markdown(decision)} ${markdownCode(value)}: ${markdown(reason)}`,
      ),
    ),
  ];
}

function decisionLine({ value, type, family, reason, line, accepted }: Waiting): string {
  const about = [type, family, line > 0 ? `line ${line}` : ''].filter(Boolean).join(', ');
  const block = markdownBlock('', [accepted]).replace(/^/gm, '  ');
  return `- ${markdownCode(value)} (${markdown(about)}): ${markdown(reason)}\n\n${block}\n`;
}

function remarkLine({ place, text }: Remark): string {
  return `- ${markdownCode(place)} ${markdown(text)}`;
}

function reportLine({
  file,
  action,
  title,
  sources,
  published,
  tlp,
  families,
  indicators,
  rejected,
}: ReportChange): string {
  const facts = [
    title,
    sources.length > 0 ? `from ${named(sources, 3)}` : '',
    published.slice(0, 10),
    tlp === '' ? '' : `TLP ${tlp}`,
    families.length > 0 ? named(families) : '',
    counted(indicators, 'row'),
    rejected > 0 ? `${counted(rejected, 'value')} rejected` : '',
  ].filter(Boolean);
  return `- ${markdownCode(file)} ${action === 'add' ? 'new' : `${action}d`}: ${markdown(facts.join(', '))}`;
}

const SIGNS = { add: '+', change: '~', remove: '−' } as const;

function indicators(rows: readonly RowChange[], list: List): string[] {
  if (rows.length === 0) return [];
  const head = ['| | Indicator | Family | Confidence | Life | Source |', '|---|---|---|---|---|---|'];
  const lines = list(rows, ({ action, row, columns, before }) => {
    const value = row.Port === '' ? row.Indicator : `${row.Indicator} port ${row.Port}`;
    const changed = columns.map((column) => `${column} was ${before[column] || '(none)'}`).join(', ');
    const life = `${row.FirstSeen.slice(0, 10) || 'unknown'} to ${row.ValidUntil.slice(0, 10) || 'open'}`;
    const cells = [row.MalwareFamily, row.Confidence, life, row.Source].map(markdown);
    return `| ${markdown(`${SIGNS[action]} ${changed}`.trim())} | ${markdownCode(value)} | ${cells.join(' | ')} |`;
  });
  return folded(`Indicators: ${rows.length}`, [...head, ...lines]);
}

/** What is gone, what a person changed, what is new, and last what ingest alone changed. */
function inOrder(changes: readonly DetectionChange[]): DetectionChange[] {
  const rank = ({ action, byIngest }: DetectionChange) => (byIngest ? 3 : { remove: 0, change: 1, add: 2 }[action]);
  return [...changes].sort((a, b) => rank(a) - rank(b));
}

function detectionLine({ action, kind, name, file, movedFrom, fields, byIngest }: DetectionChange): string {
  const moved = movedFrom === undefined ? '' : `, moved from ${markdownCode(movedFrom)}`;
  const what =
    action === 'add' ? 'new' : action === 'remove' ? 'gone' : fields.length > 0 ? fields.join(', ') : 'moved';
  const by = byIngest ? ' (the part that ingest writes)' : '';
  return `- ${markdown(`${kind} ${name}`)} (${markdownCode(file)}${moved}): ${markdown(what)}${by}`;
}

/** The artifact has what a comment cannot hold; a list in a table ends before the count. */
function listed<T>(items: readonly T[], most: number, line: (item: T) => string, { run }: Links): string[] {
  const more = items.length - most;
  const artifact = run === undefined ? 'the artifact of this run' : `the [artifact \`review\` of this run](${run})`;
  return [
    ...items.slice(0, most).map(line),
    ...(more > 0 ? ['', `… and ${more} more; ${artifact} has them all.`] : []),
  ];
}

function folded(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  return [`<details><summary>${markdown(title)}</summary>`, '', ...lines, '', '</details>', ''];
}
