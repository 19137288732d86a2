import { flat, shorten } from '../../base/strings.js';
import type { ParsedIndicator } from '../../indicators/parse.js';
import { isReference } from '../../indicators/screening/reference-hosts.js';
import { isFingerprintWord, looseType, partsOf } from '../../indicators/type-words.js';
import { MAX_VALUES, TooMany } from '../containers/limits.js';
import type { Collector, Details } from '../extraction/collector.js';
import { type Extraction, extractAll } from '../extraction/extract.js';
import { type CellValue, wholeValues } from '../tables/cells.js';
import { type ColumnRole, headerRole, holdsValues } from '../tables/headers.js';
import { labelled, lastWords, splitItem, withoutMarks } from './items.js';
import type { Sections } from './sections.js';

/** What is known about a text as a whole. */
export interface TextNature {
  /** Nearly every line is a value: a list, whatever its headings say. */
  isList: boolean;
  /** Most of its values are hosts: a name under `.pl` or `.sh` is one, too. */
  hasHosts: boolean;
  /** Its title or its file's name says that it gives indicators. */
  announcesIndicators: boolean;
}

const PROSE = 'in running text, not defanged';
const REFERENCE = 'a reference of the report';
/** Words before a value that make it a link for the reader. */
const CUE =
  /\b(?:references?|refs?|sources?|via|see|read|reports?|blog(?:post)?s?|posts?|articles?|tweets?|credits?|thanks|details|more|available|published|analysis|write-?up|documentation|according|link|virustotal|any\.?run|sandbox|original|permalink|vt|found at|here)\b[^.;]{0,40}$/i;
/** Words before 32, 40 or 64 hexadecimal digits that make them no hash of a file. */
const FINGERPRINT =
  /\b(?:imphash|imp hash|ja3s?|ja4\w*|jarm|ssdeep|tlsh|vhash|authentihash|thumbprint|serial(?: number)?|commit|guid|uuid|key|iv|salt|token|rich header|dhash|telfhash|watermark|pubkey|publickey|password|mutex|campaign id|botnet id|build id)\b[^\p{L}\p{N}]{0,6}(?:(?:is|was|of|hash|hashes|fingerprint|value|digest)[^\p{L}\p{N}]{1,3}){0,3}$/iu;
const VERSION = /\b(?:versions?|ver|v|builds?|releases?|firmware|updates?|patch|msie|windows nt)\.? ?$/i;
const PRODUCT =
  /^\W{0,2}(?:chrome|firefox|safari|version|edge?|edga?|opr|mozilla|applewebkit|trident|msie|curl|wget|okhttp|java|php|nginx|apache|openssl|openssh|python-\w+|go-http-client|electron)\//i;
/** Words that make 32 or 40 digits in a sentence the hash of a file. */
const HASH_WORDS =
  /\b(?:md-?5|sha-?\d*|hash(?:es|ed)?|samples?|files?|malware|payloads?|droppers?|loaders?|dlls?|exe|binar(?:y|ies)|executables?|archives?|documents?|scripts?|dropped|drops|downloads?|ransomware|trojan|backdoor|stealer|rat|implant|beacon|wiper)\b/i;

/** Judges the lines of a text by what they are, and by the section that they stand in. */
export class LineReader {
  /** What stands live in sentences: last, so that a value which is listed elsewhere is no matter for review. */
  readonly #later = new Map<string, { indicator: ParsedIndicator; reason: string; section: string }>();

  constructor(
    private readonly collector: Collector,
    private readonly details: Details,
    private readonly nature: TextNature,
  ) {}

  /** @param code the language of the code block around it; empty for one without a language, null for none */
  read(line: string, sections: Sections, continues: boolean, code: string | null): void {
    if (
      sections.kind === 'rules' ||
      (code !== null && /^(?:yara?|sigma|yaml|snort|suricata|kql|kusto|spl|eql|lucene)$/.test(code))
    ) {
      this.refuse(line, 'in a detection rule or a query');
      return;
    }
    const text = withoutMarks(line);
    const comment = /^(?:#|\/\/|;|REM )\s*(.*)$/i.exec(text);
    if (comment !== null) this.#comment(comment[1] ?? '', sections);
    else if (sections.kind === 'evidence') this.#evidence(text, sections);
    else if (continues && !this.nature.isList && !this.#startsItem(text, sections)) this.#sentence(text, sections);
    else this.#item(text, sections);
  }

  /** What stands in a place where no indicators are: told, and not taken. */
  refuse(text: string, reason: string): void {
    for (const { value, isFile } of extractAll(text)) if (!isFile) this.collector.reject(value, reason);
  }

  /** Gives what waits to a person; what has become an indicator meanwhile is none of it. */
  end(): void {
    for (const [value, { indicator, reason, section }] of this.#later) {
      this.collector.leave(indicator, reason, section, this.details);
      this.#later.delete(value);
    }
  }

  /** Whether a line that could go on with a sentence starts with a value, as the items of a list do. */
  #startsItem(text: string, { kind, isCertain }: Sections): boolean {
    const { label, rest } = labelled(text);
    const role = label === '' ? null : headerRole(lastWords(label));
    if (role !== null && holdsValues(role) && wholeValues(rest, label) !== null) return true;
    if (kind !== 'indicators') return false;
    const [head = ''] = text.split(/\s/, 1);
    const values = head.length < 7 ? null : wholeValues(head, '');
    return values?.every(({ indicator }) => isCertain || indicator.type !== 'domain') ?? false;
  }

  #comment(text: string, sections: Sections): void {
    for (const found of extractAll(text)) {
      if (found.type.startsWith('ip') && isVersion(text, found))
        this.collector.reject(found.value, 'the number of a version');
      else if (found.defanged && found.type !== 'url') this.#wait(found, 'in a comment', sections);
      else if (found.type === 'url' || CUE.test(text.slice(0, found.at))) this.collector.reject(found.value, REFERENCE);
      else if (!found.isFile) this.#wait(found, 'in a comment', sections);
    }
  }

  /** Hashes and defanged values are never meant as links; whatever else stands here is one. */
  #evidence(text: string, sections: Sections): void {
    for (const found of extractAll(text)) {
      if (found.isFile) continue;
      if (isHash(found) || (found.defanged && !CUE.test(text.slice(0, found.at)))) this.#take(found, sections);
      else this.collector.reject(found.value, REFERENCE);
    }
  }

  /** A line of its own: a value or some, perhaps behind a label, perhaps with a comment. */
  #item(text: string, sections: Sections): void {
    const host = /^(?:0\.0\.0\.0|127\.0\.0\.1|::1?)\s+(\S.*)$/.exec(text)?.[1];
    if (host !== undefined) {
      // A file of hosts: the name is led to nowhere.
      this.refuse(text.slice(0, -host.length), 'where a file of hosts leads names to');
      this.#item(host, sections);
      return;
    }
    const { label, rest } = labelled(text);
    const role = label === '' ? null : headerRole(lastWords(label));
    if (role === 'reference' || role === 'fingerprint') {
      this.refuse(rest, role === 'reference' ? REFERENCE : `a ${partsOf(label)}, no hash of a file`);
      return;
    }
    const values = role === 'file' ? null : wholeValues(rest, label);
    if (values !== null) {
      for (const value of values) this.#takeItem(value, rest, sections, role);
      return;
    }
    const [head = '', tail = ''] = splitItem(rest);
    const first = head === '' || role === 'file' ? null : wholeValues(head, label);
    if (first === null) {
      this.#sentence(text, sections);
      return;
    }
    for (const value of first) this.#takeItem(value, head, sections, role);
    this.#tail(tail, sections);
  }

  #takeItem({ indicator, raw }: CellValue, text: string, sections: Sections, role: ColumnRole | null): void {
    const isDefanged = /[[({]|hxxp|\*\*/i.test(text) && extractAll(text).some(({ defanged }) => defanged);
    const { type, value } = indicator;
    const listed =
      this.nature.isList || sections.kind === 'indicators' || this.nature.announcesIndicators || role !== null;
    if (isHash(indicator) && isFingerprintWord(sections.heading))
      this.collector.reject(value, `no hash of a file: ${shorten(sections.heading, 60)}`);
    else if (isHash(indicator) || isDefanged) this.#take(indicator, sections);
    else if (type === 'domain' && isFileName(raw) && !this.#wantsHosts(sections, role))
      this.collector.reject(value, 'rather the name of a file');
    else if (type === 'url' && isReference(indicator) && !this.nature.isList && !sections.isCertain)
      this.collector.reject(value, REFERENCE);
    else if (listed) this.#take(indicator, sections);
    else this.#wait(indicator, 'a line of its own, not defanged', sections);
  }

  #wantsHosts({ heading }: Sections, role: ColumnRole | null): boolean {
    if (role === 'domain' || role === 'host' || role === 'url') return true;
    const type = looseType(heading);
    return type === null ? this.nature.hasHosts : type === 'domain' || type === 'host';
  }

  /** What stands behind an item: the name of a file, a note. */
  #tail(text: string, sections: Sections): void {
    for (const found of extractAll(text)) {
      if (found.isFile) this.collector.reject(found.value, 'rather the name of a file');
      else if (isHash(found) || found.defanged) this.#take(found, sections);
      else if (isReference(found) || (found.type === 'url' && CUE.test(text.slice(0, found.at))))
        this.collector.reject(found.value, REFERENCE);
      else if (sections.isCertain && found.type !== 'domain') this.#take(found, sections);
      else this.#wait(found, 'a note beside an indicator', sections);
    }
  }

  // biome-ignore lint/complexity/noExcessiveCognitiveComplexity: a reader: one branch a form that reports have, in the order of the text.
  #sentence(text: string, sections: Sections): void {
    const links = linkTargets(text);
    for (const found of extractAll(text)) {
      const before = text.slice(Math.max(0, found.at - 60), wordStart(text, found));
      if (links.has(found.value) && !found.defanged) this.collector.reject(found.value, REFERENCE);
      else if (found.isFile && this.#isHostOfList(found, text)) this.#take(found, sections);
      else if (found.isFile) this.#fileOrHost(found, before, sections);
      else if (isHash(found)) this.#hash(found, text, before, sections);
      else if (found.type.startsWith('ip') && isVersion(text, found))
        this.collector.reject(found.value, 'the number of a version');
      else if (found.defanged) this.#take(found, sections);
      else if (isReference(found) || (found.type === 'url' && CUE.test(before)))
        this.collector.reject(found.value, REFERENCE);
      else if (sections.isCertain && found.type !== 'domain' && found.type !== 'email') this.#take(found, sections);
      else this.#wait(found, PROSE, sections);
    }
  }

  /** In a list of hosts a name that is a line of its own is one of them, whatever extension it has. */
  #isHostOfList({ type, value }: Extraction, text: string): boolean {
    const isAlone = type === 'domain' && text.toLowerCase() === value;
    return isAlone && this.nature.isList && this.nature.hasHosts && !FILE_STEM.test(value);
  }

  /** A live name under a TLD that is a file's extension: the words around it decide. */
  #fileOrHost(found: Extraction, before: string, sections: Sections): void {
    const isHost =
      found.type === 'url' ||
      /\b(?:domains?|hosts?|sites?|c2|server|subdomains?|visit|contacts?|resolves?)\W{0,3}(?:\w+ )?$/i.test(before);
    if (isHost) this.#wait(found, PROSE, sections);
    else this.collector.reject(found.value, 'rather the name of a file');
  }

  #hash(found: Extraction, text: string, before: string, sections: Sections): void {
    if (FINGERPRINT.test(before) || isFingerprintWord(sections.heading))
      this.collector.reject(found.value, 'no hash of a file, by the words before it');
    else if (
      found.type === 'sha256' ||
      sections.kind === 'indicators' ||
      this.nature.announcesIndicators ||
      HASH_WORDS.test(text)
    )
      this.#take(found, sections);
    else this.#wait(found, 'digits that may be a hash, in running text', sections);
  }

  #take({ type, value }: ParsedIndicator, sections: Sections): void {
    this.collector.addIndicator({ type, value }, this.details, sections.heading);
  }

  #wait({ type, value }: ParsedIndicator, reason: string, { heading }: Sections): void {
    if (this.#later.has(value)) return;
    const copy = flat(value);
    this.#later.set(copy, { indicator: { type, value: copy }, reason, section: heading });
    if (this.#later.size > MAX_VALUES) throw new TooMany(MAX_VALUES, 'values');
  }
}

const NAMED_FILE =
  /\.(?:exe|dll|js|vbs|docx?|docm|xlsx?|xlsm|pptx?|pdf|jar|apk|msi|ps1|bat|cmd|tar|iso|img|lnk|hta|rtf|txt|png|jpg)\.[a-z]+$/i;

const FILE_STEM = /^(?:readme|setup|install(?:er)?|update|index|main|run|start|test|config|script|loader|payload)\./;

/** Whether a live name is rather a file's: by its extension, or by an extension before its last. */
function isFileName(name: string): boolean {
  return NAMED_FILE.test(name) || /^[^.]+\.(?:zip|py|so|mov|ps|sh|rs|md|pl|pm|gz|cab)$/i.test(name);
}

/** Targets of Markdown links whose text is something else. */
function linkTargets(text: string): Set<string> {
  const targets = new Set<string>();
  if (!text.includes('[')) return targets;
  for (const [, words = '', target = ''] of text.matchAll(/\[([^\]]{0,300})\]\(([^)\s]{1,2000})/g)) {
    if (words.includes(target)) continue;
    for (const { value } of extractAll(target)) targets.add(value);
  }
  // AsciiDoc: `https://host/path[words]`.
  for (const [, target = ''] of text.matchAll(/(https?:\/\/[^\s[\]]{1,2000})\[[^\].]{1,200}\]/g)) {
    for (const { value } of extractAll(target)) targets.add(value);
  }
  return targets;
}

/** `version 10.2.3.1`, `Chrome/120.0.0.0`. */
function isVersion(text: string, { at }: Extraction): boolean {
  return VERSION.test(text.slice(Math.max(0, at - 60), at)) || PRODUCT.test(text.slice(at, at + 40));
}

function wordStart(text: string, { at }: Extraction): number {
  return Math.min(text.length, at);
}

function isHash({ type }: ParsedIndicator): boolean {
  return type === 'sha256' || type === 'sha1' || type === 'md5';
}
