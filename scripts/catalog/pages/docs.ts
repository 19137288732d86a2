import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import MarkdownIt from 'markdown-it';
import { listFiles } from '../../base/files.js';
import { html, raw } from '../html.js';
import { linkFrom, type Page } from '../layout.js';

const PATH = 'docs.html';

/** HTML inside a page stays text: a page may come from anybody who may open a pull request. */
const markdown = new MarkdownIt({ html: false, linkify: false });
// A picture would be a request to wherever its page says.
markdown.disable('image');

/** The documentation: guides, and one page a check. @param root the folder that holds `docs/` */
export function docsPages(root: string): Page[] {
  const files = listFiles(root, 'docs', (name) => name.endsWith('.md'));
  const pages = files.map((file) => docsPage(root, file));
  const list = (wanted: (path: string) => boolean) =>
    html`<ul>${pages.filter(({ path }) => wanted(path)).map(({ path, title }) => html`<li><a href="${linkFrom(PATH, path)}">${title}</a></li>`)}</ul>`;
  const isCheck = (path: string) => path.startsWith('docs/checks/');
  return [
    {
      path: PATH,
      title: 'Documentation',
      section: 'docs',
      body: html`<h2>Guides</h2>${list((path) => !isCheck(path))}<h2>Checks</h2>${list(isCheck)}`,
    },
    ...pages,
  ];
}

function docsPage(root: string, file: string): Page {
  const text = readFileSync(join(root, file), 'utf8');
  const heading = /^# (.+)$/m.exec(text);
  const title = (heading?.[1] ?? file).replaceAll('`', '');
  const body = heading ? text.slice(heading.index + heading[0].length) : text;
  return {
    path: file.replace(/\.md$/, '.html'),
    title,
    section: 'docs',
    // Between our own pages, links lead from page to page.
    body: raw(markdown.render(body).replace(/(<a href="(?![a-z]+:)[^"#]*)\.md(?=["#])/g, '$1.html')),
  };
}
