/** Elements whose text nobody reads. */
const SILENT = new Set(['script', 'style', 'noscript', 'template', 'svg', 'head']);
/** Elements that start a line of their own. */
const BLOCK = new Set(
  'address article aside blockquote body br dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section summary table tbody thead tfoot tr ul'.split(
    ' ',
  ),
);
const ENTITIES: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ndash: '–',
  mdash: '—',
  hellip: '…',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  bull: '•',
  middot: '·',
  period: '.',
  colon: ':',
  sol: '/',
  lpar: '(',
  rpar: ')',
  lbrack: '[',
  lsqb: '[',
  rsqb: ']',
  rbrack: ']',
  commat: '@',
  vert: '|',
  shy: '',
  zwnj: '',
  zwj: '',
};

/** Whether a text is an HTML page or fragment, rather than text that mentions a tag. */
export function looksLikeHtml(text: string): boolean {
  const head = text.slice(0, 2048).trimStart();
  if (/^(?:<!doctype html|<html|<\?xml[^>]*>\s*<(?:!doctype html|html))/i.test(head)) return true;
  return head.startsWith('<') && /<(?:table|div|p|h[1-6]|ul|section|article|main|body|head|pre)[\s>]/i.test(head);
}

/**
 * The text of a page, one block a line: headings as `# …`, list items as `- …`, table rows as `| a | b |`.
 * One pass; broken markup never fails, and an unclosed tag is text.
 */
export function htmlToText(html: string): string {
  return new PageWriter().read(html);
}

class PageWriter {
  #output: string[] = [];
  #line = '';
  /** Cells of the open table row; null outside of a row. */
  #row: string[] | null = null;
  #cellOpen = false;
  #preformatted = 0;

  read(html: string): string {
    let at = 0;
    while (at < html.length) {
      const open = html.indexOf('<', at);
      if (open === -1) break;
      this.#text(html.slice(at, open));
      at = this.#tag(html, open);
    }
    this.#text(html.slice(at));
    if (this.#row !== null) this.#cutRow();
    this.#endLine();
    return this.#output.join('\n');
  }

  /** Handles what starts at `open` and returns where the text goes on. */
  #tag(html: string, open: number): number {
    if (html.startsWith('<!--', open)) return after(html, '-->', open);
    const name = /^[a-z][a-z0-9]*/i.exec(html.slice(open + 1, open + 24).replace(/^\//, ''))?.[0].toLowerCase();
    if (name === undefined && html[open + 1] !== '!' && html[open + 1] !== '?') {
      this.#text('<');
      return open + 1;
    }
    const closing = html[open + 1] === '/';
    const end = tagEnd(html, open);
    if (name !== undefined && SILENT.has(name) && !closing) return endOfElement(html, name, end);
    if (name !== undefined) this.#element(name, closing);
    return end;
  }

  #element(name: string, closing: boolean): void {
    if (name === 'pre' && this.#row === null) {
      if (this.#line.trim() !== '') this.#endLine();
      this.#preformatted = Math.max(0, this.#preformatted + (closing ? -1 : 1));
      return;
    }
    if (name === 'tr' || name === 'table') this.#endRow();
    if (name === 'tr' && !closing) {
      this.#endLine();
      this.#row = [];
    } else if (name === 'td' || name === 'th') {
      this.#endCell();
      this.#cellOpen = !closing;
    } else if (BLOCK.has(name)) {
      if (this.#row !== null) this.#line += ' ';
      else this.#endLine();
      if (!closing && this.#row === null) this.#line = marker(name);
    }
  }

  #text(raw: string): void {
    if (raw === '') return;
    const text = decodeEntities(raw);
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
    if (this.#cellOpen) this.#row.push(this.#line.trim().replaceAll('|', '\\|'));
    this.#line = '';
    this.#cellOpen = false;
  }

  /** A row that the page does not end keeps its right side open, as a cut line of text does. */
  #cutRow(): void {
    this.#endCell();
    this.#output.push(`| ${(this.#row ?? []).join(' | ')}`);
    this.#row = null;
  }

  #endRow(): void {
    if (this.#row === null) return;
    this.#endCell();
    if (this.#row.length > 0) this.#output.push(`| ${this.#row.join(' | ')} |`);
    this.#row = null;
  }
}

function marker(name: string): string {
  if (name === 'li') return '- ';
  return /^h[1-6]$/.test(name) ? '# ' : '';
}

/** Just behind the tag's `>`; quoted attributes may hold one. A tag that never ends runs to the end of its line. */
function tagEnd(html: string, open: number): number {
  const TAG = /(?:[^>"']|"[^"]*"|'[^']*')*>/y;
  const close = html.indexOf('>', open);
  if (close === -1) {
    const line = html.indexOf('\n', open);
    return line === -1 ? html.length : line;
  }
  // Attributes are short: a quote that stays open must not send us through the whole file, tag by tag.
  const window = html.slice(open, open + 4096);
  return TAG.test(window) ? open + TAG.lastIndex : close + 1;
}

function endOfElement(html: string, name: string, from: number): number {
  const closing = new RegExp(`</${name}`, 'gi');
  closing.lastIndex = from;
  const match = closing.exec(html);
  return match === null ? html.length : after(html, '>', match.index);
}

function after(html: string, needle: string, from: number): number {
  const at = html.indexOf(needle, from);
  return at === -1 ? html.length : at + needle.length;
}

function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));/gi, (match, decimal, hex, name) => {
    if (typeof name === 'string') return ENTITIES[name.toLowerCase()] ?? match;
    const code = typeof decimal === 'string' ? Number(decimal) : Number.parseInt(String(hex), 16);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
  });
}
