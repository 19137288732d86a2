import { basename } from 'node:path';
import { gunzip, unzip } from './archive.js';
import { looksLikeMail, readMail } from './email.js';
import { Budget, MAX_REPORT_BYTES, tooLarge } from './limits.js';
import { readOffice } from './office.js';
import { readPdf } from './pdf.js';

/** One document, as the bytes of a text; a member of an archive is named `archive.zip/member.csv`. */
export interface Part {
  file: string;
  bytes: Uint8Array;
}

/** Archives in archives in archives are no reports. */
const MAX_DEPTH = 3;

/**
 * The documents of a file, told by its first bytes: itself, the text of an office document or a PDF, the members of an
 * archive, a mail and what is attached to it.
 * @throws SentinelError `report-unreadable` for what is too large or cannot be unpacked
 */
export async function unpack(file: string, bytes: Uint8Array): Promise<Part[]> {
  if (bytes.length > MAX_REPORT_BYTES) throw tooLarge(file, bytes.length);
  return open(file, bytes, new Budget(file), 0);
}

async function open(file: string, bytes: Uint8Array, budget: Budget, depth: number): Promise<Part[]> {
  const head = Buffer.from(bytes.subarray(0, 8192)).toString('latin1');
  const text = (content: string): Part[] => [{ file, bytes: Buffer.from(content) }];
  if (depth <= MAX_DEPTH) {
    if (head.startsWith('%PDF-')) return text(await readPdf(file, bytes));
    if (head.startsWith('\x1f\x8b')) {
      return open(file, gunzip(file, bytes, budget), budget, depth + 1);
    }
    if (head.startsWith('PK\x03\x04')) {
      if (isOffice(bytes)) return text(readOffice(file, bytes, budget));
      const parts: Part[] = [];
      for (const [name, member] of unzip(file, bytes, budget)) {
        parts.push(...(await open(`${file}/${name}`, member, budget, depth + 1)));
      }
      return parts;
    }
    if (looksLikeMail(head)) {
      const mail = await readMail(file, bytes);
      const parts = text(mail.text);
      for (const attachment of mail.attachments) {
        budget.spend(attachment.bytes.length);
        parts.push(...(await open(`${file}/${basename(attachment.name)}`, attachment.bytes, budget, depth + 1)));
      }
      return parts;
    }
  }
  return [{ file, bytes }];
}

/** An office document is a ZIP with `[Content_Types].xml` among its first members. */
function isOffice(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 200_000)).toString('latin1');
  const tail = Buffer.from(bytes.subarray(Math.max(0, bytes.length - 100_000))).toString('latin1');
  return /\[Content_Types\]\.xml/.test(head) && /(?:word\/document|xl\/workbook)\.xml/.test(head + tail);
}
