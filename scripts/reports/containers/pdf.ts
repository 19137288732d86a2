import { unreadableContainer } from './limits.js';

/** Longer documents are read to here. */
const MAX_PAGES = 500;
/** Parts of a line that lie farther apart than so many widths of a letter stand in different columns. */
const COLUMN_GAP = 2.5;

interface Part {
  text: string;
  x: number;
  end: number;
  /** Height of a letter. */
  size: number;
}

/** The text layer of a PDF: lines in their order on the page, columns of a line between tabs, title and date first. */
export async function readPdf(file: string, bytes: Uint8Array): Promise<string> {
  const { getDocument } = await import('pdfjs-dist/legacy/build/pdf.mjs');
  const task = getDocument({
    data: new Uint8Array(bytes),
    isEvalSupported: false,
    disableFontFace: true,
    useSystemFonts: false,
    verbosity: 0,
  });
  try {
    const pdf = await task.promise;
    const lines: string[] = [];
    const { info } = await pdf.getMetadata();
    const title = field(info, 'Title');
    if (title !== '' && !/^(?:untitled|microsoft word|document\d*)/i.test(title)) lines.push(`# ${title}`, '');
    const created = /^D:(\d{4})(\d{2})(\d{2})/.exec(field(info, 'CreationDate'));
    if (created !== null) lines.push(`Published: ${created[1]}-${created[2]}-${created[3]}`, '');
    for (let number = 1; number <= Math.min(pdf.numPages, MAX_PAGES); number++) {
      const page = await pdf.getPage(number);
      const { items } = await page.getTextContent();
      const rows = new Map<number, Part[]>();
      for (const item of items) {
        if (!('str' in item) || item.str === '') continue;
        const [, , , , x = 0, y = 0] = item.transform.map(Number);
        const key = [...rows.keys()].find((known) => Math.abs(known - y) < 2) ?? y;
        rows.set(key, [...(rows.get(key) ?? []), { text: item.str, x, end: x + item.width, size: item.height || 10 }]);
      }
      for (const [, parts] of [...rows].sort((a, b) => b[0] - a[0])) lines.push(lineOf(parts));
      lines.push('');
      page.cleanup();
    }
    return lines.join('\n');
  } catch (cause) {
    throw unreadableContainer(file, 'is a PDF that cannot be read', 'Export it as text, and give that file.', cause);
  } finally {
    await task.destroy();
  }
}

function lineOf(parts: readonly Part[]): string {
  let line = '';
  let end = Number.NaN;
  for (const part of [...parts].sort((a, b) => a.x - b.x)) {
    const gap = part.x - end;
    if (gap > part.size * COLUMN_GAP * 0.5 && part.text.trim() !== '') line = `${line.trimEnd()}\t`;
    else if (gap > part.size * 0.2 && !line.endsWith(' ')) line += ' ';
    line += part.text;
    if (part.text.trim() !== '') end = part.end;
  }
  return line.replace(/ *\t */g, '\t').trim();
}

function field(info: object, name: string): string {
  const value: unknown = Reflect.get(info, name);
  return typeof value === 'string' ? value.trim() : '';
}
