import { familySlug } from '../../content/naming.js';
import { type Html, html } from '../html.js';
import type { Indicator, Inventory } from '../inventory.js';
import { linkFrom, type Page, table } from '../layout.js';
import { day } from '../life.js';
import { slugPage } from './paths.js';

const DAY = 86_400_000;
const PATH = 'timeline.html';

/** How far the page looks back and ahead of its day, in days. */
const [BACK, AHEAD] = [180, 180];

const [WIDTH, LEFT, ROW] = [1_000, 190, 20];

/** When families' indicators live, and what ends next. */
export function timelinePage(inventory: Inventory): Page {
  const dated = inventory.indicators.filter(({ life }) => life.begin !== undefined && Number.isFinite(life.end));
  return {
    path: PATH,
    title: 'Timeline',
    section: 'timeline',
    lead: html`Lives of indicators by family, ${BACK} days back and ${AHEAD} ahead. The red line is ${day(inventory.asOf.getTime())}.`,
    body: html`${lives(dated, inventory.asOf.getTime())}
<h2>What ends next</h2>
${ending(inventory)}`,
  };
}

/** A family's line: each life of its indicators, the ones that end first in front. */
function lives(indicators: readonly Indicator[], now: number): Html {
  const families = new Map<string, Indicator[]>();
  for (const indicator of indicators) {
    const own = families.get(indicator.row.MalwareFamily) ?? [];
    families.set(indicator.row.MalwareFamily, own);
    own.push(indicator);
  }
  const [first, last] = [now - BACK * DAY, now + AHEAD * DAY];
  const x = (time: number) =>
    LEFT + ((Math.min(last, Math.max(first, time)) - first) / (last - first)) * (WIDTH - LEFT - 10);
  const shown = [...families]
    .filter(([, own]) => own.some(({ life }) => life.end > first && (life.begin ?? 0) < last))
    .slice(0, 200);
  const height = 30 + shown.length * ROW;
  if (shown.length === 0) return html`<p class="muted">No indicator lives in this time.</p>`;
  const bars = shown.map(([name, own], index) => {
    const y = 26 + index * ROW;
    // Those that end last lie below the others.
    const spans = [...new Map(own.map(({ life }) => [`${life.begin} ${life.end}`, life])).values()].sort(
      (a, b) => b.end - a.end,
    );
    const rectangles = spans.map(
      ({ begin = first, end, state }) =>
        html`<rect class="${state}" x="${x(begin).toFixed(1)}" y="${y}" width="${Math.max(2, x(end) - x(begin)).toFixed(1)}" height="${ROW - 7}" rx="2"><title>${name}: ${day(begin)} to ${day(end)}</title></rect>`,
    );
    return html`<a href="${linkFrom(PATH, slugPage(familySlug(name)))}"><text x="4" y="${y + 11}">${name.length > 28 ? `${name.slice(0, 27)}…` : name}</text></a>${rectangles}`;
  });
  return html`<svg class="chart" viewBox="0 0 ${WIDTH} ${height}" role="group" aria-label="Lives of indicators by family">
${months(first, last).map((time) => html`<line class="axis" x1="${x(time).toFixed(1)}" x2="${x(time).toFixed(1)}" y1="18" y2="${height}"/><text x="${x(time).toFixed(1)}" y="12" text-anchor="middle">${day(time).slice(0, 7)}</text>`)}
${bars}
<line class="today" x1="${x(now).toFixed(1)}" x2="${x(now).toFixed(1)}" y1="18" y2="${height}"/></svg>`;
}

function months(first: number, last: number): number[] {
  const found: number[] = [];
  const start = new Date(first);
  for (let month = 1; ; month++) {
    const time = Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + month, 1);
    if (time >= last) return found;
    found.push(time);
  }
}

/** The next sixty days, day by day. */
function ending({ indicators, asOf }: Inventory): Html {
  const byDay = new Map<string, Map<string, number>>();
  for (const { life, row } of indicators) {
    if (life.end <= asOf.getTime() || life.end > asOf.getTime() + 60 * DAY) continue;
    const families = byDay.get(day(life.end)) ?? new Map<string, number>();
    byDay.set(day(life.end), families.set(row.MalwareFamily, (families.get(row.MalwareFamily) ?? 0) + 1));
  }
  if (byDay.size === 0) return html`<p class="muted">No life ends within sixty days.</p>`;
  const rows = [...byDay].sort().map(([date, families]) => {
    const count = [...families.values()].reduce((sum, one) => sum + one, 0);
    return [date, count, [...families].map(([name, own]) => `${name} (${own})`).join(', ')];
  });
  return table('What ends next', ['Day', 'Indicators', 'Families'], rows);
}
