import { counted } from '../../base/strings.js';
import { attackTechniques } from '../../content/reference.js';
import type { Review } from '../../review/review.js';
import { markdown } from '../text.js';
import { details } from './details.js';
import type { Evidence } from './evidence.js';
import { type Links, NO_LINKS } from './links.js';
import { dangersOf, faultsOf, named, verdictOf } from './verdict.js';

/** GitHub's limit for a comment, in characters. */
export const MAX_COMMENT = 65_536;

/** Names the comment, so that the next run edits it instead of writing another. */
export const COMMENT_MARK = '<!-- sentinel-review -->';

/** How many lines a list shows: as many as fit, and the count of the others. */
const LIST_LENGTHS = [100, 30, 10, 3, 0];

/**
 * The one comment of a pull request: what it brings, what was proven, what the workspaces will see. The verdict and the
 * dangers come first, details are folded, and it never exceeds what GitHub takes.
 */
export function formatReview(review: Review, evidence: Evidence, links: Links = NO_LINKS): string {
  const attempts = LIST_LENGTHS.map((length) => comment(review, evidence, links, length));
  return attempts.find((text) => text.length <= MAX_COMMENT) ?? `${attempts.at(-1)?.slice(0, MAX_COMMENT - 1)}…`;
}

function comment(review: Review, evidence: Evidence, links: Links, length: number): string {
  return [
    COMMENT_MARK,
    `## ${markdown(headline(review))}`,
    '',
    `**${markdown(verdictOf(review, evidence))}**`,
    '',
    ...alert('CAUTION', faultsOf(review, evidence)),
    ...alert('WARNING', dangersOf(review, evidence)),
    ...summary(review, evidence),
    ...details(review, evidence, links, length),
    '',
  ].join('\n');
}

/** `StealC: 6 indicators, 14 hunts and rules new`, or what the change is, where it is no report. */
function headline({ rows, detections }: Review): string {
  const families = [
    ...new Set(rows.filter(({ action }) => action !== 'remove').map(({ row }) => row.MalwareFamily)),
  ].filter(Boolean);
  const fresh = [
    [rows.filter(({ action }) => action === 'add').length, 'indicator', 'indicators'] as const,
    [detections.filter(({ action }) => action === 'add').length, 'hunt or rule', 'hunts and rules'] as const,
  ].filter(([count]) => count > 0);
  const news = fresh.map(([count, one, many]) => `${count} new ${count === 1 ? one : many}`).join(', ');
  if (news === '') return 'What this change brings';
  return families.length === 0 ? news : `${named(families, 3)}: ${news}`;
}

function alert(kind: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  return [`> [!${kind}]`, ...lines.map((line) => `> - ${markdown(line)}`), ''];
}

function summary(review: Review, { findings, proof, plans }: Evidence): string[] {
  const open = review.waiting.filter(({ decision }) => decision === '').length;
  const rows: [string, string][] = [
    ['Reports', reports(review)],
    ['Indicators', rowCounts(review)],
    ['To decide', open === 0 ? 'nothing' : `${counted(open, 'value')}, below, each with the line to write`],
    ['Hunts and rules', detectionCounts(review)],
    ['Checks', findings ? `${counted(findings.errors, 'error')}, ${counted(findings.warnings, 'warning')}` : 'not run'],
    ['Proof', proof ? proof.summary : 'not run'],
    ...(plans.length > 0
      ? plans.map(({ workspace, summary: text }): [string, string] => [`Plan for ${workspace}`, text])
      : [['Plan', 'not made: a fork has no identity, or no workspace is configured'] as [string, string]]),
    ['Coverage gained', coverage(review)],
    ['Cost', cost(review)],
  ];
  return ['| | |', '|---|---|', ...rows.map(([name, text]) => `| ${markdown(name)} | ${markdown(text)} |`), ''];
}

function reports({ reports: changes }: Review): string {
  const names = changes.map(({ file, action, title, published }) => {
    const about = [title, published.slice(0, 10)].filter(Boolean).join(', ');
    return `${file}${action === 'add' ? '' : ` ${action}d`}${about === '' ? '' : ` (${about})`}`;
  });
  return named(names, 3) || 'none';
}

function rowCounts({ rows }: Review): string {
  if (rows.length === 0) return 'none changed';
  const count = (action: string) => rows.filter((row) => row.action === action).length;
  const kinds = [...new Set(rows.map(({ kind }) => kind))].map(
    (kind) => `${rows.filter((row) => row.kind === kind).length} ${kind}`,
  );
  return `${count('add')} new, ${count('change')} changed, ${count('remove')} gone (${kinds.join(', ')})`;
}

function detectionCounts({ detections }: Review): string {
  if (detections.length === 0) return 'none changed';
  const count = (action: string) => detections.filter((change) => change.action === action).length;
  const byIngest = detections.filter((change) => change.byIngest).length;
  const own = byIngest > 0 ? ` (${byIngest} of them only in the part that ingest writes)` : '';
  return `${count('add')} new, ${count('change')} changed${own}, ${count('remove')} gone`;
}

function coverage({ gained: { techniques, tables, kinds } }: Review): string {
  const names = techniques.map((id) => `${id} ${attackTechniques().get(id)?.name ?? ''}`.trim());
  const parts: [string, string][] = [
    ['ATT&CK', named(names, 6)],
    ['tables', named(tables, 6)],
    ['indicators by', named(kinds, 5)],
  ];
  const gained = parts.filter(([, text]) => text !== '').map(([what, text]) => `${what}: ${text}`);
  return gained.join('; ') || 'nothing new';
}

function cost({ cost: { itemChanges, limit, ofMonth }, size: { files, added, removed } }: Review): string {
  const share = ofMonth < 0.001 ? 'less than 0.1' : (ofMonth * 100).toFixed(1);
  const items =
    itemChanges === 0
      ? 'no watchlist item changes'
      : `${counted(itemChanges, 'watchlist item change')} in each workspace, ${share} % of what the service allows in a month; one deployment may make ${limit}`;
  return files === 0 ? items : `${items}; to read: ${counted(files, 'file')}, +${added} −${removed} lines`;
}
