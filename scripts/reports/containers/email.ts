import { unreadableContainer } from './limits.js';

/** A mail: its text with subject and date first, and what is attached. */
export interface Mail {
  text: string;
  attachments: { name: string; bytes: Uint8Array }[];
}

const HEADERS =
  /^(?:content-type|received|return-path|from|to|subject|date|message-id|mime-version|delivered-to|x-[\w-]+|dkim-signature|arc-[\w-]+):/i;

/** Whether bytes are a mail as it was sent: headers, one a line, then an empty line. */
export function looksLikeMail(head: string): boolean {
  const lines = head.slice(0, 8192).split(/\r?\n/);
  const end = lines.indexOf('');
  const headers = lines.slice(0, end === -1 ? lines.length : end).filter((line) => /^[\w-]+:/.test(line));
  const known = headers.filter((line) => HEADERS.test(line)).length;
  return (
    HEADERS.test(lines[0] ?? '') &&
    known >= 3 &&
    headers.some((line) => /^(?:mime-version|message-id|received|content-type):/i.test(line))
  );
}

/** Reads a mail. Its own sender, recipients and servers are no part of the report. */
export async function readMail(file: string, bytes: Uint8Array): Promise<Mail> {
  const { default: PostalMime } = await import('postal-mime');
  try {
    const mail = await PostalMime.parse(bytes, { maxNestingDepth: 20, attachmentEncoding: 'arraybuffer' });
    const date = mail.date === undefined ? '' : `Published: ${mail.date.slice(0, 10)}`;
    const body = mail.text ?? mail.html ?? '';
    const attachments = mail.attachments.flatMap(({ filename, content }, index) =>
      typeof content === 'string'
        ? []
        : [{ name: filename ?? `attachment-${index + 1}`, bytes: new Uint8Array(content) }],
    );
    return {
      text: mail.text === undefined ? body : [`# ${mail.subject ?? ''}`, date, '', body].join('\n'),
      attachments,
    };
  } catch (cause) {
    throw unreadableContainer(file, 'is a mail that cannot be read', 'Save its text, and give that file.', cause);
  }
}
