import type { ParsedIndicator } from '../../indicators/parse.js';
import { isReference } from '../../indicators/screening/reference-hosts.js';
import { isOtherType, partsOf } from '../../indicators/type-words.js';
import type { Collector, Details } from '../extraction/collector.js';
import { extractAll, looksLikeFile } from '../extraction/extract.js';
import { isBlank, parseConfidence, parseDate } from '../fields.js';
import { type Hints, hint } from '../meaning/hints.js';
import { type CellValue, wholeValues } from '../tables/cells.js';
import { type ColumnRole, headerRole, holdsValues } from '../tables/headers.js';

/** A tree of names and texts: what JSON and XML documents are made of. Numbers and truth values count as texts. */
export type Tree = string | number | boolean | null | readonly Tree[] | { readonly [name: string]: Tree };

/** Deeper levels are not looked into: no report has them. */
const MAX_DEPTH = 100;
/** Names that say nothing about what they hold: the name above them does. */
const EMPTY_NAMES =
  /^(?:value|values|text|content|data|items?|list|entries|objects?|attributes?|element|name|full|original|address|#text|doc|_source|source|hits)$/i;

/** Takes the values of a tree by what they are, with the names on the way to them. */
export class LeafReader {
  constructor(
    private readonly collector: Collector,
    private readonly hints: Hints,
  ) {}

  read(tree: Tree, details: Details): void {
    this.#walk(tree, [], details, 0, false);
  }

  #walk(tree: Tree, path: readonly string[], inherited: Details, depth: number, isListed: boolean): void {
    if (depth > MAX_DEPTH || tree === null) return;
    if (typeof tree !== 'object') this.#leaf(String(tree), path, inherited, isListed, '');
    else if (isList(tree)) {
      // A list of nothing but values lists them.
      const texts = tree.filter((item) => typeof item === 'string');
      const listed = texts.length > 0 && texts.every((text) => wholeValues(text, '') !== null);
      for (const item of tree) this.#walk(item, path, inherited, depth + 1, listed);
    } else this.#object(tree, path, inherited, depth);
  }

  #object(object: { readonly [name: string]: Tree }, path: readonly string[], inherited: Details, depth: number): void {
    const details = this.#details(object, inherited);
    const typed = typeOf(object);
    const isMap = Object.keys(object).every((name) => valuesOfName(name) !== null);
    for (const [name, value] of Object.entries(object)) {
      // A name may be a value itself: `{"1.2.3.4": {…}}`.
      const named = valuesOfName(name);
      const next = [...path, ...name.split('.')].slice(-12);
      if (named !== null && (typeof value !== 'string' || isMap))
        for (const { indicator } of named) this.#listed(indicator, name, path, details);
      if (typeof value === 'string' && typed !== undefined && holdsAny(name))
        this.#leaf(value, next, details, true, typed);
      else this.#walk(value, next, details, depth + 1, false);
    }
  }

  // biome-ignore lint/complexity/noExcessiveCognitiveComplexity: a reader: one branch a form that reports have, in the order of the text.
  #leaf(text: string, path: readonly string[], details: Details, isListed: boolean, type: string): void {
    if (text.length < 4) return;
    const role = roleOf(path);
    const section = path.filter((part) => !/^#text$/.test(part)).join('.');
    if (/^\d+(?:\.\d+)+$/.test(text) && /version$/i.test(path.at(-1) ?? ''))
      this.#refuse(text, 'the number of a version');
    else if (role === 'reference' || isMeta(path)) this.#refuse(text, 'a reference of the report');
    else if (role === 'fingerprint') this.#refuse(text, `a ${partsOf(path.at(-1) ?? '')}, no hash of a file`);
    else if (role === 'description' || role === 'file' || role === 'threat') this.#prose(text, section, details);
    else if (role === 'decoy')
      for (const { indicator } of wholeValues(text, '') ?? [])
        this.collector.leave(indicator, 'a name that the traffic pretends to go to', section, details);
    else {
      const stated = type !== '' ? type : role !== null && holdsValues(role) && role !== 'value' ? role : '';
      const values = wholeValues(text, stated);
      const isOther = stated !== '' && isOtherType(stated);
      if (values === null) {
        if (role !== null && holdsValues(role) && type !== '')
          this.collector.reject(
            text.slice(0, 300),
            isOther ? `a ${partsOf(type)}, which no list of indicators holds` : 'not an indicator of a known type',
          );
        else this.#prose(text, section, details);
        return;
      }
      for (const { indicator } of values) {
        if (isOther && !isHash(indicator))
          this.collector.reject(indicator.value, `a ${partsOf(type)}, which no list of indicators holds`);
        else if (isListed || (role !== null && holdsValues(role))) this.#listed(indicator, text, path, details);
        else this.#unnamed(indicator, text, section, details);
      }
    }
  }

  #listed(indicator: ParsedIndicator, text: string, path: readonly string[], details: Details): void {
    const section = path.join('.');
    if (indicator.type === 'domain' && looksLikeFile(text) && roleOf(path) === null)
      this.collector.leave(indicator, 'perhaps the name of a file', section, details);
    else this.collector.addIndicator(indicator, details, section);
  }

  /** A value under a name that does not say what it is. */
  #unnamed(indicator: ParsedIndicator, text: string, section: string, details: Details): void {
    const isLink = indicator.type === 'url' && isReference(indicator);
    const isDefanged = extractAll(text).some(({ defanged }) => defanged);
    if (indicator.type === 'url' && /^sources?$/i.test(section.split('.').at(-1) ?? ''))
      this.collector.reject(indicator.value, 'a reference of the report');
    else if (isLink) this.collector.reject(indicator.value, 'a reference of the report');
    else if (isHash(indicator) || isDefanged || indicator.type.startsWith('ip'))
      this.collector.addIndicator(indicator, details, section);
    else if (indicator.type === 'domain' && looksLikeFile(text))
      this.collector.reject(indicator.value, 'rather the name of a file');
    else this.collector.leave(indicator, 'under a name that does not say what it is', section, details);
  }

  #prose(text: string, section: string, details: Details): void {
    for (const found of extractAll(text.slice(0, 100_000))) {
      const indicator = { type: found.type, value: found.value };
      if (found.isFile) continue;
      if (found.defanged || found.type === 'sha256') this.collector.addIndicator(indicator, details, section);
      else if (found.type === 'url') this.collector.reject(found.value, 'a reference of the report');
      else this.collector.leave(indicator, 'in a text, not defanged', section, details);
    }
  }

  #refuse(text: string, reason: string): void {
    for (const { value, isFile } of extractAll(text.slice(0, 100_000)))
      if (!isFile) this.collector.reject(value, reason);
  }

  /** What an object says of the values in it; names of families and actors are told to whoever reads the report, too. */
  // biome-ignore lint/complexity/noExcessiveCognitiveComplexity: a reader: one branch a form that reports have, in the order of the text.
  #details(object: { readonly [name: string]: Tree }, inherited: Details): Details {
    const details = { ...inherited };
    for (const [name, value] of Object.entries(object)) {
      const text = textsOf(value)[0] ?? '';
      if (text === '' || text.length > 300 || isBlank(text)) continue;
      switch (headerRole(name)) {
        case 'family':
          if (text.length <= 60) details.family = text;
          hint(this.hints.families, text);
          break;
        case 'actor':
          hint(this.hints.actors, text);
          break;
        case 'campaign':
          hint(this.hints.campaigns, text);
          break;
        case 'first-seen':
          details.firstSeen = parseDate(text) ?? details.firstSeen;
          break;
        case 'valid-until':
          details.validUntil = parseDate(text) ?? details.validUntil;
          break;
        case 'confidence':
          details.confidence = parseConfidence(text) ?? details.confidence;
          break;
        default:
          if (/^(?:title|info|event_?info|report_?name|headline)$/i.test(name)) hint(this.hints.titles, text);
          else if (/^(?:description|summary|name|tags?|labels?)$/i.test(name))
            for (const each of textsOf(value)) hint(this.hints.mentions, each);
          else if (/^(?:tlp|marking)$/i.test(name)) hint(this.hints.tlp, text);
          else if (/^(?:published(?:_at)?|date|publish_?date|datePublished)$/i.test(name)) hint(this.hints.dates, text);
      }
    }
    return details;
  }
}

/** The values that a name is, `{"1.2.3.4": …}`; names of fields with dots, `process.name`, are none. */
function valuesOfName(name: string): CellValue[] | null {
  const mayBe =
    name.length > 6 &&
    /[.:]|^[0-9a-f]{32,64}$/i.test(name) &&
    !/^[a-z_.@]+\.(?:name|id|email|family|host|link|report|network|date|group|tools|page)$/.test(name);
  return mayBe ? wholeValues(name, '') : null;
}

function isList(tree: Tree): tree is readonly Tree[] {
  return Array.isArray(tree);
}

/** The texts of a field: one, or a list of some. */
function textsOf(value: Tree | undefined): string[] {
  if (value === undefined || value === null) return [];
  if (typeof value !== 'object') return [String(value)];
  if (!isList(value)) return [];
  return value.filter((item) => typeof item === 'string');
}

/** The role of a leaf by the last name on its path that says something. */
function roleOf(path: readonly string[]): ColumnRole | null {
  for (const name of [...path].reverse().slice(0, 4)) {
    const role = headerRole(name);
    if (role !== null && !(EMPTY_NAMES.test(name) && (role === 'value' || role === 'description'))) return role;
    if (!EMPTY_NAMES.test(name)) return null;
  }
  const last = path.at(-1);
  return last === undefined ? null : /^(?:value|data|content)$/i.test(last) ? 'value' : null;
}

/** What a document says about itself, its schema or its author. */
function isMeta(path: readonly string[]): boolean {
  return path.some((name) =>
    /^(?:\$schema|@context|author|authors|reporter|provider|publisher|feed|homepage|license|logo|external_references|identity|created_by|generated_by|generator|contact|organi[sz]ation)$/i.test(
      name,
    ),
  );
}

/** The word for the type of an object's value: `{"type": "domain", "value": "evil.com"}`. */
function typeOf(object: { readonly [name: string]: Tree }): string | undefined {
  for (const name of [
    'type',
    'ioc_type',
    'indicator_type',
    'iocType',
    'indicatorType',
    'entity_type',
    'kind',
    'itype',
    'observable_type',
    'dataType',
    'data_type',
  ]) {
    const value = object[name];
    if (typeof value === 'string') return value;
  }
  return undefined;
}

function holdsAny(name: string): boolean {
  return headerRole(name) === 'value';
}

function isHash({ type }: ParsedIndicator): boolean {
  return type === 'md5' || type === 'sha1' || type === 'sha256';
}
