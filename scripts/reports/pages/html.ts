import { Parser } from 'htmlparser2';

/** Elements whose text nobody reads, or that is the site's and not the page's. */
const SILENT = new Set([
  'script',
  'style',
  'noscript',
  'template',
  'svg',
  'head',
  'nav',
  'footer',
  'iframe',
  'button',
  'select',
]);
/** Elements that start a line of their own. */
const BLOCK = new Set(
  'address article aside blockquote body br dd details div dl dt fieldset figcaption figure form h1 h2 h3 h4 h5 h6 header hr html li main ol p pre section summary table tbody thead tfoot tr ul'.split(
    ' ',
  ),
);
const TITLES = /^(?:og:title|twitter:title|dc\.title|citation_title)$/i;
const DATES =
  /^(?:article:published_time|og:published_time|date|dc\.date|dcterms\.created|publish-?date|pubdate|parsely-pub-date|citation_date)$/i;
/** Longer scripts are no JSON-LD. */
const MAX_DATA = 100_000;

/** A page: its text, and what it states beside that. */
export interface HtmlPage {
  text: string;
  titles: string[];
  dates: string[];
}

/** Whether a text is an HTML page or fragment, rather than text that mentions a tag. */
export function looksLikeHtml(text: string): boolean {
  const head = text.slice(0, 2048).trimStart();
  if (/^(?:<!doctype html|<html|<\?xml[^>]*>\s*<(?:!doctype html|html))/i.test(head)) return true;
  return head.startsWith('<') && /<(?:table|div|p|h[1-6]|ul|section|article|main|body|head|pre)[\s>]/i.test(head);
}

/**
 * The text of a page, one block a line: headings as `## …`, list items as `- …`, table rows as `| a | b |`. One pass;
 * broken markup never fails. Navigation and footers are the site's, and left out.
 */
export function readHtml(html: string): HtmlPage {
  return new PageWriter().read(html);
}

class PageWriter {
  readonly #output: string[] = [];
  readonly #titles: string[] = [];
  readonly #dates: string[] = [];
  #line = '';
  /** Cells of the open table row; null outside of a row. */
  #row: string[] | null = null;
  #cellOpen = false;
  readonly #spans = new MergedCells();
  #preformatted = 0;
  /** An element has just closed, and one has opened behind it, without a letter between. */
  #hasClosed = false;
  #isGap = false;
  /** How many silent elements are open. */
  #silent = 0;
  /** What the text under way is kept as, where it is no part of the page's text. */
  #kept: { as: 'title' | 'data'; text: string } | null = null;

  read(html: string): HtmlPage {
    const parser = new Parser(
      {
        onopentag: (name, attributes) => this.#open(name, attributes),
        onclosetag: (name) => this.#close(name),
        ontext: (text) => this.#text(text),
      },
      { decodeEntities: true, lowerCaseTags: true },
    );
    parser.write(html);
    parser.end();
    if (this.#row !== null) this.#endRow();
    this.#endLine();
    return { text: this.#output.join('\n'), titles: this.#titles, dates: this.#dates };
  }

  // biome-ignore lint/complexity/noExcessiveCognitiveComplexity: a reader: one branch a form that reports have, in the order of the text.
  #open(name: string, attributes: Record<string, string>): void {
    this.#isGap = this.#hasClosed;
    if (name === 'meta') this.#meta(attributes);
    if (name === 'time' && attributes.datetime !== undefined) this.#dates.push(attributes.datetime);
    if (name === 'title') this.#kept = { as: 'title', text: '' };
    else if (name === 'script' && attributes.type === 'application/ld+json') this.#kept = { as: 'data', text: '' };
    if (SILENT.has(name)) this.#silent++;
    if (this.#silent > 0) return;
    if (name === 'pre' && this.#row === null) {
      if (this.#line.trim() !== '') this.#endLine();
      this.#preformatted++;
    } else if (name === 'tr') {
      this.#endRow();
      this.#endLine();
      this.#row = [];
    } else if (name === 'td' || name === 'th') {
      this.#endCell();
      this.#cellOpen = true;
      this.#spans.open(attributes);
    } else if (BLOCK.has(name)) {
      if (name === 'table') {
        this.#endRow();
        this.#spans.reset();
      }
      if (this.#row !== null) this.#line += ' ';
      else {
        this.#endLine();
        this.#line = marker(name);
      }
    }
  }

  #close(name: string): void {
    this.#hasClosed = true;
    if (name === 'title' || name === 'script') this.#endKept();
    if (SILENT.has(name)) this.#silent = Math.max(0, this.#silent - 1);
    if (this.#silent > 0) return;
    if (name === 'pre' && this.#row === null) {
      if (this.#line.trim() !== '') this.#endLine();
      this.#preformatted = Math.max(0, this.#preformatted - 1);
    } else if (name === 'tr' || name === 'table') this.#endRow();
    else if (name === 'td' || name === 'th') this.#endCell();
    else if (BLOCK.has(name) && name !== 'br') {
      if (this.#row !== null) this.#line += ' ';
      else this.#endLine();
      if (/^h[1-3]$/.test(name) && this.#row === null) this.#keepHeading(name);
    }
  }

  #keepHeading(name: string): void {
    const heading = /^#+ (.*)$/.exec(this.#output.at(-1) ?? '')?.[1];
    if (name === 'h1' && heading !== undefined) this.#titles.push(heading);
  }

  #meta({ property = '', name = '', itemprop = '', content = '' }: Record<string, string>): void {
    const key = property || name || itemprop;
    if (TITLES.test(key)) this.#titles.push(content);
    else if (DATES.test(key) || itemprop === 'datePublished') this.#dates.push(content);
  }

  #endKept(): void {
    if (this.#kept === null) return;
    const { as, text } = this.#kept;
    this.#kept = null;
    if (as === 'title') this.#titles.push(text.replace(/\s+/g, ' ').split(/ [|»·] | - (?=[^-]{3,40}$)/)[0] ?? text);
    else {
      const date = /"datePublished"\s*:\s*"([^"]{8,40})"/.exec(text)?.[1];
      if (date !== undefined) this.#dates.unshift(date);
      const headline = /"headline"\s*:\s*"((?:[^"\\]|\\.){3,300})"/.exec(text)?.[1];
      if (headline !== undefined) this.#titles.push(headline.replace(/\\(.)/g, '$1'));
    }
  }

  #text(words: string): void {
    // `<span>SHA256</span><span>2cf2…</span>` are two things, `evil<b>[.]</b>com` is one.
    const isApart = this.#isGap && /[\p{L}\p{N}]$/u.test(this.#line.slice(-2)) && /^[\p{L}\p{N}]/u.test(words);
    const text = isApart ? ` ${words}` : words;
    this.#isGap = false;
    this.#hasClosed = false;
    if (this.#kept !== null) {
      if (this.#kept.text.length < MAX_DATA) this.#kept.text += text;
      return;
    }
    if (this.#silent > 0) return;
    if (this.#row !== null || this.#preformatted === 0) {
      this.#line += text.replace(/\s+/g, ' ');
      return;
    }
    const [first = '', ...more] = text.split('\n');
    this.#line += first;
    for (const line of more) {
      this.#endLine();
      this.#line = line;
    }
  }

  #endLine(): void {
    if (this.#line.trim() !== '' || this.#preformatted > 0) this.#output.push(this.#line.trimEnd());
    this.#line = '';
  }

  #endCell(): void {
    if (this.#row === null) return;
    if (this.#cellOpen) this.#spans.add(this.#row, this.#line.trim().replaceAll('|', '\\|'));
    this.#line = '';
    this.#cellOpen = false;
  }

  #endRow(): void {
    if (this.#row === null) return;
    this.#endCell();
    if (this.#row.length > 0) this.#spans.fill(this.#row);
    if (this.#row.length > 0) this.#output.push(`| ${this.#row.join(' | ')} |`);
    this.#row = null;
  }
}

/** Wider and taller cells than these, and more text than this in all, are no table that anybody reads. */
const MAX_SPAN = 1000;
const MAX_REPEATED = 1_000_000;

/** Cells that span rows hold for each of them: a family beside ten hashes. */
class MergedCells {
  /** By column: what still hangs down from a row above, and into how many rows. */
  #hanging: ({ text: string; rows: number } | undefined)[] = [];
  #width = 1;
  #height = 1;
  #repeated = 0;

  open({ rowspan = '', colspan = '' }: Record<string, string>): void {
    this.#height = spanOf(rowspan);
    this.#width = spanOf(colspan);
  }

  /** Puts a cell where the next free column is. */
  add(row: string[], text: string): void {
    this.fill(row);
    if (this.#height > 1) this.#hanging[row.length] = { text, rows: this.#height - 1 };
    row.push(text);
    for (let extra = 1; extra < this.#width && this.#repeated++ < MAX_REPEATED; extra++) row.push('');
  }

  /** What hangs into the columns that come next. */
  fill(row: string[]): void {
    for (let above = this.#hanging[row.length]; above !== undefined; above = this.#hanging[row.length]) {
      above.rows--;
      if (above.rows <= 0) this.#hanging[row.length] = undefined;
      this.#repeated += above.text.length + 1;
      if (this.#repeated > MAX_REPEATED) this.reset();
      else row.push(above.text);
    }
  }

  reset(): void {
    this.#hanging = [];
  }
}

function spanOf(text: string): number {
  return /^\d{1,6}$/.test(text) ? Math.max(1, Math.min(Number(text), MAX_SPAN)) : 1;
}

function marker(name: string): string {
  if (name === 'li') return '- ';
  const level = /^h([1-6])$/.exec(name)?.[1];
  return level === undefined ? '' : `${'#'.repeat(Number(level))} `;
}
