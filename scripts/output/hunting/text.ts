import pc from 'picocolors';
import { counted, shorten } from '../../base/strings.js';
import type { HuntOutcome } from '../../workspace/logs/hunting.js';
import { summaryOf } from '../../workspace/logs/record.js';
import type { Hit } from '../../workspace/logs/search.js';
import { oneLine } from '../text.js';
import type { HuntReport } from './report.js';

/** Hits of one hunt, and entries of one tally, that the text shows; the JSON form has them all. */
const MAX_HITS = 10;
const MAX_TALLY = 5;
const WIDTH = 240;

/** For people: what each hunt found, by indicator, entity and day, its first hits, and what was not searched. */
export function formatHuntText(report: HuntReport): string {
  const colors = pc.createColors(report.color);
  const lines: string[] = [];
  for (const hunt of report.hunts) lines.push(...linesOf(hunt, colors));
  for (const { file, problem, notes } of report.files) {
    if (problem !== undefined) lines.push(`${colors.red('not read')} ${oneLine(file)}: ${oneLine(problem)}`);
    for (const note of notes) lines.push(`${colors.yellow('note')} ${oneLine(file)}: ${oneLine(note)}`);
  }
  for (const file of report.others) lines.push(`${colors.yellow('note')} ${oneLine(file)} is no log file`);
  if (report.record !== undefined) lines.push(`recorded in ${report.record}`);
  const { ran, hits, notRun, failed } = summaryOf(report.hunts);
  const { from, to } = report.range;
  const rows = report.files.reduce((sum, { tables }) => sum + Object.values(tables).reduce((a, b) => a + b, 0), 0);
  const searched = report.files.length > 0 ? ` over ${counted(rows, 'log row')}` : '';
  lines.push(
    `${counted(ran, 'hunt')} ran${searched} from ${shown(from)} to ${shown(to)}: ${counted(hits, 'hit')}; ${notRun} not run, ${failed} failed`,
  );
  return lines.join('\n');
}

function linesOf(hunt: HuntOutcome, colors: ReturnType<typeof pc.createColors>): string[] {
  const { file, name, outcome, reason, rows, hits, notes, indicators, entities, days, firings, alerts } = hunt;
  const title = `${colors.bold(oneLine(name))}  ${colors.dim(oneLine(file))}`;
  if (outcome !== 'ran')
    return [`${colors.yellow(outcome === 'failed' ? 'failed' : 'not run')} ${title}`, `    ${oneLine(reason ?? '')}`];
  const said = notes.map((note) => `    ${colors.dim(oneLine(note))}`);
  if (rows === 0 && (firings ?? []).length === 0) return said.length > 0 ? [`no hits ${title}`, ...said] : [];
  const fired = firings
    ? [`    would have fired ${counted(firings.length, 'time')}, with ${counted(alerts ?? 0, 'alert')}`]
    : [];
  return [
    `${colors.red(counted(rows, 'hit'))} ${title}`,
    ...said,
    ...fired,
    ...tallyLine(
      'indicators',
      indicators.map(({ of, hits: count }) => [of, count]),
    ),
    ...tallyLine(
      'entities',
      entities.map(({ of, hits: count }) => [`${of.type} ${of.value}`, count]),
    ),
    ...tallyLine(
      'days',
      days.map(({ of, hits: count }) => [of, count]),
    ),
    ...hits.slice(0, MAX_HITS).map((hit) => `    ${shortRow(hit)}`),
    ...(rows > MAX_HITS ? [`    … and ${rows - MAX_HITS} more (--format json)`] : []),
  ];
}

function tallyLine(name: string, entries: readonly (readonly [string, number])[]): string[] {
  if (entries.length === 0) return [];
  const shownEntries = entries.slice(0, MAX_TALLY).map(([of, hits]) => `${oneLine(of)} (${hits})`);
  const rest = entries.length > MAX_TALLY ? `, and ${entries.length - MAX_TALLY} more` : '';
  return [`    ${name}: ${shownEntries.join(', ')}${rest}`];
}

/** The cells that say something, in the order of the query. */
function shortRow(hit: Hit): string {
  const cells = Object.entries(hit)
    .filter(([, value]) => value !== null && value !== '')
    .map(([name, value]) => `${name}=${typeof value === 'object' ? JSON.stringify(value) : String(value)}`);
  return oneLine(shorten(cells.join(' '), WIDTH));
}

function shown(date: Date): string {
  return date.toISOString().slice(0, 16).replace('T', ' ');
}
