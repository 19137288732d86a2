import { type Html, html, raw } from '../html.js';
import type { Detection, Family, Indicator, Inventory } from '../inventory.js';
import { badge, linkFrom, type Page, table } from '../layout.js';
import { day, type Life } from '../life.js';
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
    lead: html`${family.indicators.length} indicators, ${alive} of them alive; ${family.hunts.length} hunts`,
    body: html`<h2>Reports</h2>
${family.reports.length > 0 ? html`<ul>${family.reports.map((report) => html`<li><code>${report}</code></li>`)}</ul>` : html`<p class="muted">No row names a report.</p>`}
<h2>Hunts</h2>
${family.hunts.length > 0 ? huntTable(path, family.hunts, hitsByFile(records)) : html`<p class="muted">The hunts over any listed family look for its indicators.</p>`}
<h2>Indicators</h2>
${indicatorTable(family.indicators, asOf)}`,
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

/** Indicators with their age as bars; the longest table of the site. */
export function indicatorTable(indicators: readonly Indicator[], asOf: Date): Html {
  const rows = indicators.map(({ row, life, kind }) => {
    const value = row.Port === '' ? row.Indicator : `${row.Indicator} port ${row.Port}`;
    const cells = [
      html`<code>${value}</code>`,
      kind,
      row.ThreatType,
      row.Confidence,
      html`${ageBar(life, asOf)} ${badge(life.state, TONES[life.state])}`,
      row.FirstSeen.slice(0, 10) || html`<span class="muted">unknown</span>`,
      row.ValidUntil.slice(0, 10) || html`<span class="muted">open</span>`,
      row.Source,
    ];
    return html`<tr>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>\n`;
  });
  const header = ['Indicator', 'Kind', 'Threat', 'Confidence', 'Life', 'First seen', 'Valid until', 'Source'];
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Indicators"><table class="long">
<thead><tr>${header.map((cell) => html`<th scope="col">${cell}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

/** How much of a life is over, as a bar. */
function ageBar({ begin, end, state }: Life, asOf: Date): Html {
  if (begin === undefined || !Number.isFinite(end)) return raw('');
  const lived = Math.min(1, Math.max(0, (asOf.getTime() - begin) / Math.max(1, end - begin)));
  const tone = state === 'over' ? 'over' : state === 'ending' ? 'ending' : 'lived';
  return html`<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label="${Math.round(lived * 100)} % of the life from ${day(begin)} to ${day(end)} is over"><rect class="whole" width="100" height="8" rx="2"/><rect class="${tone}" width="${Math.round(lived * 100)}" height="8" rx="2"/></svg>`;
}
