import { bare } from '../tables/cells.js';

/** A line without the signs of a list, of emphasis or of a quotation. */
export function withoutMarks(line: string): string {
  return line
    .trim()
    .replace(/^(?:(?:[-*•▪◦‣·+>–—]|\d{1,3}[.)]|\[[ x]\]|\(\d{1,3}\))\s+)+/i, '')
    .trim();
}

/** `SHA256 hash: …`, `C2 - …`, `port 80 - …`: the label before a value, and what follows it. */
export function labelled(text: string): { label: string; rest: string } {
  const match =
    /^([\p{L}*_`"][^:=|]{0,70}?)(?:\s*(?::|=>?|→)\s+|\s+[-–—]{1,2}>?\s+|:(?=[0-9a-f]{32}|\d+\.\d|h..ps?\W))(.+)$/iu.exec(
      text,
    );
  if (match === null || /\[\.\]|:\/\/|\d\.\d+\.\d/.test(match[1] ?? '')) return { label: '', rest: text };
  const rest = (match[2] ?? '').trim();
  const label = bare(match[1] ?? '');
  // `port 80 - http://…` and `SHA256 hash: …` may stand one behind the other.
  const inner = label.length < 60 ? labelled(rest) : { label: '', rest };
  return inner.label === '' ? { label, rest } : { label: `${label} ${inner.label}`, rest: inner.rest };
}

/** The end of a label says what it labels: `Example of a file hash`. */
export function lastWords(label: string): string {
  return label.split(/\s+/).slice(-4).join(' ');
}

/** The first word, and what follows: `hash  file.exe`, `1.2.3.4 # comment`, `1.2.3.4 port 443 - TCP traffic`. */
export function splitItem(text: string): [string, string] {
  const port = /^(\S+\s+(?:tcp |udp )?port \d{1,5})\b(.*)$/i.exec(text);
  if (port !== null) return [port[1] ?? '', port[2] ?? ''];
  const match = /^([^\s，、；（]+?)[,;]?(?:[\s，、；（]+(.*))?$/s.exec(text);
  return [match?.[1] ?? '', match?.[2] ?? ''];
}
