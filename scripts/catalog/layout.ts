import { type Html, html, raw } from './html.js';

/** One page of the site. */
export interface Page {
  /** Relative to the site, with forward slashes: `hunts/sectoprat/dns-events-host.html`. */
  path: string;
  title: string;
  /** What the page is about, below its title. */
  lead?: Html | string;
  body: Html;
  /** The navigation's entry that is current. */
  section: Section;
}

export type Section = 'overview' | 'families' | 'detections' | 'attack' | 'coverage' | 'timeline' | 'records' | 'docs';

const NAVIGATION: readonly (readonly [section: Section, path: string, label: string])[] = [
  ['overview', 'index.html', 'Overview'],
  ['families', 'families.html', 'Families'],
  ['detections', 'detections.html', 'Hunts and rules'],
  ['attack', 'attack.html', 'ATT&CK'],
  ['coverage', 'coverage.html', 'Tables'],
  ['timeline', 'timeline.html', 'Timeline'],
  ['records', 'records.html', 'Records'],
  ['docs', 'docs.html', 'Docs'],
];

/** Scripts and styles come from the site alone, and nothing is sent anywhere. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'";

/** The page as a document. @param asOf the day that the site speaks of */
export function renderPage(page: Page, asOf: Date): string {
  const root = '../'.repeat(page.path.split('/').length - 1);
  const navigation = NAVIGATION.map(
    ([section, path, label]) =>
      html`<a href="${root}${path}"${section === page.section ? raw(' aria-current="page"') : ''}>${label}</a>`,
  );
  const document = html`<!doctype html>
<html lang="en" data-root="${root}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${page.title} · Sentinel Content</title>
<link rel="stylesheet" href="${root}assets/site.css">
<script src="${root}assets/site.js" defer></script>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header>
<a class="brand" href="${root}index.html">Sentinel Content</a>
<nav aria-label="Site">${navigation}</nav>
<div class="tools">
<input type="search" id="search" placeholder="Search ( / )" aria-label="Search hunts, families, indicators and techniques" autocomplete="off" role="combobox" aria-expanded="false" aria-controls="results">
<button type="button" id="theme" aria-label="Change between light and dark">◐</button>
</div>
<ul id="results" role="listbox" aria-label="Search results" hidden></ul>
</header>
<main id="main" tabindex="-1">
<h1>${page.title}</h1>
${page.lead ? html`<p class="lead">${page.lead}</p>` : ''}
${page.body}
</main>
<footer>As of ${asOf.toISOString().slice(0, 10)} · made by <code>sentinel catalog</code> from the repository</footer>
</body>
</html>
`;
  return document.text;
}

/** A relative link from one page of the site to another. */
export function linkFrom(page: string, target: string): string {
  return (
    '../'.repeat(page.split('/').length - 1) + target.split('/').map(encodeURIComponent).join('/').replace(/%23/, '#')
  );
}

/** A table with a caption for screen readers; it scrolls sideways on a phone. */
export function table(
  caption: string,
  header: readonly string[],
  rows: readonly (readonly (Html | string | number)[])[],
): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table>
<thead><tr>${header.map((cell) => html`<th scope="col">${cell}</th>`)}</tr></thead>
<tbody>${rows.map((cells) => html`<tr>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>\n`)}</tbody>
</table></div>`;
}

/** A number with its name, as the overview shows them. */
export function figure(value: number | string, label: string, href?: string): Html {
  const inner = html`<strong>${value}</strong><span>${label}</span>`;
  return href ? html`<a class="figure" href="${href}">${inner}</a>` : html`<div class="figure">${inner}</div>`;
}

/** A short word in a coloured frame. */
export function badge(text: string, tone: 'plain' | 'good' | 'warn' | 'bad' = 'plain'): Html {
  return html`<span class="badge ${tone}">${text}</span>`;
}
