import { counted } from '../../base/strings.js';
import { type Html, html, raw } from '../html.js';
import type { Detection, Family, Indicator, Inventory } from '../inventory.js';
import { badge, linkFrom, type Page, table } from '../layout.js';
import type { Life } from '../life.js';
import { slugPage } from './paths.js';

const TONES = { alive: 'good', ending: 'warn', over: 'plain', ahead: 'plain' } as const;

/** The list of families, and a page a family. */
export function familyPages(inventory: Inventory): Page[] {
  return [familyList(inventory), ...inventory.families.map((family) => familyPage(family, inventory))];
}

function familyList({ families }: Inventory): Page {
  const path = 'families.html';
  const rows = families.map((family) => [
    html`<a href="${linkFrom(path, slugPage(family.slug))}">${family.name}</a>`,
    family.indicators.length,
    family.indicators.filter(({ life }) => life.state === 'alive' || life.state === 'ending').length,
    family.hunts.length,
    family.reports.length,
  ]);
  return {
    path,
    title: 'Families',
    section: 'families',
    lead: 'Malware families and campaigns that reports named, with their indicators and the hunts made for them.',
    body: html`<p><input type="search" data-filters="families" aria-label="Filter families" placeholder="Filter"></p>
<div id="families">${table('Families', ['Family', 'Indicators', 'Alive', 'Hunts', 'Reports'], rows)}</div>`,
  };
}

function familyPage(family: Family, { asOf, hunts: records }: Inventory): Page {
  const path = slugPage(family.slug);
  const alive = family.indicators.filter(({ life }) => life.state === 'alive' || life.state === 'ending').length;
  return {
    path,
    title: family.name,
    section: 'families',
    lead: html`${counted(family.indicators.length, 'indicator')}, ${alive} of them alive; ${counted(family.hunts.length, 'hunt')}`,
    body: html`<h2>Reports</h2>
${family.reports.length > 0 ? html`<ul>${family.reports.map((report) => html`<li><code>${report}</code></li>`)}</ul>` : html`<p class="muted">No row names a report.</p>`}
<h2>Hunts</h2>
${family.hunts.length > 0 ? huntTable(path, family.hunts, hitsByFile(records)) : html`<p class="muted">The hunts over any listed family look for its indicators.</p>`}
<h2 id="indicators">Indicators</h2>
${indicatorTables(family.indicators, asOf)}`,
  };
}

function huntTable(path: string, hunts: readonly Detection[], hits: ReadonlyMap<string, number>): Html {
  return table(
    'Hunts',
    ['Hunt', 'Tables', 'Tests', 'Rows when it last ran'],
    hunts.map(({ page, value, tables, file }) => [
      html`<a href="${linkFrom(path, page)}">${value.name}</a>`,
      tables.join(', '),
      value.tests?.length ?? 0,
      hits.get(file) ?? html`<span class="muted">not recorded</span>`,
    ]),
  );
}

/** Rows by file of the newest record that has the hunt. */
export function hitsByFile(records: Inventory['hunts']): ReadonlyMap<string, number> {
  return new Map(
    [...records]
      .reverse()
      .flatMap(({ hunts }) =>
        hunts.filter(({ outcome }) => outcome === 'ran').map(({ file, rows }) => [file, rows] as const),
      ),
  );
}

/** How many rows a browser lays out at once; the rest unfolds. */
const ROWS = 200;

/** Indicators with their age as bars, what ends soon first; the longest table of the site. */
function indicatorTables(indicators: readonly Indicator[], asOf: Date): Html {
  const rank = { ending: 0, alive: 1, ahead: 2, over: 3 };
  // What has no end comes last of the living: the difference of two infinities is none.
  const sorted = [...indicators].sort(
    (a, b) => rank[a.life.state] - rank[b.life.state] || (a.life.end === b.life.end ? 0 : a.life.end - b.life.end),
  );
  const others = Array.from({ length: Math.ceil(Math.max(0, sorted.length - ROWS) / ROWS) }, (_, index) => {
    const first = (index + 1) * ROWS;
    const part = sorted.slice(first, first + ROWS);
    return html`<details><summary>${first + 1} to ${first + part.length} of ${sorted.length}</summary>${indicatorTable(part, asOf)}</details>`;
  });
  return html`${indicatorTable(sorted.slice(0, ROWS), asOf)}${others}`;
}

function indicatorTable(indicators: readonly Indicator[], asOf: Date): Html {
  return table(
    'Indicators',
    ['Indicator', 'Kind', 'Threat', 'Confidence', 'Life', 'First seen', 'Valid until', 'Source'],
    indicators.map(({ row, life, kind }) => [
      html`<code>${row.Port === '' ? row.Indicator : `${row.Indicator} port ${row.Port}`}</code>`,
      html`<span class="whole">${kind}</span>`,
      row.ThreatType,
      row.Confidence,
      html`${ageBar(life, asOf)} ${badge(life.state, TONES[life.state])}`,
      row.FirstSeen === ''
        ? html`<span class="muted">unknown</span>`
        : html`<span class="whole">${row.FirstSeen.slice(0, 10)}</span>`,
      row.ValidUntil === ''
        ? html`<span class="muted">open</span>`
        : html`<span class="whole">${row.ValidUntil.slice(0, 10)}</span>`,
      row.Source,
    ]),
  );
}

/** How much of a life is over, as a bar. */
function ageBar({ begin, end, state }: Life, asOf: Date): Html {
  if (begin === undefined || !Number.isFinite(end)) return raw('');
  const lived = Math.round(100 * Math.min(1, Math.max(0, (asOf.getTime() - begin) / Math.max(1, end - begin))));
  return html`<progress class="${state}" max="100" value="${lived}" aria-label="${lived} % of its life is over"></progress>`;
}
