import { counted } from '../../base/strings.js';
import type { Indicator, Rejection } from '../../indicators/indicator.js';
import type { Report } from '../../reports/report.js';

/** A source that takes back what it never dated names no indicator; it may end the life of one on record. */
export function isWithdrawn({ retracted, firstSeen }: Indicator): boolean {
  return retracted && firstSeen === null;
}

export function* standing({ indicators }: Report): Generator<Indicator> {
  for (const indicator of indicators) if (!isWithdrawn(indicator)) yield indicator;
}

/** `Remcos (a guess; campaign "…") from ThreatFox, TLP:AMBER, `. */
export function aboutOf({ family, campaign, certainty, source, tlp }: Report): string {
  const name = family || campaign.slice(0, 64).trim();
  const doubt = family !== '' && certainty === 'low' ? ' (a guess)' : '';
  const parts = [
    [name && `${name}${doubt}`, source && `from ${source}`].filter(Boolean).join(' '),
    tlp && `TLP:${tlp.toUpperCase()}`,
  ].filter(Boolean);
  return parts.length > 0 ? `${parts.join(', ')}, ` : '';
}

/** Values of one reason, and of one section, in one line: the number and the first of them. */
export function groups(items: readonly (Rejection & { section?: string })[], word: string): string[] {
  const byReason = new Map<string, string[]>();
  for (const { value, reason, section } of items) {
    const key = section ? `${reason} (in "${section.slice(0, 60)}")` : reason;
    const list = byReason.get(key);
    if (list) list.push(value);
    else byReason.set(key, [value]);
  }
  return [...byReason].map(([reason, values]) => {
    const [first = ''] = values;
    return values.length === 1
      ? `${word} ${first}: ${reason}`
      : `${word} ${values.length}, such as ${first}: ${reason}`;
  });
}

export function countByType(report: Report): string {
  const types = new Map<string, number>();
  for (const { type } of standing(report)) types.set(type, (types.get(type) ?? 0) + 1);
  const total = [...types.values()].reduce((sum, number) => sum + number, 0);
  const list = [...types].map(([type, number]) => `${number} ${type}`).join(', ');
  const { indicators, rejected, reviews } = report;
  const rest = [
    reviews.length > 0 ? `${reviews.length} for review` : '',
    indicators.length > total ? `${indicators.length - total} withdrawn` : '',
    `${rejected.length} rejected`,
  ].filter(Boolean);
  return `${counted(total, 'indicator')}${list ? ` (${list})` : ''}, ${rest.join(', ')}`;
}
