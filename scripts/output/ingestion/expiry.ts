import { counted, shorten } from '../../base/strings.js';
import type { IndicatorRow } from '../../indicators/rows/row.js';
import type { Expiry } from '../../ingestion/expire.js';
import { markdownSpan, oneLine } from '../text.js';

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
    lines.push(`${counted(removed.length, 'row')} removed: life and log retention are over.`, '');
    lines.push(
      ...capped(countByFamily(removed)),
      '',
      'The rows:',
      '',
      ...capped(removed.map(({ row }) => describe(row))),
      '',
    );
  }
  if (extended > 0) lines.push(`${counted(extended, 'row')} extended, as life-extensions.csv says.`, '');
  if (retired.length > 0) {
    lines.push(`${counted(retired.length, 'hunt')} retired: no indicators are left.`, '');
    lines.push(...capped(retired.map(code)), '');
  }
  if (kept.length > 0) {
    lines.push('Left to you:', '', ...capped(kept.map(({ file, reason }) => `${code(file)}: ${reason}`)), '');
  }
  if (changes.size > 0) lines.push(`${counted(changes.size, 'file')} ${dryRun ? 'would change' : 'changed'}.`, '');
  return lines.join('\n');
}

function countByFamily(removed: Expiry['removed']): string[] {
  const counts = new Map<string, number>();
  for (const { watchlist, row } of removed) {
    const key = `${watchlist}, ${code(row.MalwareFamily)}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].map(([key, number]) => `${key}: ${counted(number, 'row')}`);
}

function describe({ Indicator, Port, MalwareFamily, ValidUntil }: IndicatorRow): string {
  const port = Port === '' ? '' : ` port ${oneLine(Port)}`;
  return `${code(Indicator)}${port}, ${code(MalwareFamily)}, until ${oneLine(ValidUntil)}`;
}

function capped(items: readonly string[]): string[] {
  const list = items.slice(0, MAX_LINES).map((item) => `- ${item}`);
  return items.length > MAX_LINES ? [...list, `- … and ${items.length - MAX_LINES} more`] : list;
}

/** A value as code, cut where it is long. */
function code(text: string): string {
  return markdownSpan(shorten(text, MAX_VALUE));
}
