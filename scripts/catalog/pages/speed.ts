import { type Html, html } from '../html.js';
import { badge, type Page, table } from '../layout.js';
import type { SpeedRecord, SpeedRow } from '../speed.js';

/** Every row of the bench with its baseline, its goal and its history; no page where nothing was recorded. */
export function speedPages(rows: readonly SpeedRow[]): Page[] {
  const last = rows
    .map(({ runs }) => runs.at(-1))
    .sort((a, b) => ((a?.date ?? '') < (b?.date ?? '') ? -1 : 1))
    .at(-1);
  if (!last) return [];
  const suites = [...new Set(rows.map(({ suite }) => suite))];
  const missed = rows.filter(({ runs }) => runs.at(-1)?.met === false).length;
  return [
    {
      path: 'docs/speed.html',
      title: 'Speed',
      section: 'docs',
      lead: html`What <code>npm run bench</code> measured, each row against a baseline of the same run. ${missed === 0 ? 'All goals are met.' : `${missed} of ${rows.length} goals ${missed === 1 ? 'is' : 'are'} missed.`} Last run on ${last.date.slice(0, 10)} at <code>${last.commit}</code>: ${last.machine}.`,
      body: html`${suites.map((suite) => suiteTable(suite, rows))}`,
    },
  ];
}

function suiteTable(suite: string, rows: readonly SpeedRow[]): Html {
  return html`<h2>${suite}</h2>
${table(
  `Speed of ${suite}`,
  ['What', 'Took', 'Baseline', 'Ratio', 'Goal', 'History of the ratio'],
  rows.flatMap((row) => {
    const now = row.runs.at(-1);
    if (row.suite !== suite || !now) return [];
    return [
      [
        row.what,
        now.subject,
        now.baseline,
        shown(now.ratio),
        html`${now.target} ${badge(now.met ? 'met' : 'missed', now.met ? 'good' : 'bad')}`,
        history(row.runs),
      ],
    ];
  }),
)}`;
}

/** Three digits say enough. */
function shown(ratio: number): string {
  return ratio >= 100 ? String(Math.round(ratio)) : String(Number(ratio.toPrecision(3)));
}

const [WIDTH, HEIGHT, SHOWN] = [140, 30, 20];

/** The ratios of the last runs as a line, and as text for who does not see it. */
function history(all: readonly SpeedRecord[]): Html {
  const runs = all.slice(-SHOWN);
  const told = runs.map(({ date, ratio }) => `${date.slice(0, 10)}: ${shown(ratio)}`).join(', ');
  if (runs.length === 1) return html`<span class="muted">${told}</span>`;
  const ratios = runs.map(({ ratio }) => ratio);
  const [low, high] = [Math.min(...ratios), Math.max(...ratios)];
  const points = runs.map(({ ratio }, index): [number, number] => [
    4 + (index / (runs.length - 1)) * (WIDTH - 8),
    HEIGHT - 4 - ((ratio - low) / (high - low || 1)) * (HEIGHT - 8),
  ]);
  const dots = runs.map(({ met }, index) => {
    const [x = 0, y = 0] = points[index] ?? [];
    return html`<circle class="${met ? 'met' : 'missed'}" cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="2.5"/>`;
  });
  const line = points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');
  return html`<svg class="history" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${told}"><title>${told}</title><polyline points="${line}"/>${dots}</svg>`;
}
