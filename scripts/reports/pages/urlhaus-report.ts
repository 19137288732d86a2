import type { Reader } from '../reader.js';
import { readReportPage, reviewDefanged } from './report-reader.js';
import { URLHAUS_HEADER } from './table.js';

/** Tags that name a kind of file, an architecture or a client, and no malware. */
const GENERIC_TAGS = new Set(
  '32-bit 64-bit apk arm arm64 ascii bash bat dll doc docx elf encoded encrypted exe hta html iso js jar lnk m68k malware malware_download mips mipsel mpsl msi none opendir pdf php powershell powerpc ppc ps1 pw rar rat script sh sh4 sparc ua-wget unknown vbs wsf x64 x86 x86-64 xls xlsx zip'.split(
    ' ',
  ),
);

/** Reports that derive from URLhaus: a tag, a table `URL | Status | Threat | Date Added`. */
export const urlhausReport: Reader = {
  name: 'URLhaus report',
  detect: ({ text }, { summary, rows }) =>
    summary.totalUrls !== undefined ||
    rows.some((row) => row.header.columns.join() === URLHAUS_HEADER.columns.join()) ||
    /^[ \t]*(?:\/\/ {0,4})?Source: {0,4}URLhaus\b/im.test(text),
  read: (document, page, options) =>
    readReportPage(document, page, options, {
      source: 'URLhaus',
      family: familyOf(page.summary.threat ?? ''),
      total: page.summary.totalUrls,
      types: undefined,
      prose: reviewDefanged,
      // The source does not say when a URL went down: it was down on the day of the run.
      details: (status) => {
        const retracted = /^offline$/i.test(status);
        return { retracted, validUntil: retracted ? options.asOf.toISOString().slice(0, 10) : null };
      },
    }),
};

/** URLhaus tags URLs with families, and with much else. */
function familyOf(tag: string): string {
  return GENERIC_TAGS.has(tag.toLowerCase()) ? '' : tag;
}
