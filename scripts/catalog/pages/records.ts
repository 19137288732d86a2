import { html } from '../html.js';
import type { Inventory } from '../inventory.js';
import { badge, linkFrom, type Page, table } from '../layout.js';

const PATH = 'records.html';

/** What was deployed and what was hunted, as far as it was recorded. */
export function recordsPage({ hunts, deployments, detections }: Inventory): Page {
  const pages = new Map(detections.map(({ file, page, value }) => [file, { page, name: value.name }]));
  return {
    path: PATH,
    title: 'Records',
    section: 'records',
    lead: 'Deployments and hunts that were run with --record.',
    body: html`<h2>Deployments</h2>
${
  deployments.length === 0
    ? html`<p class="muted">None recorded.</p>`
    : deployments.map(
        (
          record,
        ) => html`<details><summary>${record.workspace}, ${record.recordedAt.slice(0, 16).replace('T', ' ')} ${badge(record.outcome, record.outcome === 'complete' ? 'good' : 'warn')}</summary>
<p>Commit <code>${record.commit}</code>${record.actor ? html`, by ${record.actor}` : ''}</p>
${table(
  'Resources',
  ['Kind', 'Name', 'Action', 'Outcome'],
  record.resources.map(({ kind, name, action, outcome }) => [kind, name, action, outcome]),
)}</details>`,
      )
}
<h2>Hunts</h2>
${
  hunts.length === 0
    ? html`<p class="muted">None recorded.</p>`
    : hunts.map(
        (
          record,
        ) => html`<details><summary>${record.source}, ${record.recordedAt.slice(0, 16).replace('T', ' ')}</summary>
<p>Logs from ${record.from} to ${record.to}</p>
${table(
  'Hunts',
  ['Hunt', 'Outcome', 'Rows'],
  record.hunts.map(({ file, outcome, rows }) => {
    const known = pages.get(file);
    return [known ? html`<a href="${linkFrom(PATH, known.page)}">${known.name}</a>` : file, outcome, rows];
  }),
)}</details>`,
      )
}`,
  };
}
