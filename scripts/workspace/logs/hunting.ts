import { ruleDuration } from '../../base/duration.js';
import type { AnalyticRule, EntityMapping, HuntingQuery } from '../../content/model.js';
import type { ContentFile } from '../../content/repository.js';
import { runOnSchedule } from './schedule.js';
import type { Firing, Hit, Logs, SearchOutcome, TimeRange } from './search.js';

/** How often something occurs among the hits of a hunt. */
export interface Tally<T> {
  of: T;
  hits: number;
}

/** What one hunt or rule found. */
export interface HuntOutcome {
  file: string;
  id: string;
  name: string;
  outcome: 'ran' | 'not-run' | 'failed';
  rows: number;
  hits: Hit[];
  /** Why it was not run, or failed. */
  reason?: string;
  notes: string[];
  indicators: Tally<string>[];
  entities: Tally<{ type: string; value: string }>[];
  /** By day, `2026-05-07`. */
  days: Tally<string>[];
  /** A rule: when it would have fired, run on its schedule. */
  firings?: Firing[];
  /** A rule: how many alerts that makes. */
  alerts?: number;
}

type Detection = ContentFile<HuntingQuery | AnalyticRule>;

/** Runs hunts and rules over logs, one after another. A rule runs on its schedule, a hunt once. */
export async function hunt(
  detections: readonly Detection[],
  logs: Logs,
  range: TimeRange,
  tell: (text: string) => void = () => {},
): Promise<HuntOutcome[]> {
  const outcomes: HuntOutcome[] = [];
  for (const [index, detection] of detections.entries()) {
    tell(`hunting ${index + 1} of ${detections.length}: ${detection.file}`);
    outcomes.push(await huntOne(detection, logs, range));
  }
  return outcomes;
}

async function huntOne({ file, value }: Detection, logs: Logs, range: TimeRange): Promise<HuntOutcome> {
  const { id, name, query } = value;
  const about = { file, id, name };
  const ran: SearchOutcome = isRule(value)
    ? await runOnSchedule(value, logs, range)
    : await logs.search({ query, range, now: range.to });
  if (ran.outcome !== 'ran') {
    return { ...about, ...ran, rows: 0, hits: [], notes: [], indicators: [], entities: [], days: [] };
  }
  const { hits, notes, firings, alerts } = ran;
  const counted = {
    indicators: tally(hits.flatMap(indicatorsOf)),
    entities: tallyEntities(hits, value.entityMappings ?? []),
    days: tally(hits.flatMap((hit) => timeOf(hit)?.slice(0, 10) ?? [])).sort((a, b) => (a.of < b.of ? -1 : 1)),
  };
  const fired = firings && alerts !== undefined ? { firings, alerts } : {};
  return { ...about, outcome: 'ran', rows: hits.length, hits, notes, ...counted, ...fired };
}

function isRule(value: HuntingQuery | AnalyticRule): value is AnalyticRule {
  return 'kind' in value && (value.kind === 'NRT' || ruleDuration(value.queryFrequency ?? '') !== undefined);
}

/** Columns in which hunts say which indicator matched, the first that there is. */
const INDICATOR_COLUMNS = ['MatchedIndicator', 'Indicator', 'MatchedIp', 'MatchedHash', 'MatchedUrl'];

export function indicatorsOf(hit: Hit): string[] {
  const column = INDICATOR_COLUMNS.find((name) => hit[name] !== undefined && hit[name] !== null && hit[name] !== '');
  return column === undefined ? [] : [String(hit[column])];
}

const TIME_COLUMNS = ['TimeGenerated', 'Timestamp', 'StartTime', 'StartTimeUtc', 'FirstSeen', 'EndTime'];

/** When a hit happened, ISO 8601. */
export function timeOf(hit: Hit): string | undefined {
  const value = TIME_COLUMNS.map((name) => hit[name]).find((one) => typeof one === 'string' && one !== '');
  return typeof value === 'string' ? value : undefined;
}

function tallyEntities(hits: readonly Hit[], mappings: readonly EntityMapping[]): HuntOutcome['entities'] {
  const counts = new Map<string, Tally<{ type: string; value: string }>>();
  for (const hit of hits) {
    const seen = new Set<string>();
    for (const { entityType: type, fieldMappings } of mappings) {
      const first = fieldMappings.map(({ columnName }) => hit[columnName]).find((one) => one !== null && one !== '');
      if (first === undefined) continue;
      const value = typeof first === 'object' ? JSON.stringify(first) : String(first);
      const key = `${type}\n${value}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const known = counts.get(key);
      if (known) known.hits++;
      else counts.set(key, { of: { type, value }, hits: 1 });
    }
  }
  return [...counts.values()].sort((a, b) => b.hits - a.hits);
}

/** The most frequent first; of equals, the first that was met. */
function tally(values: readonly string[]): Tally<string>[] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].map(([of, hits]) => ({ of, hits })).sort((a, b) => b.hits - a.hits);
}
