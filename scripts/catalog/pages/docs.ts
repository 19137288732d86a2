import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import MarkdownIt from 'markdown-it';
import { listFiles } from '../../base/files.js';
import { html, raw } from '../html.js';
import { linkFrom, type Page, table } from '../layout.js';
import { readSpeed } from '../speed.js';
import { speedPages } from './speed.js';

const PATH = 'docs.html';

/** HTML inside a page stays text: a page may come from anybody who may open a pull request. */
const markdown = new MarkdownIt({ html: false, linkify: false });
// A picture would be a request to wherever its page says.
markdown.disable('image');

/** The documentation: guides, one page a check, and the speed. @param root the folder that holds `docs/` */
export function docsPages(root: string): Page[] {
  const files = listFiles(root, 'docs', (name) => name.endsWith('.md'));
  const pages = [
    ...files.map((file) => docsPage(root, file)),
    ...speedPages(readSpeed(root)).map((page) => ({ ...page, about: '' })),
  ];
  const link = ({ path, title }: Page) => html`<a href="${linkFrom(PATH, path)}">${title}</a>`;
  const guides = pages.filter(({ path }) => !isCheck(path));
  const checks = pages.filter(({ path }) => isCheck(path));
  return [
    {
      path: PATH,
      title: 'Documentation',
      section: 'docs',
      lead: 'Guides, the speed that was measured, and a page for each check of validate.',
      body: html`<h2>Guides</h2><ul>${guides.map((page) => html`<li>${link(page)}</li>`)}</ul>
<h2>Checks</h2>
<p><input type="search" data-filters="checks" aria-label="Filter checks" placeholder="Filter by code or word"></p>
<div id="checks">${table(
        'Checks',
        ['Code', 'What it looks for'],
        checks.map((page) => [link(page), page.about]),
      )}</div>`,
    },
    ...pages,
  ];
}

const isCheck = (path: string) => /^docs\/checks\/(?!README)/.test(path);

/** The first paragraph of a page, without its marks. */
function firstParagraph(body: string): string {
  return (/^(?![#|\s])[^\n]+/m.exec(body)?.[0] ?? '').replace(/[`*]/g, '');
}

function docsPage(root: string, file: string): Page & { about: string } {
  const text = readFileSync(join(root, file), 'utf8');
  const heading = /^# (.+)$/m.exec(text);
  const title = (heading?.[1] ?? file).replaceAll('`', '');
  const body = heading ? text.slice(heading.index + heading[0].length) : text;
  return {
    path: file.replace(/\.md$/, '.html'),
    title,
    about: firstParagraph(body),
    section: 'docs',
    // Between our own pages, links lead from page to page.
    body: raw(markdown.render(body).replace(/(<a href="(?![a-z]+:)[^"#]*)\.md(?=["#])/g, '$1.html')),
  };
}
