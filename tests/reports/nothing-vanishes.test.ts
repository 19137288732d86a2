import fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import type { Report } from '../../scripts/reports/report.js';
import { readStream } from '../../scripts/reports/sources.js';

async function readAll(file: string, content: string | Uint8Array): Promise<Report[]> {
  const once = (async function* () {
    yield Buffer.from(content);
  })();
  const options = { asOf: new Date('2026-06-01'), allowList: [], signal: new AbortController().signal };
  return (await readStream(file, once, options)).reports;
}

const kindOf = (value: string) =>
  value.includes('/') ? 'url' : /^[\d.]+$/.test(value) ? 'ip' : /^[0-9a-f]{64}$/.test(value) ? 'sha256' : 'domain';
const defanged = (value: string) => value.replace('http', 'hxxp').replaceAll('.', '[.]');
const pattern = (value: string) => {
  const object = {
    url: 'url:value',
    ip: 'ipv4-addr:value',
    sha256: "file:hashes.'SHA-256'",
    domain: 'domain-name:value',
  };
  return `[${object[kindOf(value)]} = '${value}']`;
};
const rows = (values: readonly string[], write: (value: string, at: number) => string) => values.map(write).join('\n');
const cells = (value: string) =>
  `<w:tr><w:tc><w:p><w:r><w:t>note</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>${value}</w:t></w:r></w:p></w:tc></w:tr>`;

/** A way to write a report: the file's name, and its content. */
type Shape = (values: readonly string[]) => readonly [file: string, content: string | Uint8Array];

const SHAPES: Record<string, Shape> = {
  'a list': (values) => ['list.txt', values.join('\n')],
  'a list on Windows': (values) => ['list.txt', values.join('\r\n')],
  'a list with comments': (values) => ['list.txt', `# from a colleague\n${rows(values, (one) => `${one} # seen`)}`],
  'commented lines': (values) => ['list.txt', `45.61.137.20\n${rows(values, (one) => `# ${one}`)}`],
  'a list of defanged values': (values) => ['list.txt', rows(values, (one) => `${defanged(one)},`)],
  'values and files': (values) => ['list.txt', rows(values, (one) => `${one}  setup.exe`)],
  labels: (values) => ['report.txt', rows(values, (one) => `C2: ${one}`)],
  'labels of other things': (values) => ['report.txt', `Kettle\n\n${rows(values, (one) => `Mutex: ${one}`)}`],
  'a file of hosts': (values) => ['hosts.txt', rows(values, (one) => `0.0.0.0 ${one}`)],
  'one line': (values) => ['line.txt', `It calls ${values.join(', then ')} and ends.`],
  sections: (values) => ['report.md', `# Kettle\n\n## IOCs\n\n${rows(values, (one) => `- \`${one}\``)}\n`],
  'sections of sources': (values) => [
    'report.md',
    `# Kettle\n\n## References\n\n${rows(values, (one) => `- ${one}`)}\n`,
  ],
  'sections of certificates': (values) => ['report.md', `# Kettle\n\n## Certificates\n\n${values.join('\n')}\n`],
  'headings in capitals': (values) => ['report.txt', `KETTLE\n\nC2 TRAFFIC:\n\n${values.join('\n')}\n`],
  sentences: (values) => ['post.txt', `A post.\n\n${rows(values, (one) => `It asks ${one} for work.`)}\n`],
  'values in brackets': (values) => [
    'post.txt',
    `A post.\n\n${rows(values, (one) => `A server (${one}) was seen.`)}\n`,
  ],
  'values with notes': (values) => ['iocs.txt', `IOCs\n\n${rows(values, (one) => `45.61.137.20 (${one})`)}\n`],
  'code blocks': (values) => ['post.md', `# Kettle\n\n\`\`\`\n${values.join('\n')}\n\`\`\`\n`],
  'a YARA rule': (values) => ['x.yar', `rule kettle {\n  strings:\n${rows(values, (one) => `    $a = "${one}"`)}\n}\n`],
  'CSV of a header of its own': (values) => ['x.csv', `kind,what\n${rows(values, (one) => `x,${one}`)}\n`],
  'CSV of types': (values) => ['x.csv', `type,value,note\n${rows(values, (one) => `${kindOf(one)},${one},`)}\n`],
  'CSV of types that no list holds': (values) => [
    'x.csv',
    `type,value\nip,45.61.137.20\n${rows(values, (one) => `JA3,${one}`)}\n`,
  ],
  'CSV without a header': (values) => ['x.csv', rows(values, (one) => `2026-05-01,bot,${one},tag`)],
  'CSV of two columns of values': (values) => ['x.csv', `ip,also\n${rows(values, (one) => `45.61.137.20,${one}`)}\n`],
  'CSV with values in a note': (values) => [
    'x.csv',
    `ip,note\n${rows(values, (one) => `45.61.137.20,"asks ${one}, ""then"" sleeps"`)}\n`,
  ],
  'CSV of several values in a cell': (values) => ['x.csv', `id,iocs\n1,"${values.join(' ')}"\n2,"45.61.137.20"\n`],
  'CSV of links': (values) => ['x.csv', `ip,reference\n${rows(values, (one) => `45.61.137.20,${one}`)}\n`],
  semicolons: (values) => ['x.csv', `Wert;Art\n${rows(values, (one) => `${one};x`)}\n`],
  tabs: (values) => ['x.tsv', `what\tkind\n${rows(values, (one) => `${one}\tx`)}\n`],
  'a table of Markdown': (values) => ['x.md', `| A | B |\n|---|---|\n${rows(values, (one) => `| note | ${one} |`)}\n`],
  'a table of sources': (values) => [
    'x.md',
    `## References\n\n| A | B |\n|---|---|\n${rows(values, (one) => `| note | ${one} |`)}\n`,
  ],
  'a table of AsciiDoc': (values) => [
    'x.adoc',
    `= Kettle\n\n|===\n|Value |Note\n\n${rows(values, (one) => `|${one}\n|x\n`)}\n|===\n`,
  ],
  'a table of HTML': (values) => [
    'x.html',
    `<table><tr><th>What</th></tr>${rows(values, (one) => `<tr><td>${one}</td></tr>`)}</table>`,
  ],
  'merged cells': (values) => [
    'x.html',
    `<table><tr><th>F</th><th>What</th></tr>${rows(values, (one, at) => `<tr>${at === 0 ? `<td rowspan="${values.length}">x</td>` : ''}<td>${one}</td></tr>`)}</table>`,
  ],
  'cells of several lines': (values) => [
    'x.html',
    `<table><tr><th>What</th><th>N</th></tr><tr><td>${values.join('<br>')}</td><td>x</td></tr></table>`,
  ],
  'a page of paragraphs': (values) => [
    'x.html',
    `<html><body><h1>Kettle</h1>${rows(values, (one) => `<p>asks <b>${one}</b> for work</p>`)}</body></html>`,
  ],
  'lists of HTML': (values) => ['x.html', `<h2>IOCs</h2><ul>${rows(values, (one) => `<li>${one}</li>`)}</ul>`],
  'a list of JSON': (values) => ['x.json', JSON.stringify({ things: values })],
  'nested JSON': (values) => ['x.json', JSON.stringify({ things: values.map((one) => ({ deep: { er: one } })) })],
  'JSON of names': (values) => ['x.json', JSON.stringify(Object.fromEntries(values.map((one) => [one, { seen: 1 }])))],
  'JSON of names and notes': (values) => [
    'x.json',
    JSON.stringify({ iocs: Object.fromEntries(values.map((one) => [one, 'C2'])) }),
  ],
  'JSON of types': (values) => ['x.json', JSON.stringify(values.map((one) => ({ type: kindOf(one), value: one })))],
  'JSON of links': (values) => ['x.json', JSON.stringify({ c2: '45.61.137.20', references: values })],
  'lines of JSON': (values) => ['x.ndjson', rows(values, (one) => JSON.stringify({ ioc: one }))],
  'JSON that is cut': (values) => ['x.json', JSON.stringify({ iocs: values, end: 1 }).slice(0, -3)],
  'STIX 2.1': (values) => [
    'x.json',
    JSON.stringify({
      type: 'bundle',
      id: 'bundle--1',
      objects: values.map((one, at) => ({ type: 'indicator', id: `indicator--${at}`, pattern: pattern(one) })),
    }),
  ],
  'a MISP event': (values) => [
    'x.json',
    JSON.stringify({
      Event: {
        info: 'Kettle',
        uuid: '0a',
        date: '2026-05-01',
        Attribute: values.map((one) => ({ type: kindOf(one).replace('ip', 'ip-dst'), to_ids: true, value: one })),
      },
    }),
  ],
  'a pulse of OTX': (values) => [
    'x.json',
    JSON.stringify({
      id: '1',
      name: 'Kettle',
      indicators: values.map((one) => ({
        indicator: one,
        type: { url: 'URL', ip: 'IPv4', sha256: 'FileHash-SHA256', domain: 'domain' }[kindOf(one)],
      })),
    }),
  ],
  OpenIOC: (values) => [
    'x.ioc',
    `<?xml version="1.0"?><ioc>${rows(values, (one) => `<IndicatorItem condition="is"><Context search="Network/${{ url: 'URI', ip: 'remoteIP', sha256: 'Sha256sum', domain: 'DNS' }[kindOf(one)]}"/><Content type="string">${one}</Content></IndicatorItem>`)}</ioc>`,
  ],
  'STIX 1': (values) => [
    'x.xml',
    `<STIX_Package>${rows(values, (one) => `<Observable><Properties><Value>${one}</Value></Properties></Observable>`)}</STIX_Package>`,
  ],
  'XML of elements': (values) => ['x.xml', `<list>${rows(values, (one) => `<item>${one}</item>`)}</list>`],
  'XML of attributes': (values) => ['x.xml', `<list>${rows(values, (one) => `<item value="${one}"/>`)}</list>`],
  YAML: (values) => ['x.yaml', `iocs:\n${rows(values, (one) => `  - ${one}`)}\n`],
  'a rule of Sigma': (values) => [
    'x.yml',
    `title: x\nlogsource: {}\ndetection:\n  a:\n${rows(values, (one) => `    - ${one}`)}\n`,
  ],
  'an archive': (values) => [
    'x.zip',
    zipSync(Object.fromEntries(values.map((one, at) => [`${at}.txt`, strToU8(one)]))),
  ],
  'a mail': (values) => [
    'x.eml',
    `From: a@partner-cert.org\r\nSubject: Kettle\r\nMessage-ID: <1@x>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\n${values.join('\r\n')}\r\n`,
  ],
  'a document of Word': (values) => [
    'x.docx',
    zipSync({
      '[Content_Types].xml': strToU8('<Types/>'),
      'word/document.xml': strToU8(
        `<w:document xmlns:w="w"><w:body><w:tbl>${values.map(cells).join('')}</w:tbl></w:body></w:document>`,
      ),
    }),
  ],
};

const value = fc.oneof(
  fc.tuple(fc.integer({ min: 11, max: 99 }), fc.nat(255), fc.nat(255), fc.nat(255)).map((parts) => parts.join('.')),
  fc.stringMatching(/^[a-z]{6,10}$/).map((name) => `${name}.kettle-node.top`),
  fc.stringMatching(/^[0-9a-f]{64}$/),
  fc.stringMatching(/^[a-z]{5,8}$/).map((path) => `http://gate.kettle-node.top/${path}`),
);

describe('nothing vanishes: a value is accepted, rejected or left to a person, and one of them', () => {
  it.each(Object.entries(SHAPES))('in %s', async (_name, write) => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(value, { minLength: 2, maxLength: 8 }), async (values) => {
        const reports = await readAll(...write(values));
        const places = (['indicators', 'rejected', 'reviews'] as const).map(
          (list) => new Set(reports.flatMap((report) => report[list].map((item) => item.value))),
        );
        for (const one of values) expect([one, places.filter((place) => place.has(one)).length]).toEqual([one, 1]);
      }),
      { numRuns: 12 },
    );
  });
});
