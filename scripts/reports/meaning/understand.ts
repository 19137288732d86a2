import { cleanText, shorten } from '../../base/strings.js';
import type { Report } from '../report.js';
import type { Hints } from './hints.js';
import { type KnownName, knownNames } from './known-names.js';

/** What a report is about. */
export type Subject = Pick<Report, 'family' | 'actor' | 'campaign' | 'certainty'>;

/** More families than this make a feed: none of them names it. */
const MAX_FAMILIES = 3;
const MAX_TITLE = 200;

const MALWARE =
  'ransomware|malware|rat|stealer|infostealer|info-stealer|backdoor|trojan|loader|botnet|spyware|worm|rootkit|wiper|cryptominer|miner|banker|dropper|downloader|webshell|bootkit|implant|keylogger|adware|clipper|locker|cryptor|packer|infection|infections|malspam|exploit kit|web shell|remote access trojan|banking trojan';
/** What may stand between a name and the noun: `TinWhistle macOS backdoor`. */
const PLATFORM =
  'android|ios|macos|linux|windows|iot|banking|mobile|golang|rust|python|java|javascript|powershell|remote access|modular|crypto|info|information|\\.net|point-of-sale|pos|custom|new';
const BEFORE_NOUN = new RegExp(
  String.raw`(?<=^|[\s"“‘'(:–-])([\p{L}\p{N}][\p{L}\p{N}.@$+'’-]{1,30}) (?:(?:${PLATFORM}) )?(?:${MALWARE})\b`,
  'giu',
);
const FOR_NAME =
  /\b(?:iocs?|indicators?(?: of compromise)?)\s*(?:list)?\s+(?:for|from|of|on|related to|associated with|about)\s+(?!compromise\b)(?:the\s+)?(.{2,60})$/i;
const NAME_OF = /^(.{2,50}?)\s*(?:--|–|—|-|:|\|)?\s*\(?(?:iocs?|indicators?(?: of compromise)?)\b/i;
/** Words in front of a noun that are no name. */
const NO_NAME =
  /^(?:a|an|the|this|that|new|novel|its|their|our|your|of|and|or|for|from|with|by|on|in|to|as|is|are|android|ios|macos|mac|linux|windows|iot|mobile|banking|remote|access|fake|malicious|unknown|custom|modular|fileless|multi|multi-stage|multi-platform|cross-platform|open-source|commodity|targeted|destructive|iranian|chinese|russian|korean|north|cyber|crypto|data|info|information|password|credential|email|web|stage|first|second|final|initial|advanced|sophisticated|previously|undocumented|infamous|notorious|latest|recent|latin|american|brazilian|spanish|italian|german|french|language|stealthy|evasive|go|golang|rust|python|javascript|java|powershell|net|c|macro|pos|point-of-sale|known|two|three|several|multiple|various|other|these|those|iis|php|asp|deploys?|delivers?|drops?|spreads?|distributes?|using|uses|via|into|against|leads?|pushes|pushing|installs?|called|named|dubbed|including|operation|campaign|analysis|tracking|dissecting|analyzing|analysing|inside|ioc|iocs|apt|threat|attack|attacks|group|gang|actor|actors)$/i;
/** Words of file and folder names that say what is in a file, not what it is about. */
const FILLER =
  /^(?:iocs?|indicators?|of|compromise|readme|samples?|domains?|ips?|urls?|hash(?:es)?|c2s?|network|files?|list|misp|stix2?|bundle|json|csv|tsv|xml|txt|md|event|events|report|reports|blogs?|posts?|final|master|main|updated?|update|sha256|sha1|md5|v\d+|\d+|and|the|for|from|with|in|to|by|on|a|an|threat|intel(?:ligence)?|research|data|feed|export|master|public|misc|other|malware|campaigns?|apts?|actors?|actor|specific|crimeware|tracker|ecs|openioc|yara|detection|all|activity|infection|traffic|hosts?|emails?|ipv4|ipv6|observables?|attributes?|trails?|static|malicious|tables?|tags?|pulses?|export|feeds?|indicateurs|indikatoren|indicadores|collection|appendix|january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday)$/i;

/**
 * The family, the group and the campaign of a report: from fields that name them, from its titles, from the names of its
 * file and folders, at last from its text. Names as the report or the list of known names spells them.
 */
export function understand(hints: Hints, file: string): Subject {
  const titles = hints.titles.map(plainTitle).filter((title) => title !== '');
  const slugs = slugsOf(file);
  const named = [...titles.flatMap((title) => knownNames(title)), ...slugs.flatMap((slug) => knownNames(slug, true))];
  const actor = hints.actors[0] ?? named.find(({ kind }) => kind === 'actor')?.name ?? '';
  const own = hints.campaigns[0] ?? titles[0] ?? slugs.find((slug) => slug.length > 3) ?? stemOf(file);
  const campaign = shorten(cleanText(own), MAX_TITLE);
  const stated = statedFamily(hints, named, actor);
  if (stated === null) return { family: '', actor, campaign, certainty: 'low' };
  if (stated !== '') return { family: stated, actor, campaign, certainty: 'high' };
  const found = familyIn(titles, slugs, named, actor, hints);
  return { ...found, actor, campaign };
}

/** The family of a field of its own; empty where there is none, null where there are too many for one report. */
function statedFamily({ families }: Hints, named: readonly KnownName[], actor: string): string | null {
  const distinct = [...new Map(families.map((name) => [plain(name), cleanText(name)])).values()].filter(
    (name) => name.length <= 60,
  );
  const [first, second] = distinct;
  if (first === undefined) return '';
  if (second === undefined) return knownSpelling(first);
  const inTitle = distinct.find((name) => named.some((known) => plain(known.name) === plain(name)));
  if (inTitle !== undefined) return knownSpelling(inTitle);
  // Several tools of one group: what is found is the group's.
  if (actor !== '') return actor;
  if (distinct.length > MAX_FAMILIES) return null;
  const isTool = (name: string) => knownNames(name)[0]?.isTool === true;
  return knownSpelling(distinct.find((name) => !isTool(name)) ?? first);
}

function familyIn(
  titles: readonly string[],
  slugs: readonly string[],
  named: readonly KnownName[],
  actor: string,
  hints: Hints,
): Pick<Subject, 'family' | 'certainty'> {
  const malware = named.find(({ kind, isTool }) => kind === 'family' && !isTool);
  if (malware) return { family: malware.name, certainty: 'high' };
  for (const title of [...titles, ...slugs]) {
    const name = beforeNoun(title);
    if (name !== '') return { family: asWritten(name, [...titles, ...hints.mentions]), certainty: 'medium' };
  }
  for (const name of [...titles.map(nameByForm), ...titles.map(nameInCapitals)])
    if (name !== '') return { family: name, certainty: 'medium' };
  const tool = named.find(({ kind, isTool }) => kind === 'family' && isTool);
  if (tool) return { family: tool.name, certainty: 'medium' };
  // A group without a malware of its own name: what it uses is filed under the group.
  if (actor !== '') return { family: actor, certainty: 'medium' };
  for (const title of titles) {
    const name = aboutName(title);
    if (name !== '') return { family: name, certainty: 'medium' };
  }
  const names = slugs.filter((slug) => slug.split(' ').length <= 3 && slug.length >= 4 && /\p{L}{3}/u.test(slug));
  const repeated = commonMention(hints.mentions, 2);
  const [name = ''] = [...names.filter((slug) => !/\d/.test(slug)), repeated, ...names].filter((text) => text !== '');
  if (name !== '')
    return { family: asWritten(name, [...titles, ...hints.mentions]), certainty: name === repeated ? 'medium' : 'low' };
  return { family: commonMention(hints.mentions, 1), certainty: 'low' };
}

/** A name of a file as the report's own words spell it: `TinSeal` for `tin-seal.csv`. */
function asWritten(name: string, texts: readonly string[]): string {
  const key = plain(name);
  if (name !== name.toLowerCase()) return name;
  for (const text of texts) {
    const words = text.match(/[\p{Script=Latin}\p{N}][\p{Script=Latin}\p{N}'’-]*/gu) ?? [];
    for (let at = 0; at < words.length; at++) {
      for (let size = 1; size <= 3; size++) {
        const run = words.slice(at, at + size).join(' ');
        if (plain(run) === key && run !== run.toLowerCase()) return run;
      }
    }
  }
  return name;
}

/** `X ransomware`, `the X backdoor`: the word before the noun, when it is a name. */
function beforeNoun(title: string): string {
  const isShouted = title === title.toUpperCase();
  for (const { 1: word = '', index } of title.matchAll(BEFORE_NOUN)) {
    const name = word.replace(/['’]s?$/, '').replace(/[.,:;-]+$/, '');
    if (NO_NAME.test(name) || name.length < 3 || /^\d+$/.test(name)) continue;
    if (!/\p{Lu}/u.test(name) && title !== title.toLowerCase()) continue;
    return isShouted ? capitalised(name) : firstWordOf(title.slice(0, index)) + name;
  }
  return '';
}

/** `ended with Tin Soldier ransomware`: the word before the last of a name, at the start or behind small letters. */
function firstWordOf(before: string): string {
  const match = /^(.*?)["“‘']?(\p{Lu}[\p{L}\p{N}]{1,20}) $/su.exec(before);
  const [, context = '', word = ''] = match ?? [];
  if (match === null || NO_NAME.test(word)) return '';
  const starts = context === '' ? !/(?:s|ed|ing)$/.test(word) : /(?:^|\s)[a-z]{1,12} $/.test(context);
  return starts ? `${word} ` : '';
}

const FORM =
  /(?<![\p{L}\p{N}])\p{Lu}[\p{L}\p{N}]{1,24}(?:RAT|Rat|Loader|LOADER|Stealer|STEALER|Bot|BOT|Locker|LOCKER|Crypt|CRYPT|Ransom|Door|DOOR|Worm|WORM|Spy|Miner|Wiper|WIPER|Dropper|Downloader|Keylogger|Clipper|Banker)(?![\p{L}\p{N}])/gu;
/** Words of that form that are no name. */
const NO_FORM = /^(?:info|crypto|crypt|password|web|cyber|mal|credential|back|boot|down|up|coin|cookie|data|key|bit)/i;

/** `NorthStarRAT`, `GATELOADER`: a word that ends in what the malware does. */
function nameByForm(title: string): string {
  if (title === title.toUpperCase()) return '';
  for (const [name] of title.matchAll(FORM)) {
    const isMixed = /\p{Ll}\p{Lu}/u.test(name) || name === name.toUpperCase();
    if (isMixed && name.length > 5 && !(NO_FORM.test(name) && name.length < 16)) return name;
  }
  return '';
}

/** Products and sites of this form, which titles name more often than malware. */
const PRODUCTS =
  /^(?:PowerShell|JavaScript|TypeScript|GitHub|GitLab|LinkedIn|YouTube|TikTok|WordPress|WhatsApp|PayPal|MacOS|OneDrive|OneNote|SharePoint|TeamViewer|AnyDesk|ScreenConnect|ConnectWise|OpenAI|ChatGPT|DeepSeek|OpenSSH|OpenSSL|MySQL|PostgreSQL|Fort\w+|SonicWall|WatchGuard|BeyondTrust|CrushFTP|MoveIt|PaperCut|SolarWinds|TeamCity|VMware|VirtualBox|VirusTotal|AutoIt|ClickFix|FileFix|FakeUpdates?|DevOps|BitLocker|FaceTime|iCloud|McAfee|CrowdStrike|SentinelOne|ReversingLabs|FireEye|ThreatLabz|SentinelLabs|FortiGuard|BlackBerry|JetBrains|NuGet|PyPI|DocuSign|DropBox|QuickBooks|HubSpot|SalesForce|ServiceNow|SmartScreen|DeFi|IoCs?|IOCs?)$/i;

/** `Hunting TinGecko: a new loader`: a word with a capital inside, in a title that speaks of malware. */
function nameInCapitals(title: string): string {
  if (!new RegExp(String.raw`\b(?:${MALWARE})\b`, 'i').test(title)) return '';
  for (const [name] of title.matchAll(/(?<![\p{L}\p{N}])\p{Lu}\p{Ll}+\p{Lu}[\p{L}\p{N}]{2,20}(?![\p{L}\p{N}])/gu))
    if (!PRODUCTS.test(name)) return name;
  return '';
}

/** `IOCs for X`, `X -- Indicators of Compromise`. */
function aboutName(title: string): string {
  const match = FOR_NAME.exec(title)?.[1] ?? NAME_OF.exec(title)?.[1] ?? '';
  const name = match
    .replace(/^(?:operation|the)\s+(?=\p{Lu})/iu, (word) => (/^operation/i.test(word) ? word : ''))
    .replace(/[.:,\s-]+$/, '')
    .trim();
  return name.length >= 3 && name.split(/\s+/).length <= 4 && !FILLER.test(name) ? name : '';
}

/** The name that most of the texts mention: so many of them at least, and twice as many as any other. */
function commonMention(texts: readonly string[], minimum: number): string {
  const counts = new Map<string, number>();
  for (const text of texts) {
    const names = knownNames(text).flatMap(({ name, kind, isTool }) => (kind === 'family' && !isTool ? [name] : []));
    const unknown = minimum > 1 ? [beforeNoun(text), nameByForm(text)] : [];
    for (const name of new Set([...names, ...unknown])) if (name !== '') counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const [first, second] = [...counts].sort((a, b) => b[1] - a[1]);
  if (first === undefined || first[1] < minimum) return '';
  return second === undefined || first[1] >= 2 * second[1] ? first[0] : '';
}

/** What the names of a file and of the folders above it say, the file first; without dates and words for formats. */
function slugsOf(file: string): string[] {
  const parts = file.split(/[\\/]/).slice(-4).reverse();
  const slugs: string[] = [];
  for (const [index, part] of parts.entries()) {
    const stem = index === 0 ? part.replace(/\.[a-z0-9]{1,8}(?:\.(?:gz|zip))?$/i, '') : part;
    if (/^[0-9a-f]{8}-[0-9a-f]{4}-|^(?:reports|iocs?|tmp|home|data|standard input)$/i.test(stem)) continue;
    const words = stem
      .replace(/\d{4}[-_.]?\d{2}[-_.]?\d{2}|\d{4}[-_]\d{2}(?!\d)/g, ' ')
      .replace(/(?<=\p{L})\.(?=\p{L})/gu, ' ')
      .split(/[\s_+,]+|(?<![A-Z]{2,}|[A-Za-z]C)-(?!\d{2})|-(?=[A-Za-z]{3})/)
      .map((word) => word.replace(/^-+|-+$/g, ''))
      .filter((word) => word !== '' && !FILLER.test(word) && !/^\d/.test(word));
    if (words.length > 0) slugs.push(words.join(' '));
  }
  return slugs;
}

/** A title without its date, its sign and the words for what it holds. */
function plainTitle(title: string): string {
  const text = cleanText(title)
    .replace(/^\d{4}-\d{2}-\d{2}\s*(?:\([a-z]+\))?\s*[:–-]*\s*/i, '')
    .replace(/^[#=*\s]+|[#=*\s:]+$/g, '');
  const isEmpty = text.split(/[\s_-]+/).every((word) => FILLER.test(word));
  return isEmpty || text.length < 3 ? '' : shorten(text, MAX_TITLE);
}

/** A name in capitals as the list of known names spells it. */
function knownSpelling(name: string): string {
  const [known, other] = knownNames(name);
  return known !== undefined && other === undefined && plain(known.name) === plain(name) ? known.name : name;
}

function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1).toLowerCase();
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

/** The name of a file without its extension: at last, what nothing else names is known by it. */
function stemOf(file: string): string {
  return (file.split(/[\\/]/).at(-1) ?? '').replace(/\.[a-z0-9]{1,8}(?:\.(?:gz|zip))?$/i, '');
}
