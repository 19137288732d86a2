import type { IndicatorRow } from '../../indicators/rows/row.js';
import type { Expiry } from '../../ingestion/expire.js';
import { plain } from '../changes/plan.js';

export interface ExpiryResult {
  expiry: Expiry;
  asOf: Date;
  dryRun: boolean;
}

/** Rows, and families, that the text lists; the JSON form has all rows. */
const MAX_LINES = 50;

/** Longer values are cut in the text. */
const MAX_VALUE = 120;

export function formatExpiry(result: ExpiryResult, format: string): string {
  return format === 'json' ? `${JSON.stringify(toJson(result), null, 2)}\n` : toMarkdown(result);
}

function toJson({ expiry, asOf, dryRun }: ExpiryResult) {
  return {
    asOf: asOf.toISOString(),
    removed: expiry.removed.map(({ watchlist, row }) => ({
      watchlist,
      indicator: row.Indicator,
      port: row.Port,
      family: row.MalwareFamily,
      validUntil: row.ValidUntil,
      report: row.Report,
    })),
    retired: expiry.retired,
    kept: expiry.kept,
    written: dryRun ? [] : [...expiry.changes.keys()],
  };
}

/** Reads well in a terminal, and as the text of a pull request. */
function toMarkdown({ expiry, asOf, dryRun }: ExpiryResult): string {
  const { changes, removed, extended, retired, kept } = expiry;
  const lines = [`### Expired as of ${asOf.toISOString().slice(0, 10)}`, ''];
  if (changes.size === 0) lines.push('Nothing to do: every indicator lives, or its logs do.', '');
  if (removed.length > 0) {
    lines.push(`${count(removed.length, 'row')} removed: life and log retention are over.`, '');
    lines.push(
      ...capped(countByFamily(removed)),
      '',
      'The rows:',
      '',
      ...capped(removed.map(({ row }) => describe(row))),
      '',
    );
  }
  if (extended > 0) lines.push(`${count(extended, 'row')} extended, as life-extensions.csv says.`, '');
  if (retired.length > 0) {
    lines.push(`${count(retired.length, 'hunt')} retired: no indicators are left.`, '');
    lines.push(...capped(retired.map(code)), '');
  }
  if (kept.length > 0) {
    lines.push('Left to you:', '', ...capped(kept.map(({ file, reason }) => `${code(file)}: ${reason}`)), '');
  }
  if (changes.size > 0) lines.push(`${count(changes.size, 'file')} ${dryRun ? 'would change' : 'changed'}.`, '');
  return lines.join('\n');
}

function countByFamily(removed: Expiry['removed']): string[] {
  const counts = new Map<string, number>();
  for (const { watchlist, row } of removed) {
    const key = `${watchlist}, ${code(row.MalwareFamily)}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].map(([key, number]) => `${key}: ${count(number, 'row')}`);
}

function describe({ Indicator, Port, MalwareFamily, ValidUntil }: IndicatorRow): string {
  const port = Port === '' ? '' : ` port ${plain(Port)}`;
  return `${code(Indicator)}${port}, ${code(MalwareFamily)}, until ${plain(ValidUntil)}`;
}

function capped(items: readonly string[]): string[] {
  const list = items.slice(0, MAX_LINES).map((item) => `- ${item}`);
  return items.length > MAX_LINES ? [...list, `- … and ${items.length - MAX_LINES} more`] : list;
}

/** A Markdown code span: its fence is longer than any run of backticks in it, so that no value ends it. */
function code(text: string): string {
  const value = plain(text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE - 1)}…` : text);
  const longest = (value.match(/`+/g) ?? []).reduce((most, run) => Math.max(most, run.length), 0);
  const fence = '`'.repeat(longest + 1);
  return longest > 0 ? `${fence} ${value} ${fence}` : `${fence}${value}${fence}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
