import type { Report } from '../../scripts/reports/report.js';
import { readStream } from '../../scripts/reports/sources.js';

const SHA256 = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824';
const MD5 = '5f4dcc3b5aa765d61d8327deb882cf99';
const SHA1 = 'aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d';

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
const rejected = (report: Report) => report.rejected.map(({ value }) => value).sort();
const waiting = ({ reviews }: Report) => reviews.map(({ value }) => value).sort();

/** What a report of a public source looks like, by kind: the file, its text, and what it must give. */
const SHAPES: Record<
  string,
  { file?: string; text: string; accepts: string[]; rejects?: string[]; waits?: string[]; family?: string }
> = {
  'CSV with a header of its own, a type column and notes': {
    file: 'reports/kettle-iocs.csv',
    text: `Indicator_kind,Data,Remark\ndomain,gate.kettle-node.top,first server\nurl,gate.kettle-node.top/a.exe,payload\nsha256,${SHA256},"one, with a comma"\nfilename,invoice.zip,lure\n`,
    accepts: ['domain gate.kettle-node.top', `sha256 ${SHA256}`, 'url http://gate.kettle-node.top/a.exe'],
    rejects: ['invoice.zip'],
  },
  'CSV whose links are the publisher’s own pages': {
    file: 'kettle.csv',
    text: `IOC,Valid From,Link\n45.61.137[.]20,2026-05-01,https://app.vendor-lab.net/objects/1\ngate.kettle-node[.]top,2026-05-02,https://app.vendor-lab.net/objects/2\n`,
    accepts: ['domain gate.kettle-node.top', 'ip 45.61.137.20'],
    rejects: ['https://app.vendor-lab.net/objects/1', 'https://app.vendor-lab.net/objects/2'],
  },
  'CSV without a header': {
    file: 'day.csv',
    text: `2026-05-01 01:00:06,bot,domain,gate.kettle-node.top,,https://x.com/bot/status/1\n2026-05-01 02:00:06,bot,url,https://2-kettle.info,#phishing,https://x.com/bot/status/2\n`,
    accepts: ['domain gate.kettle-node.top', 'url https://2-kettle.info/'],
    rejects: ['https://x.com/bot/status/1', 'https://x.com/bot/status/2'],
  },
  'several columns of indicators, and a decoy': {
    file: 'c2.tsv',
    text: `c2_ip\tport\tpubkey_md5\tdomains\thost_header\n45.61.137.20\t443\t${MD5}\tgate.kettle-node.top,/j.ad\tqq.com\n45.61.137.21\t80\t${MD5}\tgate2.kettle-node.top,/ca\tNone\n`,
    accepts: ['domain gate.kettle-node.top', 'domain gate2.kettle-node.top', 'ip 45.61.137.20', 'ip 45.61.137.21'],
    rejects: [MD5, 'qq.com'],
  },
  semicolons: {
    file: 'iocs.csv',
    text: `Wert;Art\ngate.kettle-node.top;domain\n45.61.137.20;ip\n`,
    accepts: ['domain gate.kettle-node.top', 'ip 45.61.137.20'],
  },
  'a list with comments': {
    file: 'trail/kettlerat.txt',
    text: '# Reference: https://twitter.com/somebody/status/1\n# Aliases: kettlerat\n\ngate.kettle-node.top\n45.61.137.20:8080\nmail.g0v.pl\nhttp://45.61.137.21/x.php\n',
    accepts: [
      'domain gate.kettle-node.top',
      'domain mail.g0v.pl',
      'ip:port 45.61.137.20:8080',
      'url http://45.61.137.21/x.php',
    ],
    rejects: ['https://twitter.com/somebody/status/1'],
  },
  'sha256sum output': {
    file: 'hashes.txt',
    text: `${SHA256}  files,07.20.doc\n${SHA256.replace('2c', '3d')}  setup.py\n`,
    accepts: [`sha256 ${SHA256}`, `sha256 ${SHA256.replace('2c', '3d')}`],
    rejects: ['setup.py'],
  },
  'a report in capitals': {
    file: '2026-05-01-IOCs.txt',
    text: `2026-05-01 (FRIDAY): KETTLE LOADER FROM MALSPAM\n\nREFERENCES:\n\n- https://www.linkedin.com/posts/somebody-1\n\nSENDERS OBSERVED\nbilling@kettle-node.top\n\nC2 TRAFFIC:\n\n- 45.61.137[.]20 port 443 - TLS\n- hxxp://gate.kettle-node[.]top/a.dll <-- payload\n\nFILES:\n\n- SHA256 hash: ${SHA256}\n- File name: invoice.zip\n`,
    accepts: [
      'email billing@kettle-node.top',
      'ip:port 45.61.137.20:443',
      `sha256 ${SHA256}`,
      'url http://gate.kettle-node.top/a.dll',
    ],
    rejects: ['https://www.linkedin.com/posts/somebody-1', 'invoice.zip'],
    family: 'Kettle',
  },
  'nested sections of Markdown': {
    file: 'README.md',
    text: `# A look at the Kettle backdoor\n\nIt calls home.panel-kettle.top now and then.\n\n## Indicators of Compromise\n\n### SSH backdoor\n\n- 45.61.137.20\n- gate.kettle-node.top\n\nMore [here](https://research.vendor-lab.net/kettle).\n\n## References\n\n- https://research.vendor-lab.net/older\n`,
    accepts: ['domain gate.kettle-node.top', 'ip 45.61.137.20'],
    rejects: ['https://research.vendor-lab.net/kettle', 'https://research.vendor-lab.net/older'],
    waits: ['home.panel-kettle.top'],
    family: 'Kettle',
  },
  'a table of AsciiDoc': {
    file: 'kettle/README.adoc',
    text: `= Kettle -- Indicators of Compromise\n\nThe post is at\nhttps://www.welivesecurity.com/kettle/\n\n== Files\n[options="header"]\n|====\n|SHA-1 |Filename\n|\`${SHA1.toUpperCase()}\` |\`setup.exe\`\n|====\n`,
    accepts: [`sha1 ${SHA1}`],
    rejects: ['https://www.welivesecurity.com/kettle/'],
    family: 'Kettle',
  },
  'a page': {
    file: 'page.html',
    text: `<html><head><title>Kettle stealer | Lab</title><meta property="article:published_time" content="2026-05-01T10:00:00Z"></head><body><nav>blog.vendor-lab.net</nav><h1>Kettle stealer</h1><h2>IOCs</h2><table><tr><th>Indicator</th><th>Type</th></tr><tr><td>gate.kettle-node[.]top</td><td>Domain</td></tr></table><footer>mail@vendor-lab.net</footer></body></html>`,
    accepts: ['domain gate.kettle-node.top'],
    family: 'Kettle',
  },
  rules: {
    file: 'post.md',
    text: `# Kettle ransomware\n\nIt drops ${SHA256}.\n\n## YARA\n\nrule kettle {\n  meta:\n    hash = "${SHA1}"\n  condition:\n    true\n}\n\n## Disclaimer\n\nWrite to team@vendor-lab.net.\n`,
    accepts: [`sha256 ${SHA256}`],
    rejects: [SHA1, 'team@vendor-lab.net'],
    family: 'Kettle',
  },
  'Elastic’s nested lines': {
    file: 'kettle.ndjson',
    text: `{"threat":{"indicator":{"file":{"hash":{"sha256":"${SHA256}"}},"reference":["https://lab.vendor-lab.net/x"]}}}\n{"threat.indicator.ip":"45.61.137.20"}\n`,
    accepts: ['ip 45.61.137.20', `sha256 ${SHA256}`],
    rejects: ['https://lab.vendor-lab.net/x'],
  },
  'JSON of any form': {
    file: 'any.json',
    text: JSON.stringify({
      malware_family: 'Kettle',
      c2: ['gate.kettle-node.top'],
      items: [
        { type: 'ip', value: '45.61.137.20' },
        { type: 'filename', value: 'invoice.zip' },
      ],
    }),
    accepts: ['domain gate.kettle-node.top', 'ip 45.61.137.20'],
    rejects: ['invoice.zip'],
    family: 'Kettle',
  },
  OpenIOC: {
    file: 'x.ioc',
    text: `<?xml version="1.0"?><ioc><short_description>KETTLE (BACKDOOR)</short_description><definition><Indicator operator="OR"><IndicatorItem condition="is"><Context search="FileItem/Md5sum"/><Content type="md5">${MD5}</Content></IndicatorItem><IndicatorItem condition="contains"><Context search="Network/DNS"/><Content type="string">gate.kettle-node.top</Content></IndicatorItem><IndicatorItem condition="isnot"><Context search="PortItem/remoteIP"/><Content type="IP">45.61.137.20</Content></IndicatorItem></Indicator></definition></ioc>`,
    accepts: ['domain gate.kettle-node.top', `md5 ${MD5}`],
    rejects: ['45.61.137.20'],
  },
  'STIX 1': {
    file: 'x.xml',
    text: `<stix:STIX_Package xmlns:stix="s" xmlns:c="c"><stix:STIX_Header><stix:Title>Kettle stealer</stix:Title></stix:STIX_Header><c:Properties><c:Address_Value condition="Equals">45.61.137.20##comma##45.61.137.21</c:Address_Value></c:Properties><c:Description>see https://lab.vendor-lab.net/y</c:Description></stix:STIX_Package>`,
    accepts: ['ip 45.61.137.20', 'ip 45.61.137.21'],
    rejects: ['https://lab.vendor-lab.net/y'],
    family: 'Kettle',
  },
};

describe.each(Object.entries(SHAPES))(
  '%s',
  (_name, { file = 'report.txt', text, accepts, rejects = [], waits = [], family }) => {
    it('gives what it lists, and accounts for the rest', async () => {
      const report = await read(file, text);
      expect(accepted(report)).toEqual([...accepts].sort());
      expect(rejected(report)).toEqual(expect.arrayContaining(rejects));
      expect(waiting(report)).toEqual(waits);
      if (family !== undefined) expect(report.family).toBe(family);
    });
  },
);
