import { compareText } from '../../base/diagnostic.js';
import type { IndicatorKind } from '../../content/model.js';
import { INDICATOR_KINDS } from '../../indicators/rows/row.js';
import { type Html, html } from '../html.js';
import type { Detection, Inventory } from '../inventory.js';
import type { Page } from '../layout.js';

/** One table of the workspace, and how many hunts and rules look there for each kind of indicator. */
export interface TableCoverage {
  table: string;
  byKind: Readonly<Record<IndicatorKind, number>>;
  detections: number;
}

/** Tables by kinds of indicators, in the order of names. */
export function tableCoverage(detections: readonly Detection[]): TableCoverage[] {
  const tables = [...new Set(detections.flatMap(({ tables: own }) => own))].sort(compareText);
  return tables.map((table) => {
    const here = detections.filter(({ tables: own }) => own.includes(table));
    const count = (kind: IndicatorKind) => here.filter(({ kinds }) => kinds.includes(kind)).length;
    const byKind = {
      ip: count('ip'),
      domain: count('domain'),
      url: count('url'),
      'file-hash': count('file-hash'),
      email: count('email'),
    };
    return { table, byKind, detections: here.length };
  });
}

/** Which table is searched for which kind of indicator. */
export function coveragePage({ detections }: Inventory): Page {
  const rows = tableCoverage(detections).map(({ table, byKind, detections: all }) => {
    const cells = INDICATOR_KINDS.map((kind) => cell(byKind[kind]));
    return html`<tr><th scope="row">${table}</th>${cells}<td class="number">${all}</td></tr>`;
  });
  return {
    path: 'coverage.html',
    title: 'Tables and indicators',
    section: 'coverage',
    lead: 'How many hunts and rules look into a table for a kind of indicator. An empty field is a gap, or a table that holds no such values.',
    body: html`<div class="scroll" tabindex="0" role="region" aria-label="Tables and indicators"><table>
<thead><tr><th scope="col">Table</th>${INDICATOR_KINDS.map((kind) => html`<th scope="col">${kind}</th>`)}<th scope="col">All</th></tr></thead>
<tbody>${rows}</tbody></table></div>`,
  };
}

function cell(count: number): Html {
  return count === 0 ? html`<td></td>` : html`<td class="yes">${count}</td>`;
}
