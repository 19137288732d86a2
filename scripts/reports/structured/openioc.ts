import { cleanText } from '../../base/strings.js';
import type { Collector, Details } from '../extraction/collector.js';
import { NO_DETAILS } from '../extraction/collector.js';
import { parseDate } from '../fields.js';
import { type Hints, hint } from '../meaning/hints.js';
import { wholeValues } from '../tables/cells.js';
import { elements, textOf, type XmlElement } from './xml.js';

/** Whether a document is OpenIOC, of any version. */
export function isOpenIoc(root: XmlElement): boolean {
  return root.children.some(({ name }) => name === 'ioc' || name === 'OpenIOC');
}

/** What an item's `search` says of its content: the name of a type, or of something that no list holds. */
const SEARCHES: readonly [RegExp, string][] = [
  [/md5/i, 'md5'],
  [/sha-?1(?!\d)/i, 'sha1'],
  [/sha-?256/i, 'sha256'],
  [/(?:remote|local|dst|src|dest)?ip(?:v4|v6)?(?:address)?$|RouteEntry|ArpEntry/i, 'ip'],
  [/dns|host$|hostname|domain/i, 'host'],
  [/ur[il]/i, 'url'],
  [/email.*(?:from|sender|to|address)/i, 'email'],
];

/** Reads the items of OpenIOC: `<IndicatorItem condition="is"><Context search="…"/><Content>…</Content>`. */
export function takeOpenIoc(root: XmlElement, collector: Collector, hints: Hints): void {
  const [ioc = root] = elements(root, 'ioc');
  hint(hints.titles, cleanText(textOf(ioc, 'short_description')));
  hint(hints.mentions, cleanText(textOf(ioc, 'description')));
  hint(hints.dates, textOf(ioc, 'authored_date'));
  hint(hints.publishers, cleanText(textOf(ioc, 'authored_by')));
  for (const link of elements(ioc, 'link')) {
    const rel = link.attributes.get('rel') ?? '';
    if (/threatgroup|actor/i.test(rel)) hint(hints.actors, link.text);
    else if (/family|malware/i.test(rel)) hint(hints.families, link.text);
  }
  const details: Details = { ...NO_DETAILS, firstSeen: parseDate(textOf(ioc, 'authored_date')) ?? null };
  for (const item of elements(ioc, 'IndicatorItem')) takeItem(item, collector, details);
}

function takeItem(item: XmlElement, collector: Collector, details: Details): void {
  const search = item.children.find(({ name }) => name === 'Context')?.attributes.get('search') ?? '';
  const content = item.children.find(({ name }) => name === 'Content')?.text.trim() ?? '';
  const condition = item.attributes.get('condition') ?? 'is';
  const stated = SEARCHES.find(([pattern]) => pattern.test(search))?.[1];
  const values = wholeValues(content, stated ?? '');
  if (values === null) {
    if (stated !== undefined) collector.reject(content.slice(0, 300), `${search}: a part of a value, or no ${stated}`);
    return;
  }
  for (const { indicator } of values) {
    const isHash = /^(?:md5|sha1|sha256)$/.test(indicator.type);
    if (/not$/i.test(condition) || item.attributes.get('negate') === 'true')
      collector.reject(indicator.value, 'excluded by a negated item');
    else if (stated !== undefined || isHash) collector.addIndicator(indicator, details, search);
    else collector.reject(indicator.value, `${search || 'an item'}, which no list of indicators holds`);
  }
}
