import type { ContentTest } from '../../content/model.js';
import { attackTechniques } from '../../content/reference.js';
import { type Html, html } from '../html.js';
import type { Detection, Inventory } from '../inventory.js';
import { badge, linkFrom, type Page, table } from '../layout.js';
import { highlightKql } from '../query.js';
import { hitsByFile } from './families.js';
import { slugPage, techniqueAnchor } from './paths.js';

/** The list of hunts and rules, and a page each. */
export function detectionPages(inventory: Inventory): Page[] {
  return [detectionList(inventory), ...inventory.detections.map((detection) => detectionPage(detection, inventory))];
}

function detectionList({ detections, hunts }: Inventory): Page {
  const path = 'detections.html';
  const hits = hitsByFile(hunts);
  const rows = detections.map(({ kind, page, value, tables, file }) => [
    html`<a href="${linkFrom(path, page)}">${value.name}</a>`,
    kind === 'rule' ? badge('rule', 'warn') : badge('hunt'),
    tables.join(', '),
    (value.relevantTechniques ?? []).join(', '),
    value.tests?.length ?? 0,
    hits.get(file) ?? html`<span class="muted">not recorded</span>`,
  ]);
  return {
    path,
    title: 'Hunts and rules',
    section: 'detections',
    lead: 'Hunts look back over months of logs when an analyst asks; rules run on a schedule and raise alerts.',
    body: html`<p><input type="search" data-filters="detections" aria-label="Filter hunts and rules" placeholder="Filter by name, table or technique"></p>
<div id="detections">${table('Hunts and rules', ['Name', 'Kind', 'Tables', 'Techniques', 'Tests', 'Rows when it last ran'], rows)}</div>`,
  };
}

function detectionPage(detection: Detection, inventory: Inventory): Page {
  const { value, page, kind } = detection;
  return {
    path: page,
    title: value.name,
    section: 'detections',
    lead: value.description,
    body: html`${factsOf(detection, inventory)}
<h2>Query</h2>
${highlightKql(value.query)}
${columnsOf(detection)}
${entities(detection)}
${falsePositives(detection)}
<h2>Tests</h2>
${(value.tests ?? []).length > 0 ? (value.tests ?? []).map(testOf) : html`<p class="muted">This ${kind} has no test of its own.</p>`}`,
  };
}

function factsOf(detection: Detection, inventory: Inventory): Html {
  const { value, tables, file, page, family } = detection;
  const { hunts, families } = inventory;
  const techniques = (value.relevantTechniques ?? []).map((id) => {
    const name = attackTechniques().get(id)?.name;
    return html`<a href="${linkFrom(page, techniqueAnchor(id))}">${id}${name ? ` ${name}` : ''}</a> `;
  });
  const hits = hitsByFile(hunts).get(file);
  const facts: readonly (readonly [string, Html | string])[] = [
    ['File', html`<code>${file}</code>`],
    [
      'Family',
      families
        .filter(({ slug }) => slug === family)
        .map(({ slug, name }) => html`<a href="${linkFrom(page, slugPage(slug))}">${name}</a>`)[0] ?? 'any',
    ],
    ['Tactics', (value.tactics ?? []).join(', ')],
    ['Techniques', html`${techniques}`],
    ['Tables', tables.join(', ')],
    ['Connectors', (value.requiredDataConnectors ?? []).map(({ connectorId }) => connectorId).join(', ')],
    ['Indicators', wanted(detection, inventory)],
    ['Severity', 'severity' in value ? value.severity : ''],
    ['Runs', schedule(value)],
    ['Version', value.version ?? ''],
    ['Id', html`<code>${value.id}</code>`],
    ['Rows when it last ran', hits === undefined ? '' : String(hits)],
  ];
  const shown = facts.filter(([, fact]) => (typeof fact === 'string' ? fact : fact.text) !== '');
  return html`<dl class="facts">${shown.map(([name, fact]) => html`<dt>${name}</dt><dd>${fact}</dd>`)}</dl>`;
}

function schedule(value: Detection['value']): string {
  if (!('kind' in value)) return '';
  if (value.kind === 'NRT') return 'every minute';
  return `every ${value.queryFrequency ?? '?'} over the last ${value.queryPeriod ?? '?'}`;
}

function columnsOf({ columns, value }: Detection): Html {
  if (columns.length === 0) return html``;
  const mapped = new Set(
    (value.entityMappings ?? []).flatMap(({ fieldMappings }) => fieldMappings.map(({ columnName }) => columnName)),
  );
  const list = columns.map(
    ({ name, type }) =>
      html`<li><code>${name}</code> <small>${type}</small>${mapped.has(name) ? html` ${badge('entity', 'good')}` : ''}</li>`,
  );
  return html`<h2>Columns of a hit</h2><ul class="columns">${list}</ul>`;
}

/** The living indicators that the query asks for: of its family, or of all. */
function wanted({ kinds, family, page }: Detection, { indicators, families }: Inventory): Html | string {
  if (kinds.length === 0) return 'in the query, or none';
  const own = families.find(({ slug, indicators: its }) => slug === family && its.length > 0);
  const living = (own?.indicators ?? indicators).filter(
    ({ kind, life }) => kinds.includes(kind) && (life.state === 'alive' || life.state === 'ending'),
  );
  const count = `${living.length} alive now (${kinds.join(', ')})`;
  return own ? html`<a href="${linkFrom(page, slugPage(own.slug))}#indicators">${count}</a>` : count;
}

function entities({ value }: Detection): Html {
  const rows = (value.entityMappings ?? []).flatMap(({ entityType, fieldMappings }) =>
    fieldMappings.map(({ identifier, columnName }) => [entityType, identifier, html`<code>${columnName}</code>`]),
  );
  return rows.length === 0
    ? html``
    : html`<h2>Entities</h2>${table('Entities', ['Entity', 'Identifier', 'Column'], rows)}`;
}

function falsePositives({ value }: Detection): Html {
  const items = (value.falsePositives ?? []).map(
    ({ scenario, description, test }) =>
      html`<li><strong>${scenario}</strong> ${test ? badge(`test ${test}`, 'good') : badge('no test', 'warn')}${description ? html`<br>${description}` : ''}</li>`,
  );
  return items.length === 0 ? html`` : html`<h2>False positives</h2><ul>${items}</ul>`;
}

/** A test with its logs; the first rows are enough to see what it is about. */
function testOf(test: ContentTest): Html {
  const kept =
    test.expect.rows === 0 ? badge('stays quiet', 'plain') : badge(`finds ${test.expect.rows ?? 'rows'}`, 'good');
  return html`<details><summary>${test.name} ${kept}</summary>
${Object.entries(test.logs).map(([name, rows]) => html`<h3>${name}</h3><pre><code>${typeof rows === 'string' ? rows : JSON.stringify(rows.slice(0, 20), null, 2)}</code></pre>`)}
<h3>Expected</h3><pre><code>${JSON.stringify(test.expect, null, 2)}</code></pre></details>`;
}
