import { elements, readXml, type XmlElement } from '../structured/xml.js';
import { unzip } from './archive.js';
import type { Budget } from './limits.js';

/** Parts of office documents that hold text; macros, pictures and links to elsewhere are not looked at. */
const PARTS =
  /^(?:word\/(?:document|footnotes)\.xml|xl\/(?:workbook|sharedStrings)\.xml|xl\/worksheets\/sheet\d+\.xml|docProps\/core\.xml)$/;

/** The text of a Word document or an Excel workbook: headings as `# …`, tables and sheets as rows between pipes. */
export function readOffice(file: string, bytes: Uint8Array, budget: Budget): string {
  const parts = unzip(file, bytes, budget, PARTS);
  const xml = (name: string): XmlElement | undefined => {
    const part = parts.get(name);
    return part === undefined ? undefined : readXml(new TextDecoder().decode(part)).root;
  };
  const lines = about(xml('docProps/core.xml'));
  const document = xml('word/document.xml');
  if (document !== undefined) for (const body of elements(document, 'body')) writeBlocks(body, lines);
  const notes = xml('word/footnotes.xml');
  if (notes !== undefined) for (const note of elements(notes, 'footnote')) writeBlocks(note, lines);
  const workbook = xml('xl/workbook.xml');
  if (workbook !== undefined) writeSheets(workbook, xml, lines);
  return lines.join('\n');
}

function about(core: XmlElement | undefined): string[] {
  if (core === undefined) return [];
  const text = (name: string) => [...elements(core, name)][0]?.text.trim() ?? '';
  const [title, created] = [text('title'), text('created')];
  return [title && `# ${title}`, created && `Published: ${created.slice(0, 10)}`, ''].filter(
    (line) => line !== undefined,
  );
}

function writeBlocks(parent: XmlElement, lines: string[]): void {
  for (const child of parent.children) {
    if (child.name === 'p') lines.push(paragraph(child));
    else if (child.name === 'tbl') {
      const rows = [...elements(child, 'tr')].map((row) =>
        row.children.filter(({ name }) => name === 'tc').map((cell) => [...elements(cell, 'p')].map(textOf).join(' ')),
      );
      lines.push('', ...rows.map(pipeRow), '');
    } else if (child.name === 'sdt' || child.name === 'sdtContent') writeBlocks(child, lines);
  }
}

function paragraph(element: XmlElement): string {
  const style = [...elements(element, 'pStyle')][0]?.attributes.get('val') ?? '';
  const level =
    /^(?:Heading|Titre|berschrift|Überschrift)\s?([1-6])$/i.exec(style)?.[1] ??
    (/^title$/i.test(style) ? '1' : undefined);
  const isItem = [...elements(element, 'numPr')].length > 0;
  const text = textOf(element);
  if (text.trim() === '') return '';
  return level === undefined ? `${isItem ? '- ' : ''}${text}` : `\n${'#'.repeat(Number(level))} ${text}`;
}

function textOf(element: XmlElement): string {
  if (element.name === 't') return element.text;
  if (element.name === 'tab') return '\t';
  if (element.name === 'br' || element.name === 'cr') return '\n';
  return element.children.map(textOf).join('');
}

// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: sheets, rows and cells nest in the format itself.
function writeSheets(workbook: XmlElement, xml: (name: string) => XmlElement | undefined, lines: string[]): void {
  const shared = xml('xl/sharedStrings.xml');
  const strings = shared === undefined ? [] : [...elements(shared, 'si')].map(textOf);
  const names = [...elements(workbook, 'sheet')].map(({ attributes }) => attributes.get('name') ?? '');
  for (const [index, name] of names.entries()) {
    const sheet = xml(`xl/worksheets/sheet${index + 1}.xml`);
    if (sheet === undefined) continue;
    lines.push('', `## ${name}`, '');
    for (const row of elements(sheet, 'row')) {
      const cells: string[] = [];
      for (const cell of row.children) {
        if (cell.name !== 'c') continue;
        const at = columnOf(cell.attributes.get('r') ?? '') ?? cells.length;
        while (cells.length < Math.min(at, 1000)) cells.push('');
        cells.push(cellText(cell, strings));
      }
      if (cells.some((text) => text.trim() !== '')) lines.push(pipeRow(cells));
    }
  }
}

function cellText(cell: XmlElement, strings: readonly string[]): string {
  const value = cell.children.find(({ name }) => name === 'v')?.text ?? '';
  if (cell.attributes.get('t') === 's') return strings[Number(value)] ?? '';
  return cell.attributes.get('t') === 'inlineStr' ? textOf(cell) : value;
}

/** `C7` is in the third column: 2. */
function columnOf(reference: string): number | undefined {
  const letters = /^[A-Z]{1,3}/.exec(reference)?.[0];
  if (letters === undefined) return undefined;
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

function pipeRow(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replace(/\s+/g, ' ').trim().replaceAll('|', '\\|')).join(' | ')} |`;
}
