import { cleanText } from '../../base/strings.js';
import { type Hints, hint } from './hints.js';

/** A report says what it is, and when, in its first lines. */
const FIRST_LINES = 60;
const MAX_LINE = 300;

const LABELS: readonly [RegExp, 'families' | 'actors' | 'campaigns' | 'dates' | 'tlp' | 'publishers'][] = [
  [
    /^(?:malware(?: (?:family|name))?|threat (?:attribution|identification|name)|family|malware attribution|associated malware|payload family|malware identification)$/i,
    'families',
  ],
  [/^(?:(?:threat )?actors?|threat group|group|attribution|attributed to|adversary|intrusion set|apt)$/i, 'actors'],
  [/^(?:campaign(?: name)?|operation)$/i, 'campaigns'],
  [
    /^(?:published(?: on| at)?|date(?: published)?|publication date|released?|release date|posted(?: on)?|created|last updated|updated|retrieved)$/i,
    'dates',
  ],
  [/^tlp$/i, 'tlp'],
  [/^(?:author|authors|publisher|vendor|organi[sz]ation)$/i, 'publishers'],
];

/** What the lines of a text say about it: labels with a name behind them, other names, dates. */
export function hintsOfLines(lines: readonly string[], hints: Hints): void {
  let seen = 0;
  for (const line of lines) {
    const text = cleanText(line.slice(0, MAX_LINE)).replace(/^[#/;*\s>|-]+/, '');
    if (text === '') continue;
    if (seen++ >= FIRST_LINES) break;
    if (/\btlp\s*[:_-]/i.test(text)) hint(hints.tlp, text);
    const label = /^\**([\p{L} ]{3,30}?)\**\s*:\**\s*(.{2,160})$/u.exec(text);
    const kind = label === null ? undefined : LABELS.find(([pattern]) => pattern.test((label[1] ?? '').trim()))?.[1];
    if (kind !== undefined) hint(hints[kind], kind === 'dates' ? (label?.[2] ?? '') : namesOf(label?.[2] ?? ''));
    else if (seen <= 6) hint(hints.dates, text);
    const aliases = /^(?:aliases?|aka|also known as)\s*:\s*(.{2,160})$/i.exec(text)?.[1];
    hint(hints.mentions, aliases ?? text);
  }
}

/** `GRIFFON (aka Harpy)`, `Remcos RAT / AsyncRAT`: the first name. */
function namesOf(text: string): string {
  return (
    text
      .replace(/[[(].*$/, '')
      .split(/\s*(?:,|;|\/|\baka\b|\band\b|&)\s*/i)[0]
      ?.replace(/^[*_`"'“]+|[*_`"'”.]+$/g, '')
      .trim() ?? ''
  );
}
