import { type Coverage, type CoveredTechnique, detectionsOf, isCovered, TACTICS } from '../attack.js';
import { type Html, html } from '../html.js';
import { linkFrom, type Page } from '../layout.js';

const PATH = 'attack.html';

/** The ATT&CK matrix with what covers each technique, and its gaps. */
export function attackPage(coverage: Coverage): Page {
  const { all, covered } = coverage.techniques;
  return {
    path: PATH,
    title: 'ATT&CK coverage',
    section: 'attack',
    lead: html`${covered} of ${all} techniques have a hunt or a rule. A darker field has more of them; click one to see which. <a href="attack-layer.json" download>Navigator layer</a>, <a href="coverage.csv" download>CSV</a>.`,
    body: html`<p><label><input type="checkbox" data-toggles="only-covered" data-for="matrix"> Covered techniques only</label></p>
<div class="matrix" id="matrix" tabindex="0" role="region" aria-label="Matrix of tactics and techniques">${TACTICS.map(([tactic, name]) => column(name, coverage.byTactic.get(tactic) ?? []))}</div>
<h2 id="covered">What covers what</h2>
${coverage.covered.length === 0 ? html`<p class="muted">No hunt or rule names a technique.</p>` : coverage.covered.map(detailsOf)}`,
  };
}

function column(name: string, techniques: readonly CoveredTechnique[]): Html {
  return html`<section><h2>${name} <small>${techniques.filter(isCovered).length} of ${techniques.length}</small></h2>
${techniques.map(field)}</section>`;
}

function field(technique: CoveredTechnique): Html {
  const count = detectionsOf(technique).length;
  const { id, technique: known } = technique;
  if (count === 0) return html`<div class="technique">${id} ${known.name}</div>`;
  const level = count === 1 ? 'l1' : count < 5 ? 'l2' : 'l3';
  const target = technique.detections.length > 0 ? id : technique.subTechniques.find(isCovered)?.id;
  return html`<a class="technique ${level}" href="#${target}" title="${count} hunts and rules">${id} ${known.name}</a>`;
}

function detailsOf({ id, technique, detections }: CoveredTechnique): Html {
  return html`<h3 id="${id}">${id} ${technique.name}</h3><ul>${detections.map(({ page, value }) => html`<li><a href="${linkFrom(PATH, page)}">${value.name}</a></li>`)}</ul>`;
}
