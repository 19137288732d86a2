import { gzipSync } from 'node:zlib';
import { strToU8, zipSync } from 'fflate';
import type { Report } from '../../scripts/reports/report.js';
import { readStream } from '../../scripts/reports/sources.js';

const SHA256 = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824';
const LIST = 'gate.kettle-node.top\n45.61.137.20\n';

async function readAll(file: string, content: string | Uint8Array): Promise<Report[]> {
  const once = (async function* () {
    yield Buffer.from(content);
  })();
  const options = { asOf: new Date('2026-06-01'), allowList: [], signal: new AbortController().signal };
  return (await readStream(file, once, options)).reports;
}

async function read(file: string, content: string | Uint8Array): Promise<Report> {
  const [report] = await readAll(file, content);
  if (report === undefined) throw new Error('no report');
  return report;
}

const accepted = ({ indicators }: Report) => indicators.map(({ type, value }) => `${type} ${value}`).sort();

describe('Word', () => {
  const paragraph = (text: string, style = '') =>
    `<w:p>${style && `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>`}<w:r><w:t>${text}</w:t></w:r></w:p>`;
  const cell = (text: string) => `<w:tc>${paragraph(text)}</w:tc>`;

  it('gives headings, paragraphs and tables', async () => {
    const body = [
      paragraph('Kettle stealer', 'Title'),
      paragraph('It asks nobody.'),
      paragraph('Indicators', 'Heading1'),
      `<w:tbl><w:tr>${cell('Value')}${cell('Note')}</w:tr><w:tr>${cell('gate.kettle-node.top')}${cell('panel')}</w:tr></w:tbl>`,
      paragraph('References', 'Heading1'),
      paragraph('https://research.vendor-lab.net/kettle'),
    ].join('');
    const report = await read(
      'report.docx',
      zipSync({
        '[Content_Types].xml': strToU8('<Types/>'),
        'docProps/core.xml': strToU8(
          '<c><dc:title xmlns:dc="d">Kettle stealer</dc:title><created>2026-05-03T10:00:00Z</created></c>',
        ),
        'word/document.xml': strToU8(`<w:document xmlns:w="w"><w:body>${body}</w:body></w:document>`),
        'word/vbaProject.bin': strToU8('gate.macro-kettle.top'),
      }),
    );
    expect(accepted(report)).toEqual(['domain gate.kettle-node.top']);
    expect(report).toMatchObject({ family: 'Kettle', published: '2026-05-03' });
    expect(report.rejected).toEqual([
      { value: 'https://research.vendor-lab.net/kettle', reason: 'a reference of the report' },
    ]);
  });
});

describe('Excel', () => {
  it('gives every sheet, shared texts, and cells that are left out', async () => {
    const sheets = ['Network', 'Files'].map((name) => `<sheet name="${name}"/>`).join('');
    const report = await read(
      'iocs.xlsx',
      zipSync({
        '[Content_Types].xml': strToU8('<Types/>'),
        'xl/workbook.xml': strToU8(`<workbook><sheets>${sheets}</sheets></workbook>`),
        'xl/sharedStrings.xml': strToU8(
          '<sst><si><t>Indicator</t></si><si><r><t>gate.kettle-</t></r><r><t>node.top</t></r></si></sst>',
        ),
        'xl/worksheets/sheet1.xml': strToU8(
          '<worksheet><sheetData><row><c r="C1" t="s"><v>0</v></c></row><row><c r="A2"><v>1</v></c><c r="C2" t="s"><v>1</v></c></row></sheetData></worksheet>',
        ),
        'xl/worksheets/sheet2.xml': strToU8(
          `<worksheet><sheetData><row><c r="A1" t="inlineStr"><is><t>SHA256</t></is></c></row><row><c r="A2" t="inlineStr"><is><t>${SHA256}</t></is></c></row></sheetData></worksheet>`,
        ),
      }),
    );
    expect(accepted(report)).toEqual(['domain gate.kettle-node.top', `sha256 ${SHA256}`]);
  });
});

describe('a mail', () => {
  const mail = (attached: string, name: string) =>
    [
      'From: colleague@partner-cert.org',
      'Subject: Kettle stealer',
      'Date: Mon, 4 May 2026 08:00:00 +0000',
      'Message-ID: <1@partner-cert.org>',
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary="edge"',
      '',
      '--edge',
      'Content-Type: text/plain',
      '',
      'Seen today: gate.kettle-node[.]top',
      '--edge',
      `Content-Type: text/csv; name="${name}"`,
      'Content-Transfer-Encoding: base64',
      `Content-Disposition: attachment; filename="${name}"`,
      '',
      Buffer.from(attached).toString('base64'),
      '--edge--',
      '',
    ].join('\r\n');

  it('gives its text and what is attached, each as a report', async () => {
    const reports = await readAll('alert.eml', mail('type,value\nip,45.61.137.21\n', 'list.csv'));
    expect(reports.map((report) => [report.file, accepted(report)])).toEqual([
      ['alert.eml', ['domain gate.kettle-node.top']],
      ['alert.eml/list.csv', ['ip 45.61.137.21']],
    ]);
    expect(reports[0]).toMatchObject({ family: 'Kettle', published: '2026-05-04' });
  });

  it('with a signature that is no report is still read', async () => {
    const reports = await readAll('alert.eml', mail('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'logo.png'));
    expect(reports.map(({ file }) => file)).toEqual(['alert.eml']);
  });
});

describe('archives', () => {
  it('give a report for each member', async () => {
    const zip = zipSync({
      'a/one.txt': strToU8(LIST),
      '__MACOSX/x': strToU8(LIST),
      'two.csv': strToU8('type,value\nip,45.61.137.21\n'),
    });
    const reports = await readAll('iocs.zip', zip);
    expect(reports.map(({ file }) => file)).toEqual(['iocs.zip/a/one.txt', 'iocs.zip/two.csv']);
    expect(reports.flatMap(accepted)).toEqual(['domain gate.kettle-node.top', 'ip 45.61.137.20', 'ip 45.61.137.21']);
  });

  it('are read through gzip, and archives in archives to a depth', async () => {
    expect(accepted(await read('list.txt.gz', gzipSync(LIST)))).toHaveLength(2);
    let nested = zipSync({ 'list.txt': strToU8(LIST) });
    nested = zipSync({ 'a.zip': nested });
    expect((await readAll('b.zip', nested)).map(({ file }) => file)).toEqual(['b.zip/a.zip/list.txt']);
    for (let depth = 0; depth < 4; depth++) nested = zipSync({ 'a.zip': nested });
    await expect(readAll('c.zip', nested)).rejects.toMatchObject({ code: 'report-unreadable' });
  });

  it.each([
    ['one member', 'bomb.gz', () => gzipSync(Buffer.alloc(26_000_000))],
    [
      'two members together',
      'bomb.zip',
      () => zipSync({ a: new Uint8Array(13_000_000), b: new Uint8Array(13_000_000) }),
    ],
    ['an archive in an archive', 'bomb.zip', () => zipSync({ a: gzipSync(Buffer.alloc(26_000_000)) })],
    [
      'more members than reports',
      'many.zip',
      () => zipSync(Object.fromEntries(Array.from({ length: 2001 }, (_, at) => [`${at}.txt`, new Uint8Array()]))),
    ],
    [
      'text in a document',
      'bomb.docx',
      () => zipSync({ '[Content_Types].xml': strToU8('<Types/>'), 'word/document.xml': new Uint8Array(26_000_000) }),
    ],
  ])('that unpack to too much are refused: %s', async (_what, file, bytes) => {
    await expect(readAll(file, bytes())).rejects.toMatchObject({ code: 'report-unreadable', exitCode: 1 });
  });

  it('that are encrypted ask for their password, and broken ones say so', async () => {
    const zip = zipSync({ 'list.txt': strToU8(LIST) });
    const encrypted = Buffer.from(zip);
    encrypted[6] = 1;
    await expect(read('a.zip', encrypted)).rejects.toMatchObject({ message: 'a.zip is encrypted' });
    await expect(read('a.zip', zip.subarray(0, 40))).rejects.toMatchObject({ code: 'report-unreadable' });
    await expect(read('a.gz', gzipSync(LIST).subarray(0, 20))).rejects.toMatchObject({ code: 'report-unreadable' });
  });
});

describe('a text', () => {
  const text = `# Über ein Dutzend\n${LIST}`;
  const utf32 = (order: 'LE' | 'BE') => {
    const bytes = Buffer.alloc(4 * (text.length + 1));
    for (const [at, char] of [...`\ufeff${text}`].entries())
      bytes[`writeUInt32${order}`](char.codePointAt(0) ?? 0, 4 * at);
    return bytes;
  };

  it.each([
    ['UTF-8 with a mark', Buffer.from(`\ufeff${text}`)],
    ['UTF-16', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16 without a mark', Buffer.from(text, 'utf16le')],
    ['UTF-16, the other way round', Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
    ['UTF-32', utf32('LE')],
    ['UTF-32, the other way round', utf32('BE')],
    ['Latin-1', Buffer.from(text, 'latin1')],
  ])('in %s is read', async (_encoding, bytes) => {
    expect(accepted(await read('list.txt', bytes))).toEqual(['domain gate.kettle-node.top', 'ip 45.61.137.20']);
  });
});
