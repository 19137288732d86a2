import { ANY_FAMILY } from '../../content/naming.js';
import type { Coverage } from '../attack.js';
import { html } from '../html.js';
import type { Inventory } from '../inventory.js';
import { badge, figure, linkFrom, type Page, table } from '../layout.js';
import { day, ENDING_DAYS } from '../life.js';
import { slugPage } from './paths.js';

const PATH = 'index.html';

/** How many lines the overview's lists have. */
const SHOWN = 10;

/** What a visitor sees first: the figures, the newest families, the last deployment and hunt. */
export function overviewPage(inventory: Inventory, coverage: Coverage): Page {
  const { indicators, detections } = inventory;
  const families = named(inventory);
  const count = (state: string) => indicators.filter(({ life }) => life.state === state).length;
  const tests = detections.reduce((sum, { value }) => sum + (value.tests?.length ?? 0), 0);
  return {
    path: PATH,
    title: 'Overview',
    section: 'overview',
    lead: 'What this repository hunts for, where, and until when.',
    body: html`<div class="figures">
${figure(families.length, 'families', 'families.html')}
${figure(detections.filter(({ kind }) => kind === 'hunt').length, 'hunts', 'detections.html')}
${figure(detections.filter(({ kind }) => kind === 'rule').length, 'rules', 'detections.html')}
${figure(count('alive') + count('ending'), 'indicators alive', 'timeline.html')}
${figure(count('ending'), `end within ${ENDING_DAYS} days`, 'timeline.html')}
${figure(`${coverage.techniques.covered} / ${coverage.techniques.all}`, 'ATT&CK techniques', 'attack.html')}
${figure(tests, 'tests', 'detections.html')}
</div>
<h2>Newest families</h2>
${newest(inventory)}
<h2>Last seen in the workspace</h2>
${lastRecords(inventory)}
<h2>For other programs</h2>
<p><a href="catalog.json" download>Everything as JSON</a>, <a href="indicators.csv" download>indicators as CSV</a>, <a href="coverage.csv" download>coverage as CSV</a>, <a href="attack-layer.json" download>ATT&amp;CK Navigator layer</a>.</p>`,
  };
}

/** The hunts over any listed family stand in a folder beside the families, and are none. */
function named({ families }: Inventory): Inventory['families'] {
  return families.filter(({ slug }) => slug !== ANY_FAMILY);
}

function newest(inventory: Inventory) {
  const rows = named(inventory)
    .map((family) => ({ family, seen: Math.max(...family.indicators.map(({ life }) => life.begin ?? 0), 0) }))
    .sort((a, b) => b.seen - a.seen)
    .slice(0, SHOWN)
    .map(({ family, seen }) => [
      html`<a href="${linkFrom(PATH, slugPage(family.slug))}">${family.name}</a>`,
      seen === 0 ? '' : day(seen),
      family.indicators.length,
      family.hunts.length,
    ]);
  if (rows.length === 0)
    return html`<p class="muted">No report has been read yet: <code>sentinel ingest reports</code> begins.</p>`;
  return table('Newest families', ['Family', 'Seen', 'Indicators', 'Hunts'], rows);
}

function lastRecords({ hunts, deployments }: Inventory) {
  const [hunt] = hunts;
  const [deployment] = deployments;
  if (!hunt && !deployment)
    return html`<p class="muted">Nothing is recorded yet: <code>sentinel hunt --record</code> and <code>sentinel deploy --record</code> write <code>records/</code>.</p>`;
  const found = hunt?.hunts.reduce((sum, { rows }) => sum + rows, 0) ?? 0;
  return html`<ul>
${deployment ? html`<li>Deployed to ${deployment.workspace} on ${deployment.recordedAt.slice(0, 10)} ${badge(deployment.outcome, deployment.outcome === 'complete' ? 'good' : 'warn')}</li>` : ''}
${hunt ? html`<li>Hunted over ${hunt.source} on ${hunt.recordedAt.slice(0, 10)}: ${hunt.hunts.length} hunts, ${badge(`${found} rows`, found > 0 ? 'bad' : 'good')}</li>` : ''}
</ul><p><a href="records.html">All records</a></p>`;
}
