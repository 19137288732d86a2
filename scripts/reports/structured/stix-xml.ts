import { cleanText } from '../../base/strings.js';
import { type Collector, type Details, NO_DETAILS } from '../extraction/collector.js';
import { extractAll } from '../extraction/extract.js';
import { parseDate } from '../fields.js';
import { type Hints, hint } from '../meaning/hints.js';
import { wholeValues } from '../tables/cells.js';
import { elements, type XmlElement } from './xml.js';

/** Whether a document is STIX 1.x or bare CybOX. */
export function isStixXml(root: XmlElement): boolean {
  return root.children.some(({ name }) => /^(?:STIX_Package|Observables|Package)$/.test(name));
}

/** Elements whose text is the value of an observable. */
const VALUES = new Map([
  ['Address_Value', ''],
  ['Hostname_Value', 'host'],
  ['Simple_Hash_Value', 'hash'],
  ['Value', ''],
  ['URI', 'url'],
  ['Domain_Name', 'domain'],
]);
/** Between several values of one element, as CybOX writes it. */
const DELIMITER = '##comma##';

/** Reads STIX 1.x: the values of its observables, with the titles, campaigns, actors and malware that it names. */
export function takeStixXml(root: XmlElement, collector: Collector, hints: Hints): void {
  takeNames(root, hints);
  walk(root, NO_DETAILS, collector, '');
}

// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: a reader: one branch a form that reports have, in the order of the text.
function takeNames(root: XmlElement, hints: Hints): void {
  for (const header of elements(root, 'STIX_Header', 'Incident')) {
    for (const { name, text } of header.children) {
      if (name === 'Title' && !/^\s*export from/i.test(text))
        hint(hints.titles, cleanText(text).replace(/ ?\(MISP Event #\d+\)$/, ''));
      else if (name === 'Description') hint(hints.mentions, cleanText(text));
    }
  }
  for (const malware of elements(root, 'Malware_Instance')) {
    for (const { name, text } of malware.children)
      if (name === 'Name' || name === 'Title') hint(hints.families, cleanText(text));
  }
  for (const campaign of elements(root, 'Campaign')) {
    for (const { name, text } of campaign.children) if (name === 'Title') hint(hints.campaigns, cleanText(text));
  }
  for (const actor of elements(root, 'Threat_Actor')) {
    for (const { name, text } of actor.children) if (name === 'Title') hint(hints.actors, cleanText(text));
  }
  for (const { attributes } of elements(root, 'Marking_Structure')) hint(hints.tlp, attributes.get('color') ?? '');
  for (const { text } of elements(root, 'Produced_Time', 'Incident_Discovery', 'Incident_Reported'))
    hint(hints.dates, text);
}

function walk(element: XmlElement, inherited: Details, collector: Collector, title: string): void {
  let details = inherited;
  let section = title;
  if (element.name === 'Indicator' || element.name === 'Observable') {
    const time = element.attributes.get('timestamp') ?? '';
    details = { ...inherited, firstSeen: parseDate(time.replace(/\.\d+/, '')) ?? inherited.firstSeen };
    section = cleanText(element.children.find(({ name }) => name === 'Title')?.text ?? title);
  }
  if (/^(?:References?|Information_Source|Confidence|External_ID)$/.test(element.name)) {
    for (const { value } of extractAll(textBelow(element))) collector.reject(value, 'a reference of the report');
    return;
  }
  if (/^(?:Description|Short_Description)$/.test(element.name)) {
    for (const { value, type, isFile } of extractAll(element.text.slice(0, 100_000))) {
      if (type === 'url' && !isFile) collector.reject(value, 'a reference of the report');
    }
    return;
  }
  const stated = VALUES.get(element.name);
  if (stated !== undefined) takeValue(element, stated, details, collector, section);
  for (const child of element.children) walk(child, details, collector, section);
}

function takeValue(element: XmlElement, stated: string, details: Details, collector: Collector, section: string): void {
  const isNegated = /not/i.test(element.attributes.get('condition') ?? '');
  const delimiter = element.attributes.get('delimiter') ?? DELIMITER;
  for (const part of element.text.split(delimiter).flatMap((text) => text.split(DELIMITER))) {
    const text = part.trim();
    if (text === '') continue;
    const values = wholeValues(text, stated);
    if (values === null && stated !== '') collector.reject(text.slice(0, 300), `no ${stated}`);
    for (const { indicator } of values ?? []) {
      if (isNegated) collector.reject(indicator.value, 'excluded by a negated condition');
      else collector.addIndicator(indicator, details, section);
    }
  }
}

function textBelow(element: XmlElement): string {
  return [element.text, ...element.children.map(textBelow)].join(' ');
}
